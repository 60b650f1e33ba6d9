"""WeChat's server interface, as far as we use it: who signs in, and one-time subscription messages.

Every call ends within a few seconds, is never repeated by itself, and is not even tried while WeChat is known to be
away. The session key that a sign-in brings is dropped at once: nothing of ours needs it. Protocol:
developers.weixin.qq.com, code2Session, getStableAccessToken and sendMessage (subscribe).
"""

from __future__ import annotations

import json
import logging
import re
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar
from urllib.parse import urlencode

import structlog
import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from app.core.errors import AppError, Forbidden, Unavailable
from app.core.settings import get_settings

log = structlog.get_logger(__name__)

# At level DEBUG the library logs whole addresses, and an address of WeChat's holds our secret.
logging.getLogger("urllib3").setLevel(logging.INFO)

CONNECT_SECONDS, READ_SECONDS = 1.0, 3.0
WHOLE_ANSWER_SECONDS = 5.0
ANSWER_BYTES = 64 * 1024
FAILURES_TO_OPEN, OPEN_SECONDS = 5, 10.0
TOKEN_MARGIN_SECONDS = 300
"""A token is renewed this long before its end; WeChat keeps the old one valid meanwhile."""

HEADERS = {"Content-Type": "application/json", "Connection": "close"}
OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")

BUSY = -1
INVALID_CODES = {40029, 40163}  # unknown or over five minutes old; used before
TOO_OFTEN = {45009, 45011}  # quota of the day; quota of the minute
BLOCKED = 40226
STALE_TOKEN = {40001, 40014, 42001}
REFUSED_BY_PERSON = 43101


class InvalidCode(AppError):
    """WeChat does not know the sign-in code, or it was used, or it is over five minutes old."""

    status: ClassVar[int] = 401
    code: ClassVar[str] = "auth.wechat_code_invalid"
    message: ClassVar[str] = "登录凭证已失效，请重新登录"


class Blocked(Forbidden):
    """WeChat holds the account for dangerous and lets it into no mini-program."""

    code, message = "auth.wechat_blocked", "微信提示此账号存在风险，暂时无法登录，请联系社区"


class Busy(Unavailable):
    """WeChat answered that it is busy, or that we asked too often."""

    code, message = "wechat.busy", "微信繁忙，请稍后再试"


class Away(Unavailable):
    """WeChat cannot be reached, or answers something that is not its protocol."""

    code, message = "wechat.away", "暂时连不上微信，请稍后再试"


class Misconfigured(Unavailable):
    """WeChat refuses our application id or our secret, or none is set."""

    code, message = "wechat.misconfigured", "微信登录暂不可用，请联系管理员"


class Outcome(StrEnum):
    """What is known of a message after trying to send it."""

    SENT = "sent"
    REFUSED = "refused"
    """The person does not want it: quite normal."""
    FAILED = "failed"
    """WeChat will never take it like this."""
    UNKNOWN = "unknown"
    """It may have been sent. It must not be sent again."""
    NOT_SENT = "not_sent"
    """It surely was not sent; trying later is right."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The result of one try. ``reason`` is a number of WeChat's or a word of ours, without personal data."""

    outcome: Outcome
    reason: str = ""


class _NotSent(Exception):
    """The request surely did not reach WeChat."""


class _Unclear(Exception):
    """The request may have reached WeChat."""


class Breaker:
    """Stops asking for ``OPEN_SECONDS`` after ``FAILURES_TO_OPEN`` failures in a row; then one may try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_from = 0.0

    def is_open(self) -> bool:
        """Return whether a call would be refused now."""
        with self._lock:
            return self._failures >= FAILURES_TO_OPEN and self._clock() < self._closed_from

    def enter(self) -> None:
        """Let a call pass, or raise. Whoever passes after the pause is alone until the result is known."""
        with self._lock:
            if self._failures >= FAILURES_TO_OPEN:
                if self._clock() < self._closed_from:
                    raise _NotSent("paused")
                self._closed_from = self._clock() + OPEN_SECONDS

    def worked(self) -> None:
        """Note an answer in WeChat's protocol, whatever it says."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note that no such answer came."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._closed_from = self._clock() + OPEN_SECONDS


