"""WeChat's server on loopback, as documented: one-time codes, tokens, subscription messages, judgements of texts and
photos (pushed later, see ``wechat_push``) - and its bad days.

It keeps a ledger of every message it took, whatever it answered, so that a test can compare what we believe with
what happened. It is no part of the product: production settings refuse any address but WeChat's.
"""

from __future__ import annotations

import json
import re
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CODE_SECONDS = 300
TOKEN_SECONDS = 7200
WARM_SECONDS = 2 * 3600
LONGEST_TEXT = 2500
FIELDS = {
    "thing": r"(?s).{1,20}",
    "number": r"[0-9.]{1,32}",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x21-\x7e]{1,32}",
    "time": r"(\d{4}年\d{1,2}月\d{1,2}日 ?)?\d{1,2}:\d{2}(:\d{2})?(~.+)?",
    "date": r"\d{4}年\d{1,2}月\d{1,2}日( \d{1,2}:\d{2}(:\d{2})?)?",
    "amount": r"[¥$€]?[0-9]{1,10}(\.[0-9]{1,2})?元?",
    "phone_number": r"[0-9+\-*]{1,17}|-",
    "car_number": r"[\u4e00-\u9fffA-Z0-9·*]{1,8}",
    "name": r"[\u4e00-\u9fffA-Za-z·]{1,10}|[A-Za-z .·]{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
}
"""What WeChat takes by the kind of field (订阅消息参数值内容限制说明)."""


def complaint(name: str, value: str) -> str:
    """Return what WeChat would say against the value of a field, or nothing."""
    form = FIELDS.get(name.rstrip("0123456789"))
    if form is None or not re.fullmatch(form, value):
        return f"argument invalid! data.{name}.value invalid"
    return ""


