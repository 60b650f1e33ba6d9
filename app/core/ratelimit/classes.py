"""The classes of acts and how often each may be done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from app.core.errors import TooMany
from app.core.ratelimit import counters
from app.core.settings import get_settings

NETWORK_FACTOR = 20
"""A network (/24, /64) may do this many times what a person may."""
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class RateClass:
    """At most ``limit`` times in ``seconds`` for a person; ``exact`` ones are counted in PostgreSQL."""

    limit: int
    seconds: int
    exact: bool = False


RATE_CLASSES: dict[str, RateClass] = {
    "read": RateClass(300, MINUTE),
    "photo": RateClass(1000, MINUTE),  # by network only: an <image> says no name, and a page has twenty
    "write": RateClass(60, MINUTE),
    "auth": RateClass(20, MINUTE, exact=True),
    "auth_failed": RateClass(5, MINUTE, exact=True),  # so a network guesses 100 sign-in codes a minute
    "bind": RateClass(30, HOUR, exact=True),
    "upload": RateClass(60, 10 * MINUTE, exact=True),
    "export": RateClass(20, HOUR, exact=True),
    "opinion": RateClass(10, HOUR, exact=True),  # without signing in only the network is known: 200 an hour
}


def check(limit_class: str, *, person: str | None, ip: str) -> None:
    """Count one act of ``person`` (id or login name; None when nobody is known yet) from ``ip``.

    Raises ``TooMany`` with the seconds to wait. An act that is refused is not counted, so that somebody
    who keeps pressing is let in as soon as somebody who waits. Opens no unit of work and must not be called
    inside one: the count stays whatever becomes of the act.
    """
    kind = RATE_CLASSES[limit_class]
    take = counters.take_exact if kind.exact else counters.take_here
    scale = get_settings().rate_scale
    for key, limit in _buckets(limit_class, kind, person, ip):
        wait = take(key, limit * scale, kind.seconds)
        if wait:
            raise TooMany(retry_after=wait)


def check_guessing(ip: str) -> None:
    """Raise ``TooMany`` when the network of ``ip`` presented too many invalid sign-in codes. Counts nothing."""
    kind = RATE_CLASSES["auth_failed"]
    for key, limit in _buckets("auth_failed", kind, None, ip):
        wait = counters.look_exact(key, limit * get_settings().rate_scale, kind.seconds)
        if wait:
            raise TooMany(retry_after=wait)


def note_guess(ip: str) -> None:
    """Count one invalid sign-in code from the network of ``ip``."""
    kind = RATE_CLASSES["auth_failed"]
    for key, limit in _buckets("auth_failed", kind, None, ip):
        counters.take_exact(key, limit * get_settings().rate_scale, kind.seconds)


def _buckets(name: str, kind: RateClass, person: str | None, ip: str) -> list[tuple[str, float]]:
    buckets = [(_network_key(name, counters.network_of(ip)), float(kind.limit * NETWORK_FACTOR))]
    if person is not None:
        buckets.insert(0, (counters.hashed(f"{name}:who", counters.folded(person)), float(kind.limit)))
    return buckets


@lru_cache(maxsize=4096)
def _network_key(name: str, network: str) -> str:
    """Return the key of a network's bucket; the same networks ask again and again."""
    return counters.hashed(f"{name}:net", network)