class WeChat:
    """A client for one mini-program. Safe to share between threads; holds the access token of this process."""

    def __init__(self, *, appid: str, secret: str, base_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._appid, self._secret, self._base_url = appid, secret, base_url.rstrip("/")
        self._clock = clock
        self._breaker = Breaker(clock)
        self._token_lock = threading.Lock()
        self._token = ("", 0.0)  # the access token and the moment after which it is renewed
        self._tls = ssl.create_default_context()

    def is_away(self) -> bool:
        """Return whether WeChat is known to be away, so that a call would not even be tried."""
        return self._breaker.is_open()

    def code_to_session(self, code: str) -> str:
        """Return the openid for a sign-in code. The code is used up by it, whatever comes of the answer.

        Raises ``InvalidCode``, ``Blocked``, ``Busy``, ``Away`` or ``Misconfigured``.
        """
        if not self._appid or not self._secret:
            raise Misconfigured
        query = {
            "appid": self._appid,
            "secret": self._secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        try:
            answer = self._call("GET", "/sns/jscode2session", query=query)
        except (_NotSent, _Unclear) as error:
            log.warning("wechat.sign_in_away", reason=str(error))
            raise Away(retry_after=10) from None
        number = answer.get("errcode", 0)
        if number:
            raise _sign_in_error(number)
        openid = answer.get("openid")
        if not isinstance(openid, str) or not OPENID.fullmatch(openid):
            log.error("wechat.sign_in_without_openid")
            raise Away(retry_after=10)
        return openid

    def send_subscribe(self, openid: str, template_id: str, data: Mapping[str, str], page: str = "") -> Sending:
        """Send one subscription message. Never raises for what WeChat or the network does.

        ``data`` holds the template's fields. A token that WeChat no longer takes is renewed once;
        such an answer means that nothing was sent.
        """
        body = {
            "touser": openid,
            "template_id": template_id,
            "page": page,
            "data": {name: {"value": value} for name, value in data.items()},
            "miniprogram_state": "formal",
            "lang": "zh_CN",
        }
        number = 0
        for _ in range(2):
            try:
                token = self._access_token()
                answer = self._call("POST", "/cgi-bin/message/subscribe/send", {"access_token": token}, body)
            except _NotSent as error:
                return Sending(Outcome.NOT_SENT, str(error))
            except _Unclear as error:
                return Sending(Outcome.UNKNOWN, str(error))
            number = answer.get("errcode", BUSY)
            if number not in STALE_TOKEN:
                return _sending_of(number)
            self._drop_token(token)
        return Sending(Outcome.NOT_SENT, str(number))

    def _access_token(self) -> str:
        """Return a token that is valid for some minutes yet. Raises ``_NotSent``."""
        with self._token_lock:
            token, until = self._token
            if token and self._clock() < until:
                return token
            body = {"grant_type": "client_credential", "appid": self._appid, "secret": self._secret}
            try:
                answer = self._call("POST", "/cgi-bin/stable_token", body=body)
            except _Unclear as error:
                raise _NotSent(f"token {error}") from None
            fresh, seconds = answer.get("access_token"), answer.get("expires_in")
            if not isinstance(fresh, str) or not fresh or not isinstance(seconds, int):
                log.error("wechat.token_refused", errcode=answer.get("errcode"))
                raise _NotSent(f"token {answer.get('errcode')}")
            self._token = (fresh, self._clock() + max(seconds - TOKEN_MARGIN_SECONDS, 60))
            return fresh

    def _drop_token(self, token: str) -> None:
        with self._token_lock:
            if self._token[0] == token:
                self._token = ("", 0.0)

    def _call(self, method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None) -> dict[str, Any]:
        """Return WeChat's answer, errcode or not. Raises ``_NotSent`` or ``_Unclear``."""
        self._breaker.enter()
        url = self._base_url + path + ("?" + urlencode(query) if query else "")
        try:
            answer = _parsed(*self._exchange(method, url, body))
        except (_NotSent, _Unclear):
            self._breaker.failed()
            raise
        self._breaker.worked()
        return answer

    def _connection(self) -> urllib3.PoolManager:
        """Return a pool for one call. A connection that was kept open may be closed by WeChat at the very
        moment in which the next message is written, and then it is unclear whether that one arrived."""
        limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        return urllib3.PoolManager(retries=False, timeout=limits, ssl_context=self._tls)

    def _exchange(self, method: str, url: str, body: Any) -> tuple[int, bytes]:
        """Return status and content. Errors are named by their class only: their words quote the address."""
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        until = self._clock() + WHOLE_ANSWER_SECONDS
        try:
            with (
                self._connection() as connection,
                connection.request(
                    method, url, body=content, headers=HEADERS, redirect=False, preload_content=False
                ) as response,
            ):
                data = b""
                while chunk := response.read1(8192):
                    data += chunk
                    if len(data) > ANSWER_BYTES or self._clock() > until:
                        raise _Unclear("endless answer")
        except (ConnectTimeoutError, NewConnectionError) as error:
            raise _NotSent(type(error).__name__) from None
        except SSLError as error:
            rejected = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
            raise (_NotSent if rejected else _Unclear)(type(error).__name__) from None
        except (HTTPError, OSError) as error:
            raise _Unclear(type(error).__name__) from None
        return response.status, data


def _parsed(status: int, data: bytes) -> dict[str, Any]:
    if status != 200:
        raise _Unclear(f"status {status}")
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        raise _Unclear("not json") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("errcode", 0), int):
        raise _Unclear("another form")
    return answer


def _sign_in_error(number: int) -> AppError:
    """Return what an errcode of code2Session means to the person."""
    if number in INVALID_CODES:
        return InvalidCode()
    if number == BLOCKED:
        return Blocked()
    if number == BUSY or number in TOO_OFTEN:
        log.warning("wechat.sign_in_busy", errcode=number)
        return Busy(retry_after=60 if number in TOO_OFTEN else 5)
    log.error("wechat.sign_in_refused", errcode=number)
    return Misconfigured(retry_after=60)


def _sending_of(number: int) -> Sending:
    """Return what an errcode of subscribeMessage.send means for the message."""
    if number == 0:
        return Sending(Outcome.SENT)
    if number == REFUSED_BY_PERSON:
        return Sending(Outcome.REFUSED, str(number))
    if number == BUSY:  # "system error": WeChat does not say before or after sending
        return Sending(Outcome.UNKNOWN, str(number))
    if number in TOO_OFTEN:
        return Sending(Outcome.NOT_SENT, str(number))
    log.error("wechat.message_refused", errcode=number)
    return Sending(Outcome.FAILED, str(number))


@cache
def get_wechat() -> WeChat:
    """Return this process's client."""
    settings = get_settings()
    return WeChat(
        appid=settings.wechat_appid,
        secret=settings.wechat_secret.get_secret_value(),
        base_url=settings.wechat_base_url,
    )


def code_to_session(code: str) -> str:
    """Return the openid for a sign-in code; see ``WeChat.code_to_session``."""
    return get_wechat().code_to_session(code)
