"""Phones and WeChat openids: sealed before they are stored, opened only for who may see or call them."""

from __future__ import annotations

from uuid import UUID

from app.core.crypto import get_crypto, mask_phone
from app.identity import queries
from app.identity.models import Person

PHONE, OPENID = "identity_person.phone", "identity_person.openid"
NOTICE_OPENID = "identity_person.notice_openid"


def set_phone(person: Person, phone: str | None) -> None:
    """Seal ``phone`` into the person's row; None or nothing removes it. The row needs its id."""
    if not phone:
        person.phone_cipher = person.phone_index = None
        return
    crypto = get_crypto()
    person.phone_cipher = crypto.encrypt(phone, column=PHONE, row_id=person.id)
    person.phone_index = crypto.phone_index(phone, column=PHONE)


def sealed_openid(openid: str, person_id: UUID) -> tuple[bytes, bytes]:
    """Return the cipher text and the index of an openid for the row of ``person_id``."""
    return get_crypto().encrypt(openid, column=OPENID, row_id=person_id), openid_index(openid)


def openid_index(openid: str) -> bytes:
    """Return the index by which the person of an openid is found."""
    return get_crypto().blind_index(openid, column=OPENID)


def set_notice_openid(person: Person, openid: str | None) -> None:
    """Seal the WeChat account to which a staff account's messages go; None removes it."""
    if openid is None:
        person.notice_openid_cipher = person.notice_openid_index = None
        return
    person.notice_openid_cipher = get_crypto().encrypt(openid, column=NOTICE_OPENID, row_id=person.id)
    person.notice_openid_index = notice_openid_index(openid)


def notice_openid_index(openid: str) -> bytes:
    """Return the index by which the staff account is found whose messages go to a WeChat account."""
    return get_crypto().blind_index(openid, column=NOTICE_OPENID)


def phone(person: Person) -> str | None:
    """Return the whole phone number, for who may call."""
    if person.phone_cipher is None:
        return None
    return get_crypto().decrypt(person.phone_cipher, column=PHONE, row_id=person.id)


def phone_masked(person: Person) -> str | None:
    """Return the number as screens show it: ``138****5678``."""
    whole = phone(person)
    return mask_phone(whole) if whole else None


def phone_of(person_id: UUID) -> str | None:
    """Return the whole phone number of a person, or None. The caller decides who may see it."""
    found = queries.person(person_id)
    return phone(found) if found else None


def messages_reach(person: Person) -> bool:
    """Return whether WeChat messages of a person have somewhere to go."""
    return person.openid_cipher is not None or person.notice_openid_cipher is not None


def notice_openid_of(person_id: UUID) -> str | None:
    """Return the openid to which WeChat messages of a person go, or None."""
    found = queries.person(person_id)
    if found is None or found.openid_cipher is not None or found.notice_openid_cipher is None:
        return openid_of(person_id)
    return get_crypto().decrypt(found.notice_openid_cipher, column=NOTICE_OPENID, row_id=found.id)


def openid_of(person_id: UUID) -> str | None:
    """Return the openid of the WeChat account that signs in as a person, or None."""
    found = queries.person(person_id)
    if found is None or found.openid_cipher is None:
        return None
    return get_crypto().decrypt(found.openid_cipher, column=OPENID, row_id=found.id)
