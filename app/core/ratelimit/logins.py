"""Wrong passwords: pauses that stop guessing, and that nobody can use to lock somebody else out."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Model, fast, fast_row
from app.core.errors import TooMany
from app.core.ratelimit import counters
from app.core.ratelimit.classes import HOUR, RateClass
from app.core.settings import get_settings

DAY = 24 * HOUR
FREE_FAILURES = 5
"""Wrong passwords of one account from one network before the first pause."""
LONGEST_PAUSE_MINUTES = 15
ACCOUNT_FAILURES = RateClass(20, HOUR, exact=True)
"""Wrong passwords of one account from anywhere, after which only a known device may try."""
NETWORK_FAILURES = RateClass(100, HOUR, exact=True)
DEVICE_DAYS = 180


class LoginFailure(Model):
    """Wrong passwords of one account from one network, in a row."""

    __tablename__ = "core_login_failure"
    __table_args__ = (Index("ix_core_login_failure_last_at", "last_at"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]


class LoginPaused(TooMany):
    """Too many wrong passwords for this account from this network."""

    code, message = "auth.login_paused", "登录失败次数过多，请稍后再试"


class NewDevicePaused(TooMany):
    """Somebody tries passwords of this account; devices that signed in before are let through."""

    code = "auth.new_device_paused"
    message = "此账号登录失败次数过多，请用以前登录过的设备登录，或一小时后再试"


TRY_LOGIN = text(f"""
    INSERT INTO core_login_failure AS f (key, failures, last_at) VALUES (:key, 1, :now)
    ON CONFLICT (key) DO UPDATE
        SET failures = CASE WHEN f.last_at < :forget THEN 1 ELSE f.failures + 1 END, last_at = :now
        WHERE f.failures < {FREE_FAILURES} OR f.last_at < :forget
           OR f.last_at + interval '1 minute'
              * least(2 ^ least(f.failures - {FREE_FAILURES}, 10), {LONGEST_PAUSE_MINUTES}) <= :now
    RETURNING failures
""")  # noqa: S608 - only constants of this module are put in

PAUSE = text("SELECT failures, last_at FROM core_login_failure WHERE key = :key")
FORGIVE = text("DELETE FROM core_login_failure WHERE key = :key")


def pause_minutes(failures: int) -> int:
    """Return how long the account rests for one network after ``failures`` in a row: 0, then 1, 2, 4, 8, 15."""
    if failures < FREE_FAILURES:
        return 0
    return min(1 << min(failures - FREE_FAILURES, 10), LONGEST_PAUSE_MINUTES)


def check_login(username: str, ip: str, *, known_device: bool = False) -> None:
    """Let one attempt at a password pass, or raise ``TooMany``. Call it before the password is looked at.

    The attempt is counted as failed at once, so that many at the same time cannot slip through;
    ``login_succeeded`` takes it back. Nobody can lock an account for its owner: the pause is for the
    account *and* the network, and the limit of the account lets known devices through.
    """
    account, network, pair = _login_keys(username, ip)
    wait = _take(network, NETWORK_FAILURES)
    if wait:
        raise LoginPaused(retry_after=wait)
    wait = _try_pair(pair)
    if wait:
        raise LoginPaused(f"登录失败次数过多，请 {math.ceil(wait / 60)} 分钟后再试", retry_after=wait)
    wait = 0 if known_device else _take(account, ACCOUNT_FAILURES)
    if wait:
        raise NewDevicePaused(retry_after=wait)


def _take(key: str, kind: RateClass) -> int:
    return counters.take_exact(key, kind.limit * get_settings().rate_scale, kind.seconds)


def _try_pair(key: str) -> int:
    """Count one failure unless the pair has to rest. Returns 0, or the seconds of rest that remain."""
    moment = now()
    if fast_row(TRY_LOGIN, {"key": key, "now": moment, "forget": moment - timedelta(days=1)}) is not None:
        return 0
    row = fast_row(PAUSE, {"key": key})
    if row is None:
        return 1
    until: datetime = row.last_at + timedelta(minutes=pause_minutes(row.failures))
    return max(1, math.ceil((until - moment).total_seconds()))


def login_succeeded(username: str, ip: str, *, known_device: bool = False) -> None:
    """Take back what ``check_login`` counted, and forgive this network its failures on this account."""
    account, network, pair = _login_keys(username, ip)
    with fast() as connection:
        connection.execute(FORGIVE, {"key": pair})
    counters.give_back(network, NETWORK_FAILURES.seconds)
    if not known_device:
        counters.give_back(account, ACCOUNT_FAILURES.seconds)


def _login_keys(username: str, ip: str) -> tuple[str, str, str]:
    name, network = counters.folded(username), counters.network_of(ip)
    return (
        counters.hashed("login:account", name),
        counters.hashed("login:net", network),
        counters.hashed("login:pair", f"{name}|{network}"),
    )


def device_token(person_id: UUID) -> str:
    """Return the value of the cookie that marks a device on which ``person_id`` has signed in."""
    return _devices().dumps(person_id.hex)


def is_known_device(token: str | None, person_id: UUID) -> bool:
    """Return whether ``token`` is a mark of ``person_id`` of the last ``DEVICE_DAYS`` days."""
    if not token:
        return False
    try:
        marked: object = _devices().loads(token, max_age=DEVICE_DAYS * DAY)
    except BadSignature:
        return False
    return marked == person_id.hex


def _devices() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(get_settings().secret_key.get_secret_value(), salt="known-device")
