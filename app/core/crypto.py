"""Personal data at rest: encryption with a key ring, and keyed indexes by which it can still be found.

A cipher text is ASCII ``v1|kid|nonce|ct`` (nonce and ct base64url). It is bound to its column and its row:
copied to another place it does not open. A blind index is a keyed hash, so that nobody without the key can
try out all ten thousand million phone numbers against a stolen dump.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.settings import get_settings

VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12
KID = re.compile(r"[A-Za-z0-9_-]{1,16}")
MOBILE = re.compile(r"1[3-9]\d{9}")


class CryptoError(Exception):
    """A bad key ring, or a cipher text that does not open. The message holds neither keys nor data."""


def normalise_text(value: str) -> str:
    """Return ``value`` in the one form that is indexed: NFKC, without spaces around it. Case is kept."""
    return unicodedata.normalize("NFKC", value).strip()


def normalise_phone(phone: str) -> str:
    """Return a phone number as bare digits: no spaces, dashes, brackets or country code of China.

    Full-width digits become plain ones. What is no phone number comes back stripped, not refused:
    ``core.wire.Phone`` is the field that refuses.
    """
    plain = unicodedata.normalize("NFKC", phone)
    bare = "".join(c for c in plain if unicodedata.category(c) not in {"Zs", "Cf", "Cc", "Pd", "Ps", "Pe"})
    for prefix in ("+86", "0086"):
        if bare.startswith(prefix):
            return bare.removeprefix(prefix)
    if bare.startswith("86") and MOBILE.fullmatch(bare[2:]):
        return bare[2:]
    return bare


def mask_phone(phone: str) -> str:
    """Return the form for screens: ``138****5678``. Of a shorter number at most the last two digits show."""
    bare = normalise_phone(phone)
    if len(bare) >= 10:
        return f"{bare[:3]}****{bare[-4:]}"
    return "*" * max(len(bare) - 2, 0) + bare[-2:] if len(bare) > 4 else "*" * len(bare)


def parse_key(text: str) -> bytes:
    """Return the 32 bytes of a base64 text. Raises ``CryptoError`` when there are more or fewer."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise CryptoError("a key is not base64") from None
    if len(key) != KEY_BYTES:
        raise CryptoError(f"a key has {len(key)} bytes instead of {KEY_BYTES}")
    return key


def parse_key_ring(text: str) -> dict[str, bytes]:
    """Return {kid: key} of ``kid:base64,kid2:base64``, in order; the first one is current.

    Raises ``CryptoError`` for an empty ring, a malformed or repeated kid, or a bad key.
    """
    ring: dict[str, bytes] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        kid, _, key = item.partition(":")
        if not KID.fullmatch(kid) or kid in ring:
            raise CryptoError("a key id is malformed or stands twice")
        ring[kid] = parse_key(key)
    if not ring:
        raise CryptoError("the key ring is empty")
    return ring


class Crypto:
    """Encrypts with the first key of the ring, opens with any. Safe to share between threads."""

    def __init__(self, ring: Mapping[str, bytes], index_key: bytes) -> None:
        self._ciphers = {kid: AESGCM(key) for kid, key in ring.items()}
        self._current = next(iter(ring))
        self._index_root = index_key
        self._index_keys: dict[str, bytes] = {}

    @property
    def current(self) -> str:
        """The name of the key that encrypts."""
        return self._current

    def encrypt(self, text: str, *, column: str, row_id: UUID) -> bytes:
        """Return the cipher text of ``text`` for ``column`` ("table.column") of the row ``row_id``.

        The same text gives another cipher text every time.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), _place(column, row_id))
        return "|".join((VERSION, self._current, _b64(nonce), _b64(sealed))).encode("ascii")

    def decrypt(self, sealed: bytes, *, column: str, row_id: UUID) -> str:
        """Return the text again. Raises ``CryptoError`` when it was altered, moved, or its key is gone."""
        kid, nonce, body = _parts(sealed)
        cipher = self._ciphers.get(kid)
        if cipher is None:
            raise CryptoError(f"no key {kid!r} in the ring")
        try:
            return cipher.decrypt(nonce, body, _place(column, row_id)).decode()
        except InvalidTag:
            raise CryptoError(f"a value of {column} does not open") from None

    def needs_rotation(self, sealed: bytes) -> bool:
        """Return whether ``sealed`` was made with a key that is not the current one."""
        return _parts(sealed)[0] != self._current

    def rotate(self, sealed: bytes, *, column: str, row_id: UUID) -> bytes:
        """Return ``sealed`` under the current key; unchanged when it already is, so it may run twice."""
        if not self.needs_rotation(sealed):
            return sealed
        return self.encrypt(self.decrypt(sealed, column=column, row_id=row_id), column=column, row_id=row_id)

    def blind_index(self, value: str, *, column: str, normalise: Callable[[str], str] = normalise_text) -> bytes:
        """Return the 32 bytes by which ``value`` is found in ``column``: HMAC-SHA256, a key for each column.

        Two columns give unrelated indexes, so that they cannot be joined by somebody who has only the dump.
        """
        return hmac.digest(self._index_key(column), normalise(value).encode(), hashlib.sha256)

    def phone_index(self, phone: str, *, column: str) -> bytes:
        """Return the blind index of a phone number, however it is written."""
        return self.blind_index(phone, column=column, normalise=normalise_phone)

    def _index_key(self, column: str) -> bytes:
        key = self._index_keys.get(column)
        if key is None:
            derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=column.encode())
            key = self._index_keys[column] = derive.derive(self._index_root)
        return key


@cache
def get_crypto() -> Crypto:
    """Return the ``Crypto`` of the settings. Raises ``CryptoError`` when the keys are unusable."""
    settings = get_settings()
    return Crypto(
        parse_key_ring(settings.data_keys.get_secret_value()),
        parse_key(settings.index_key.get_secret_value()),
    )


def _place(column: str, row_id: UUID) -> bytes:
    return f"{column}|{row_id}".encode()


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii")


def _parts(sealed: bytes) -> tuple[str, bytes, bytes]:
    try:
        version, kid, nonce, body = bytes(sealed).decode("ascii").split("|")
        # b64decode ignores foreign characters unless told otherwise; an altered text must not open.
        raw_nonce, raw_body = (base64.b64decode(part, altchars=b"-_", validate=True) for part in (nonce, body))
    except (ValueError, UnicodeDecodeError):
        raise CryptoError("not a cipher text of this product") from None
    if version != VERSION or len(raw_nonce) != NONCE_BYTES:
        raise CryptoError("not a cipher text of this product")
    return kid, raw_nonce, raw_body
