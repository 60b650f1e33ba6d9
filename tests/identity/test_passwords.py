import pytest

from app.core.errors import Unavailable
from app.identity import passwords
from tests.identity.together import together

GOOD = "Korb-Lampe-Tisch-47"


def test_a_password_is_kept_as_argon2id_with_the_chosen_cost():
    stored = passwords.hash_password(GOOD)

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(GOOD, stored)
    assert not passwords.verify(GOOD + "x", stored)
    assert not passwords.needs_rehash(stored)


def test_nothing_stored_and_nonsense_stored_never_fit():
    assert not passwords.verify(GOOD, None)
    assert not passwords.verify("nobody has this password", None)
    assert not passwords.verify(GOOD, "not a hash")


def test_characters_count_however_they_are_composed():
    stored = passwords.hash_password("caf\u00e9 am Markt 47")

    assert passwords.verify("cafe\u0301 am Markt 47", stored)


def test_long_passwords_are_not_cut():
    stored = passwords.hash_password("a" * 72 + "b")

    assert not passwords.verify("a" * 72 + "c", stored)


def test_an_older_cost_is_noticed():
    from argon2 import PasswordHasher

    assert passwords.needs_rehash(PasswordHasher(memory_cost=8, time_cost=1, parallelism=1).hash(GOOD))


def test_one_is_hashed_at_a_time_and_the_others_come_back_later():
    stored = passwords.hash_password(GOOD)

    def attempt():
        try:
            return passwords.verify(GOOD, stored)
        except Unavailable as busy:
            return busy.retry_after

    results = together(*[attempt] * 4)

    assert True in results
    assert 1 in [result for result in results if result is not True]


@pytest.mark.parametrize(
    "password",
    [
        "Kurz-12345!",
        "password1234",
        "Password1234",
        "ｐａｓｓｗｏｒｄ１２３４",
        "1qaz2wsx3edc",
        "aabbaabbaabbaabb",
        "shijingshan2026",
        "石景山区物业2026小区2026",
        "zhang.wei-2026-zhang.wei",
        "望山里物业-望山里-2026",
        "x" * 201,
    ],
)
def test_what_a_guesser_would_try_is_refused(password):
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.refuse_weak(password, context=["zhang.wei", "望山里"])

    assert refused.value.fields["password"]


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery staple",
        "七点半在东门等你带伞",
        "Beijing im Regen, 3 Schirme",
        "山" * 6 + "水火木金土日月",
    ],
)
def test_long_and_rare_is_enough(password):
    if len(password) >= passwords.SHORTEST:
        passwords.refuse_weak(password, context=["zhang.wei"])
    else:
        with pytest.raises(passwords.WeakPassword):
            passwords.refuse_weak(password)
