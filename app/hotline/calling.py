"""Calls to addresses that somebody typed in: only where they may go, whatever the name says by the time of the call.

The name is looked up once for each call, every address that comes back is judged, and the connection is made to just
that address; so a name that changes its address between check and call leads nowhere else. Redirects are not followed.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from app.core.clock import now
from app.core.outside import Breaker, NotSent, Outcome, Sending
from app.core.settings import get_settings

CONNECT_SECONDS, READ_SECONDS = 1.0, 3.0
ANSWER_BYTES = 64 * 1024
WHOLE_ANSWER_SECONDS = 5.0
TRY_LATER = frozenset({408, 425, 429})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_breakers: dict[UUID, Breaker] = {}
_lock = threading.Lock()


class Forbidden(Exception):
    """The address is none to which a message may go. The message says why, for people."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was judged, with the one machine to which the connection is made."""

    parts: SplitResult
    host: str
    port: int
    machine: str


def checked(url: str) -> SplitResult:
    """Return the parts of an address whose form is right. Raises ``Forbidden``. Looks nothing up."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Forbidden("地址格式不正确") from None
    if not url.isascii() or any(ord(c) <= 32 for c in url) or "\\" in url:
        raise Forbidden("地址格式不正确")
    allowed = ("https",) if get_settings().env == "production" else ("https", "http")
    if parts.scheme not in allowed:
        raise Forbidden("地址应以 https:// 开头")
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise Forbidden("地址格式不正确")
    if port is not None and not 0 < port < 65536:
        raise Forbidden("端口不正确")
    literal = _literal(parts.hostname)
    if literal is not None:
        judge(literal)
    return parts


def _literal(host: str) -> Address | None:
    """Return the address that a host name already is, also in the odd forms that resolvers understand."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:  # 0x7f.1, 2130706433, 017700000001: what inet_aton takes, a browser or a resolver takes too
        return ipaddress.ip_address(socket.inet_aton(host))
    except OSError:
        return None


def judge(address: Address) -> None:
    """Raise ``Forbidden`` for an address within this machine or a private network that no setting allows."""
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    address = mapped or address
    if any(address in network for network in get_settings().callback_networks):
        return
    if not address.is_global or address.is_multicast or address.is_reserved:
        raise Forbidden("地址指向内部网络，不能使用")


def resolve(url: str) -> Target:
    """Look up where an address leads. Raises ``Forbidden``, or ``NotSent`` when the name is not known now."""
    parts = checked(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent("unknown host") from None
    addresses = [ipaddress.ip_address(entry[4][0]) for entry in found]
    for address in addresses:  # one bad address is enough: which one a library takes is not ours to say
        judge(address)
    if not addresses:
        raise NotSent("unknown host")
    return Target(parts, host, port, str(addresses[0]))


def signature(secret: str, event_id: UUID, timestamp: int, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 over ``timestamp.event_id.body``, in hexadecimal."""
    signed = f"{timestamp}.{event_id}.".encode() + body
    return "v1=" + hmac.digest(secret.encode(), signed, hashlib.sha256).hex()


def post(client_id: UUID, url: str, secret: str, event_id: UUID, body: bytes) -> Sending:
    """Send one message and return what is known of it. Never raises for what the other side or the network does."""
    with _lock:
        breaker = _breakers.setdefault(client_id, Breaker())
    try:
        breaker.enter()
        target = resolve(url)
    except NotSent as error:
        return Sending(Outcome.NOT_SENT, str(error))
    except Forbidden:
        return Sending(Outcome.FAILED, "forbidden address")
    stamp = int(now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "Connection": "close",
        "Host": target.parts.netloc,
        "User-Agent": "haofuwu",
        "X-Haofuwu-Event": str(event_id),
        "X-Haofuwu-Timestamp": str(stamp),
        "X-Haofuwu-Signature": signature(secret, event_id, stamp, body),
    }
    sending = _exchange(target, headers, body)
    (breaker.failed if sending.outcome in (Outcome.NOT_SENT, Outcome.UNKNOWN) else breaker.worked)()
    return sending


def _pool(target: Target) -> urllib3.HTTPConnectionPool:
    limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    if target.parts.scheme == "http":
        return urllib3.HTTPConnectionPool(target.machine, target.port, timeout=limits, retries=False)
    return urllib3.HTTPSConnectionPool(
        target.machine,
        target.port,
        timeout=limits,
        retries=False,
        ssl_context=ssl.create_default_context(),
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _exchange(target: Target, headers: dict[str, str], body: bytes) -> Sending:
    """Send and read the answer. Errors are named by their class only: their words quote the address."""
    path = (target.parts.path or "/") + (f"?{target.parts.query}" if target.parts.query else "")
    until = time.monotonic() + WHOLE_ANSWER_SECONDS
    try:
        with (
            _pool(target) as pool,
            pool.urlopen("POST", path, body=body, headers=headers, redirect=False, preload_content=False) as answer,
        ):
            length = 0
            while chunk := answer.read1(8192):
                length += len(chunk)
                if length > ANSWER_BYTES or time.monotonic() > until:
                    break  # the status is all that matters
            return _judged(answer.status)
    except (ConnectTimeoutError, NewConnectionError) as error:
        return Sending(Outcome.NOT_SENT, type(error).__name__)
    except SSLError as error:
        rejected = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
        return Sending(Outcome.NOT_SENT if rejected else Outcome.UNKNOWN, type(error).__name__)
    except (HTTPError, OSError) as error:
        return Sending(Outcome.UNKNOWN, type(error).__name__)


def _judged(status: int) -> Sending:
    """Return what a status means: taken, to be tried again, or never to be taken like this."""
    if 200 <= status < 300:
        return Sending(Outcome.SENT)
    if status in TRY_LATER:
        return Sending(Outcome.NOT_SENT, f"status {status}")
    if status >= 500:
        return Sending(Outcome.UNKNOWN, f"status {status}")
    return Sending(Outcome.FAILED, f"status {status}")