# What may happen to one request. The "taken" ones accept it first: the ledger has it, the client cannot know.
HABITS = {
    "ok", "slow", "drip", "html", "not_json", "a_list", "status_500", "reset", "hang",
    "taken_then_hang", "taken_then_500", "taken_then_reset", "taken_then_html",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that WeChat took."""

    openid: str
    template_id: str
    data: dict[str, str]
    page: str


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo that WeChat is to fetch and judge."""

    openid: str
    url: str
    trace_id: str


@dataclass(slots=True)
class Code:
    """A sign-in code as a phone gets it."""

    openid: str
    born: float
    used: bool = False


@dataclass
class FakeWeChat:
    """Start it with ``with FakeWeChat() as wechat``; its address is ``wechat.url``.

    ``habit`` is what happens to every request, or a function of the path that says so. An ``errcode`` other than
    None is answered instead of the right one. ``judged`` maps a word to what is thought of texts that hold it,
    ``visits`` an openid to when it last opened the mini-program (always, for those who are not in it).
    """

    appid: str = "wx-test"
    secret: str = "wx-test-secret"
    habit: str | Callable[[str], str] = "ok"
    errcode: int | None = None
    slow_seconds: float = 0.5
    hang_seconds: float = 30.0
    refusing: set[str] = field(default_factory=set)
    templates: set[str] | None = None
    ledger: list[Sent] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    session_keys: list[str] = field(default_factory=list)
    later_seconds: float = 0.0
    visits: dict[str, float] = field(default_factory=dict)
    judged: dict[str, tuple[str, int]] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._codes: dict[str, Code] = {}
        self._tokens: dict[str, float] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    # --- life ---

    def __enter__(self) -> FakeWeChat:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, on the same port as before if it was stopped."""
        self._over.clear()
        self._server = Server(("127.0.0.1", self._port), type("Handler", (Handler,), {"wechat": self}))
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Be dead: connections are refused from now on."""
        self._over.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        """The address to put in HFW_WECHAT_BASE_URL."""
        return f"http://127.0.0.1:{self._port}"

    # --- what a test arranges ---

    def new_code(self, openid: str) -> str:
        """Return a code that a phone of ``openid`` would get from ``wx.login``."""
        code = secrets.token_hex(16)
        self._codes[code] = Code(openid, self.now())
        return code

    def now(self) -> float:
        """The fake's clock; ``later_seconds`` moves it on."""
        return time.time() + self.later_seconds

    def forget_tokens(self) -> None:
        """Make every access token invalid, as a forced refresh by another system does."""
        self._tokens.clear()

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than the server lives."""
        self._over.wait(seconds)

    # --- the protocol ---

    def answer(self, path: str, query: dict[str, str], body: Any) -> dict[str, Any]:
        """Return WeChat's answer to one request."""
        if self.errcode is not None:
            return {"errcode": self.errcode, "errmsg": "as arranged"}
        with self._lock:
            if path == "/sns/jscode2session":
                return self._sign_in(query)
            if path == "/cgi-bin/stable_token":
                return self._give_token(body)
            if path in self.NEED_A_TOKEN:
                return self._bad_token(query.get("access_token", "")) or self.NEED_A_TOKEN[path](self, body)
        return {"errcode": 40066, "errmsg": "invalid url"}

    def _sign_in(self, query: dict[str, str]) -> dict[str, Any]:
        if query.get("appid") != self.appid:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if query.get("secret") != self.secret:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if query.get("grant_type") != "authorization_code":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        code = self._codes.get(query.get("js_code", ""))
        if code is None or self.now() - code.born > CODE_SECONDS:
            return {"errcode": 40029, "errmsg": "invalid code"}
        if code.used:
            return {"errcode": 40163, "errmsg": "code been used"}
        code.used = True
        self.session_keys.append(secrets.token_urlsafe(18))
        return {"openid": code.openid, "session_key": self.session_keys[-1]}

    def _give_token(self, body: Any) -> dict[str, Any]:
        if body.get("grant_type") != "client_credential":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        if (body.get("appid"), body.get("secret")) != (self.appid, self.secret):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        for token, until in self._tokens.items():
            if until - self.now() > 300:
                return {"access_token": token, "expires_in": int(until - self.now())}
        token = secrets.token_urlsafe(64)
        self._tokens[token] = self.now() + TOKEN_SECONDS
        return {"access_token": token, "expires_in": TOKEN_SECONDS}

    def _bad_token(self, token: str) -> dict[str, Any] | None:
        if token not in self._tokens:
            return {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid"}
        if self._tokens[token] < self.now():
            return {"errcode": 42001, "errmsg": "access_token expired"}
        return None

    def _send(self, body: Any) -> dict[str, Any]:
        if not body.get("touser"):
            return {"errcode": 40003, "errmsg": "invalid openid"}
        if self.templates is not None and body.get("template_id") not in self.templates:
            return {"errcode": 40037, "errmsg": "invalid template_id"}
        if body["touser"] in self.refusing:
            return {"errcode": 43101, "errmsg": "user refuse to accept the msg"}
        data = {name: item["value"] for name, item in body["data"].items()}
        for name, value in data.items():
            if complaint(name, value):
                return {"errcode": 47003, "errmsg": complaint(name, value)}
        self.ledger.append(Sent(body["touser"], body["template_id"], data, body["page"]))
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.ledger)}

    def _is_bad_check(self, body: Any) -> dict[str, Any] | None:
        if body.get("version") != 2 or body.get("scene") not in (1, 2, 3, 4):
            return {"errcode": 40097, "errmsg": "invalid args"}
        if not body.get("openid"):
            return {"errcode": 40003, "errmsg": "invalid openid"}
        if self.visits.get(body["openid"], self.now()) < self.now() - WARM_SECONDS:
            return {"errcode": 61010, "errmsg": "code is expired"}
        return None

    def _check_text(self, body: Any) -> dict[str, Any]:
        content = body.get("content") or ""
        if not content or len(content) > LONGEST_TEXT:
            return {"errcode": 47001, "errmsg": "data format error"}
        bad = self._is_bad_check(body)
        if bad:
            return bad
        self.texts.append((body["openid"], content))
        suggest, label = next((found for word, found in self.judged.items() if word in content), ("pass", 100))
        detail = [{"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}]
        result = {"suggest": suggest, "label": label}
        return {"errcode": 0, "errmsg": "ok", "result": result, "detail": detail, "trace_id": self._trace()}

    def _check_photo(self, body: Any) -> dict[str, Any]:
        if body.get("media_type") != 2 or not str(body.get("media_url", "")).startswith("http"):
            return {"errcode": 40097, "errmsg": "invalid args"}
        bad = self._is_bad_check(body)
        if bad:
            return bad
        self.photos.append(Photo(body["openid"], body["media_url"], self._trace()))
        return {"errcode": 0, "errmsg": "ok", "trace_id": self.photos[-1].trace_id}

    @staticmethod
    def _trace() -> str:
        return "-".join(secrets.token_hex(4) for _ in range(3))

    NEED_A_TOKEN = {
        "/cgi-bin/message/subscribe/send": _send,
        "/wxa/msg_sec_check": _check_text,
        "/wxa/media_check_async": _check_photo,
    }


class Server(ThreadingHTTPServer):
    """Takes its port back at once after a stop, and says nothing about clients that went away."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up waiting is part of the game."""


class Handler(BaseHTTPRequestHandler):
    """One connection to the fake."""

    protocol_version = "HTTP/1.1"
    wechat: FakeWeChat

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._serve(json.loads(body or b"null"))

    def _serve(self, body: Any) -> None:
        wechat = self.wechat
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        wechat.requests.append(parts.path)
        habit = wechat.habit(parts.path) if callable(wechat.habit) else wechat.habit
        assert habit in HABITS, habit
        answer = b""
        if habit.startswith("taken") or habit in {"ok", "slow", "drip"}:
            answer = json.dumps(wechat.answer(parts.path, query, body)).encode()
        if habit.endswith("hang"):
            wechat.wait(wechat.hang_seconds)
            self.close_connection = True
        elif habit.endswith("reset"):
            # RST instead of FIN: what a crashed machine in between looks like.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        else:
            self._answer(habit, answer)

    def _answer(self, habit: str, answer: bytes) -> None:
        if habit == "slow":
            self.wechat.wait(self.wechat.slow_seconds)
        wrong = {"html": b"<html>busy</html>", "not_json": b"ok", "a_list": b"[]", "500": b"{}"}
        answer = next((text for ending, text in wrong.items() if habit.endswith(ending)), answer)
        self.send_response(500 if habit.endswith("500") else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if habit != "drip":
            self.wfile.write(answer)
            return
        for byte in answer:
            self.wfile.write(bytes([byte]))
            self.wechat.wait(self.wechat.slow_seconds)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
