"""WeChat's server interface, as far as we use it: who signs in, one-time subscription messages, and the judgement of
texts and photos.

Every call ends within a few seconds, is never repeated by itself, and is not even tried while WeChat is known to be
away (``core.outside``). The session key that a sign-in brings is dropped at once: nothing of ours needs it. Protocol:
developers.weixin.qq.com, code2Session, getStableAccessToken, sendMessage (subscribe), msgSecCheck and mediaCheckAsync.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

import structlog

from app.core.errors import AppError, Forbidden, Unavailable
from app.core.outside import Line, NotSent, Outcome, Sending, Unclear
from app.core.settings import get_settings

log = structlog.get_logger(__name__)

TOKEN_MARGIN_SECONDS = 300
"""A token is renewed this long before its end; WeChat keeps the old one valid meanwhile."""
OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")
TRACE = re.compile(r"[A-Za-z0-9_-]{1,64}")
LABEL = re.compile(r"[0-9]{1,6}")

BUSY = -1
INVALID_CODES = {40029, 40163}  # unknown or over five minutes old; used before
TOO_OFTEN = {45009, 45011}  # quota of the day; quota of the minute
BLOCKED = 40226
STALE_TOKEN = {40001, 40014, 42001}
REFUSED_BY_PERSON = 43101
NOT_SEEN_LATELY = {61010}  # the person did not open the mini-program within two hours
OLD_WORD_FOR_RISKY = 87014

LONGEST_TEXT = 2500
"""Characters that msgSecCheck takes at once."""
FORUM = 3
"""The scene in which a text or photo would be shown: what several people read."""
IMAGE = 2


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


class Suggestion(StrEnum):
    """What WeChat thinks of a text or a photo, or why it does not."""

    GOOD = "pass"
    REVIEW = "review"
    RISKY = "risky"
    COLD = "cold"
    """The person did not open the mini-program within two hours, so WeChat does not look."""
    LATER = "later"
    """WeChat did not look now; asking again is right, and harmless."""
    NEVER = "never"
    """WeChat will never look at this."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to one question. ``label`` is WeChat's number for the kind of risk (100: none), ``trace_id`` the
    name under which the judgement of a photo will be pushed, ``reason`` a number or a word of ours."""

    suggestion: Suggestion | None
    label: int | None = None
    trace_id: str = ""
    reason: str = ""


class WeChat:
    """A client for one mini-program. Safe to share between threads; holds the access token of this process."""

    def __init__(self, *, appid: str, secret: str, base_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._appid, self._secret = appid, secret
        self._clock = clock
        self._line = Line(base_url, clock=clock, understood=_has_errcode)
        self._token_lock = threading.Lock()
        self._token = ("", 0.0)  # the access token and the moment after which it is renewed

    def is_away(self) -> bool:
        """Return whether WeChat is known to be away, so that a call would not even be tried."""
        return self._line.is_away()

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
        except (NotSent, Unclear) as error:
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

        ``data`` holds the template's fields.
        """
        body = {
            "touser": openid,
            "template_id": template_id,
            "page": page,
            "data": {name: {"value": value} for name, value in data.items()},
            "miniprogram_state": "formal",
            "lang": "zh_CN",
        }
        try:
            answer = self._post("/cgi-bin/message/subscribe/send", body)
        except NotSent as error:
            return Sending(Outcome.NOT_SENT, str(error))
        except Unclear as error:
            return Sending(Outcome.UNKNOWN, str(error))
        return _sending_of(answer.get("errcode", BUSY))

    def check_text(self, openid: str, content: str) -> Judgement:
        """Ask what WeChat thinks of a text of at most ``LONGEST_TEXT`` characters that ``openid`` wrote.

        Never raises for what WeChat or the network does. Asking twice does no harm.
        """
        body = {"version": 2, "openid": openid, "scene": FORUM, "content": content}
        answer = self._judged("/wxa/msg_sec_check", body)
        if isinstance(answer, Judgement):
            return answer
        return judgement_of(answer)

    def check_image(self, openid: str, url: str) -> Judgement:
        """Ask WeChat to fetch and judge the photo under ``url``, which ``openid`` sent.

        The judgement is pushed within half an hour under ``trace_id``; ``suggestion`` is None then. Never raises
        for what WeChat or the network does. Asking twice gives two judgements of the same photo.
        """
        body = {"version": 2, "openid": openid, "scene": FORUM, "media_url": url, "media_type": IMAGE}
        answer = self._judged("/wxa/media_check_async", body)
        if isinstance(answer, Judgement):
            return answer
        trace = answer.get("trace_id")
        if not isinstance(trace, str) or not TRACE.fullmatch(trace):
            return Judgement(Suggestion.LATER, reason="no trace_id")
        return Judgement(None, trace_id=trace)

    def _judged(self, path: str, body: dict[str, Any]) -> dict[str, Any] | Judgement:
        """Return WeChat's answer, or the judgement that there is none."""
        if not self._appid or not self._secret:
            return Judgement(Suggestion.NEVER, reason="not_configured")
        try:
            answer = self._post(path, body)
        except (NotSent, Unclear) as error:
            return Judgement(Suggestion.LATER, reason=str(error))
        number = answer.get("errcode", BUSY)
        if number == 0:
            return answer
        if number == OLD_WORD_FOR_RISKY:
            return Judgement(Suggestion.RISKY, reason=str(number))
        if number in NOT_SEEN_LATELY:
            return Judgement(Suggestion.COLD, reason=str(number))
        if number == BUSY or number in TOO_OFTEN or number in STALE_TOKEN:
            return Judgement(Suggestion.LATER, reason=str(number))
        log.error("wechat.check_refused", errcode=number)
        return Judgement(Suggestion.NEVER, reason=str(number))

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return WeChat's answer to a request that needs the access token. Raises ``NotSent`` or ``Unclear``.

        A token that WeChat no longer takes is renewed once; such an answer means that nothing was done.
        """
        number = 0
        for _ in range(2):
            token = self._access_token()
            answer = self._call("POST", path, {"access_token": token}, body)
            number = answer.get("errcode", BUSY)
            if number not in STALE_TOKEN:
                return answer
            self._drop_token(token)
        raise NotSent(str(number))

    def _access_token(self) -> str:
        """Return a token that is valid for some minutes yet. Raises ``NotSent``."""
        with self._token_lock:
            token, until = self._token
            if token and self._clock() < until:
                return token
            body = {"grant_type": "client_credential", "appid": self._appid, "secret": self._secret}
            try:
                answer = self._call("POST", "/cgi-bin/stable_token", body=body)
            except Unclear as error:
                raise NotSent(f"token {error}") from None
            fresh, seconds = answer.get("access_token"), answer.get("expires_in")
            if not isinstance(fresh, str) or not fresh or not isinstance(seconds, int):
                log.error("wechat.token_refused", errcode=answer.get("errcode"))
                raise NotSent(f"token {answer.get('errcode')}")
            self._token = (fresh, self._clock() + max(seconds - TOKEN_MARGIN_SECONDS, 60))
            return fresh

    def _drop_token(self, token: str) -> None:
        with self._token_lock:
            if self._token[0] == token:
                self._token = ("", 0.0)

    def _call(self, method: str, path: str, query: Mapping[str, str] | None = None, body: Any = None) -> dict[str, Any]:
        """Return WeChat's answer, errcode or not. Raises ``NotSent`` or ``Unclear``."""
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        return self._line.call(method, path, query=query, content=content)


def _has_errcode(answer: dict[str, Any]) -> bool:
    """Return whether an object can be WeChat's: an errcode, where there is one, is a number."""
    return isinstance(answer.get("errcode", 0), int)


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


def judgement_of(answer: Mapping[str, Any]) -> Judgement:
    """Return the judgement in an answer of msgSecCheck, or in what is pushed after mediaCheckAsync: the same form."""
    result = answer.get("result")
    suggest = result.get("suggest") if isinstance(result, dict) else None
    if suggest not in ("pass", "review", "risky"):
        return Judgement(Suggestion.LATER, reason="another form")
    label = str(result.get("label", "")) if isinstance(result, dict) else ""
    return Judgement(Suggestion(suggest), int(label) if LABEL.fullmatch(label) else None)


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
