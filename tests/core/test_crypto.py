"""Personal data at rest: what a dump shows, what a moved value does, how keys are changed."""

from __future__ import annotations

import base64
import hashlib
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.crypto import (
    Crypto,
    CryptoError,
    mask_phone,
    normalise_phone,
    parse_key,
    parse_key_ring,
)
from app.core.ids import new_id

COLUMN = "identity_person.phone"
OLD, NEW, INDEX = (secrets.token_bytes(32) for _ in range(3))


@pytest.fixture
def crypto() -> Crypto:
    return Crypto({"k1": OLD}, INDEX)


@pytest.fixture
def rotated() -> Crypto:
    return Crypto({"k2": NEW, "k1": OLD}, INDEX)


@given(st.text(max_size=200))
def test_a_text_comes_back_as_it_went_in(text):
    crypto, row = Crypto({"k1": OLD}, INDEX), new_id()

    assert crypto.decrypt(crypto.encrypt(text, column=COLUMN, row_id=row), column=COLUMN, row_id=row) == text


def test_the_same_phone_gives_another_cipher_text_and_the_same_index(crypto):
    row = new_id()

    first, second = (crypto.encrypt("13800005678", column=COLUMN, row_id=row) for _ in range(2))

    assert first != second
    assert crypto.phone_index("13800005678", column=COLUMN) == crypto.phone_index("13800005678", column=COLUMN)


def test_the_format_names_its_version_and_its_key(crypto):
    sealed = crypto.encrypt("13800005678", column=COLUMN, row_id=new_id()).decode("ascii")

    version, kid, nonce, body = sealed.split("|")

    assert (version, kid) == ("v1", "k1")
    assert len(base64.urlsafe_b64decode(nonce)) == 12
    assert len(base64.urlsafe_b64decode(body)) == 11 + 16


@pytest.mark.parametrize("moved", ["row", "column"])
def test_a_value_moved_to_another_place_does_not_open(crypto, moved):
    row = new_id()
    sealed = crypto.encrypt("13800005678", column=COLUMN, row_id=row)
    place = {"column": COLUMN, "row_id": row}
    assert crypto.decrypt(sealed, **place) == "13800005678"

    place.update({"row": {"row_id": new_id()}, "column": {"column": "identity_person.openid"}}[moved])

    with pytest.raises(CryptoError):
        crypto.decrypt(sealed, **place)


def test_every_altered_byte_is_noticed(crypto):
    row = new_id()
    sealed = crypto.encrypt("13800005678", column=COLUMN, row_id=row)

    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 0x01
        with pytest.raises(CryptoError):
            crypto.decrypt(bytes(altered), column=COLUMN, row_id=row)


@pytest.mark.parametrize("rubbish", [b"", b"v1|k1", b"v1|k1||", b"v2|k1|AAAA|AAAA", b"\xff\xfe", b"v1|k1|A|A|A"])
def test_rubbish_is_refused_by_name(crypto, rubbish):
    with pytest.raises(CryptoError):
        crypto.decrypt(rubbish, column=COLUMN, row_id=new_id())


def test_after_a_change_of_keys_old_values_open_and_are_named_for_rotation(crypto, rotated):
    row = new_id()
    sealed = crypto.encrypt("13800005678", column=COLUMN, row_id=row)
    assert not crypto.needs_rotation(sealed)
    assert rotated.needs_rotation(sealed)

    fresh = rotated.rotate(sealed, column=COLUMN, row_id=row)

    assert rotated.decrypt(fresh, column=COLUMN, row_id=row) == "13800005678"
    assert rotated.rotate(fresh, column=COLUMN, row_id=row) == fresh
    assert Crypto({"k2": NEW}, INDEX).decrypt(fresh, column=COLUMN, row_id=row) == "13800005678"


def test_a_removed_key_opens_nothing(crypto):
    row = new_id()
    sealed = crypto.encrypt("13800005678", column=COLUMN, row_id=row)

    with pytest.raises(CryptoError, match="k1"):
        Crypto({"k2": NEW}, INDEX).decrypt(sealed, column=COLUMN, row_id=row)


VARIANTS = [
    "13800005678",
    " 138 0000 5678 ",
    "138-0000-5678",
    "+86 138 0000 5678",
    "+8613800005678",
    "0086-138-0000-5678",
    "8613800005678",
    "１３８００００５６７８",
    "＋８６ １３８ ００００ ５６７８",
    "138\u200b0000\u20105678",
    "(138)00005678",
    "138\u30000000\u30005678",
]


@pytest.mark.parametrize("written", VARIANTS)
def test_a_phone_is_found_however_it_is_written(crypto, written):
    assert normalise_phone(written) == "13800005678"
    assert crypto.phone_index(written, column=COLUMN) == crypto.phone_index("13800005678", column=COLUMN)


def test_other_numbers_stay_themselves():
    assert normalise_phone("010-6886 0000") == "01068860000"
    assert normalise_phone("8610") == "8610"
    assert normalise_phone("86886000") == "86886000"


def keyless(phone: str) -> bytes:
    """The broken variant: a hash that anybody can compute for every number."""
    return hashlib.sha256(phone.encode()).digest()


@pytest.mark.parametrize(("make_index", "is_found"), [(keyless, True), (None, False)])
def test_a_dictionary_of_numbers_finds_nobody(crypto, make_index, is_found):
    make_index = make_index or (lambda phone: crypto.phone_index(phone, column=COLUMN))
    phones = [f"1380000{n:04}" for n in range(2000)]
    dumped = {make_index(phone) for phone in phones[::7]}

    dictionary = {digest(phone.encode()).digest() for phone in phones for digest in KEYLESS}

    assert bool(dumped & dictionary) is is_found


KEYLESS = (hashlib.sha256, hashlib.md5, hashlib.sha1, hashlib.sha3_256)


def test_two_columns_cannot_be_joined_by_their_indexes(crypto):
    indexes = {crypto.phone_index("13800005678", column=c) for c in ("a.phone", "b.phone")}

    assert len(indexes) == 2


def test_an_openid_keeps_its_case(crypto):
    assert crypto.blind_index("oAbC", column="c") != crypto.blind_index("oabc", column="c")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800005678", "138****5678"),
        ("+86 138-0000-5678", "138****5678"),
        ("01068860000", "010****0000"),
        ("68860000", "******00"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_masked_phone_shows_little(phone, masked):
    assert mask_phone(phone) == masked


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_the_key_ring_keeps_its_order():
    ring = parse_key_ring(f" new:{b64(NEW)}, old:{b64(OLD)} ")

    assert list(ring.items()) == [("new", NEW), ("old", OLD)]


@pytest.mark.parametrize(
    "text",
    ["", ",", "k1", "k1:", "k1:!!!!", f"k1:{b64(OLD[:16])}", f":{b64(OLD)}", f"a|b:{b64(OLD)}",
     f"k:{b64(OLD)},k:{b64(NEW)}"],
    ids=["nothing", "comma", "no_key", "empty_key", "no_base64", "short", "no_name", "bad_name", "twice"],
)  # fmt: skip
def test_a_bad_key_ring_is_refused_without_showing_it(text):
    with pytest.raises(CryptoError) as error:
        parse_key_ring(text)

    assert b64(OLD) not in str(error.value)


def test_an_index_key_of_the_wrong_length_is_refused():
    with pytest.raises(CryptoError):
        parse_key(b64(b"short"))
