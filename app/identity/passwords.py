"""Passwords of staff: how they are kept, checked, and which ones are refused.

argon2id with 19456 KiB, two passes and one lane (OWASP) takes about 30 ms of a processor. One at a time runs
in a process: more at once would slow down everybody else's reading, so the next one is told to come back.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import InvalidInput, Unavailable

SHORTEST = 12
LONGEST = 200
LEFT_WITHOUT_CONTEXT = 8
"""How many characters must be left when the words of the context are taken away."""

CONTEXT_WORDS = (
    "haofuwu", "hfw", "shijingshan", "beijing", "wuye", "xiaoqu", "jiedao", "shequ", "password", "admin",
    "石景山", "北京", "物业", "小区", "街道", "社区", "好服务",
)  # fmt: skip

_hasher = PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1)
_turn = threading.RLock()


class WeakPassword(InvalidInput):
    """The new password does not keep out somebody who guesses."""

    code, message = "identity.weak_password", "新密码不符合要求"


@contextmanager
def turn() -> Iterator[None]:
    """Hold this process's turn to hash. Raises ``Unavailable`` at once while another thread holds it.

    Sign-in takes it before it counts the attempt, so that being told to come back costs nobody an attempt.
    """
    if not _turn.acquire(blocking=False):
        raise Unavailable("正在处理其他登录，请稍后再试", retry_after=1)
    try:
        yield
    finally:
        _turn.release()


def hash_password(password: str) -> str:
    """Return what is stored for ``password``. Does not judge it; ``refuse_weak`` does.

    Raises ``Unavailable`` at once while another one is hashed in this process.
    """
    with turn():
        return _hasher.hash(_one_form(password))


def verify(password: str, stored: str | None) -> bool:
    """Return whether ``password`` is what was ``stored``. The time does not tell whether there was any.

    Raises ``Unavailable`` at once while another check is running in this process.
    """
    with turn():
        try:
            return _hasher.verify(stored or _dummy(), _one_form(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Return whether ``stored`` was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def warm_up() -> None:
    """Make the dummy hash before the first sign-in, so that not even that one takes longer."""
    _dummy()


def refuse_weak(password: str, *, context: Iterable[str] = ()) -> None:
    """Raise ``WeakPassword`` unless ``password`` is long and no usual one.

    ``context`` are words that a guesser would try: the user name, the person's name, the workplace.
    No mixture of character classes is asked for and none expires: length and rarity help (ASVS 6.2).
    """
    reasons = list(_weaknesses(_one_form(password), context))
    if reasons:
        raise WeakPassword(reasons[0], fields={"password": reasons})


def _weaknesses(password: str, context: Iterable[str]) -> Iterator[str]:
    if len(password) < SHORTEST:
        yield f"密码至少 {SHORTEST} 个字符"
        return
    if len(password) > LONGEST:
        yield f"密码不能超过 {LONGEST} 个字符"
        return
    folded = unicodedata.normalize("NFKC", password).casefold()
    if folded in _common() or len(set(folded)) < 5:
        yield "这个密码太常见，请换一个"
        return
    left = re.sub(r"(19|20)[0-9]{2}", "", folded)
    for word in sorted({*CONTEXT_WORDS, *_words(context)}, key=len, reverse=True):
        left = left.replace(word, "")
    if len(re.sub(r"[\W_]", "", left)) < LEFT_WITHOUT_CONTEXT and left != folded:
        yield "密码不要由姓名、用户名、单位、地名或年份组成"


def _words(context: Iterable[str]) -> set[str]:
    return {unicodedata.normalize("NFKC", word).casefold() for word in context if len(word) >= 2}


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line and not line.startswith("#"))


@cache
def _dummy() -> str:
    return _hasher.hash("nobody has this password")


def _one_form(password: str) -> str:
    return unicodedata.normalize("NFC", password)
