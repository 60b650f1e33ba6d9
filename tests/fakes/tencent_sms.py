"""Tencent Cloud's SMS server on loopback, as documented: it checks the signature of every request with its own
reading of TC3-HMAC-SHA256, keeps a ledger of what it took, and has the same bad days as the fake WeChat.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.fakes.wechat import HABITS, Server

CREDENTIAL = re.compile(
    r"TC3-HMAC-SHA256 Credential=(?P<id>[^/]+)/(?P<day>\d{4}-\d\d-\d\d)/(?P<service>\w+)/tc3_request,"
    r" SignedHeaders=(?P<names>[a-z;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)
PHONE = re.compile(r"\+861[3-9]\d{9}")


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that the vendor took."""

    phone: str
    template: str
    values: tuple[str, ...]
    reference: str
    serial: str


@dataclass
class FakeTencentSms:
    """Start it with ``with FakeTencentSms() as sms``; its address is ``sms.url``.

    ``habit`` is what happens to every request (see ``tests.fakes.wechat``), or a function that says so. ``code`` is
    answered as the status of the message, ``error`` as that of the whole request.
    """

    secret_id: str = "AKID-fake"
    secret_key: str = "fake-secret-key"
    app_id: str = "1400000001"
    sign: str = "示例区好服务"
    templates: dict[str, int] = field(default_factory=dict)
    habit: str | Callable[[], str] = "ok"
    code: str = "Ok"
    error: str = ""
    hang_seconds: float = 30.0
    slow_seconds: float = 0.3
    ledger: list[Taken] = field(default_factory=list)
    requests: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._server: Server | None = None
        self._port = 0

    def __enter__(self) -> FakeTencentSms:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, on the same port as before if it was stopped."""
        self._over.clear()
        self._server = Server(("127.0.0.1", self._port), type("Handler", (Handler,), {"sms": self}))
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Be dead: connections are refused from now on."""
        self._over.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than the server lives."""
        self._over.wait(seconds)

    @property
    def url(self) -> str:
        """The address to put in HFW_SMS_BASE_URL."""
        return f"http://127.0.0.1:{self._port}"

    # --- the protocol ---

    def answer(self, headers: dict[str, str], content: bytes) -> dict[str, Any]:
        """Return the vendor's answer to one request; ``headers`` have names in lower case."""
        wrong = self.error or self._unsigned(headers, content)
        if not wrong and (headers.get("x-tc-action"), headers.get("x-tc-version")) != ("SendSms", "2021-01-11"):
            wrong = "InvalidAction"
        if not wrong and not headers.get("x-tc-region"):
            wrong = "MissingParameter"
        if wrong:
            return {
                "Response": {"Error": {"Code": wrong, "Message": "as documented"}, "RequestId": secrets.token_hex(8)}
            }
        with self._lock:
            status = self._take(json.loads(content))
        return {"Response": {"SendStatusSet": [status], "RequestId": secrets.token_hex(8)}}

    def _unsigned(self, headers: dict[str, str], content: bytes) -> str:
        """Return the code of what is wrong with the signature, or nothing."""
        found = CREDENTIAL.fullmatch(headers.get("authorization", ""))
        if found is None:
            return "AuthFailure.InvalidAuthorization"
        if found["id"] != self.secret_id:
            return "AuthFailure.SecretIdNotFound"
        stamp = headers.get("x-tc-timestamp", "")
        if not stamp.isdigit() or abs(int(stamp) - time.time()) > 300:
            return "AuthFailure.SignatureExpire"
        if time.strftime("%Y-%m-%d", time.gmtime(int(stamp))) != found["day"] or found["service"] != "sms":
            return "AuthFailure.SignatureFailure"
        names = found["names"].split(";")
        if names != sorted(names) or not {"content-type", "host"} <= set(names):
            return "AuthFailure.SignatureFailure"
        lines = [f"{name}:{headers.get(name, '').strip().lower()}" for name in names]
        request = ["POST", "/", "", *lines, "", found["names"], sha256(content)]
        scope = f"{found['day']}/sms/tc3_request"
        to_sign = "\n".join(["TC3-HMAC-SHA256", stamp, scope, sha256("\n".join(request).encode())])
        day_key = hmac.new(f"TC3{self.secret_key}".encode(), found["day"].encode(), "sha256").digest()
        service_key = hmac.new(day_key, b"sms", "sha256").digest()
        signing_key = hmac.new(service_key, b"tc3_request", "sha256").digest()
        expected = hmac.new(signing_key, to_sign.encode(), "sha256").hexdigest()
        return "" if hmac.compare_digest(expected, found["signature"]) else "AuthFailure.SignatureFailure"

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        (phone,) = body["PhoneNumberSet"]
        serial, code = "", self.code
        if body["SmsSdkAppId"] != self.app_id:
            code = "UnauthorizedOperation.SmsSdkAppIdVerifyFail"
        elif body["SignName"] != self.sign:
            code = "FailedOperation.SignatureIncorrectOrUnapproved"
        elif self.templates.get(body["TemplateId"], -1) != len(body["TemplateParamSet"]):
            code = "FailedOperation.TemplateIncorrectOrUnapproved"
        elif not PHONE.fullmatch(phone):
            code = "InvalidParameterValue.IncorrectPhoneNumber"
        if code == "Ok":
            serial = f"{int(time.time())}:{secrets.token_hex(8)}"
            values = tuple(body["TemplateParamSet"])
            self.ledger.append(Taken(phone, body["TemplateId"], values, body["SessionContext"], serial))
        return {
            "SerialNo": serial,
            "PhoneNumber": phone,
            "Fee": 1 if code == "Ok" else 0,
            "SessionContext": body["SessionContext"],
            "Code": code,
            "Message": "send success" if code == "Ok" else "as documented",
            "IsoCode": "CN",
        }


def sha256(content: bytes) -> str:
    """Return the digest as hex."""
    return hashlib.sha256(content).hexdigest()


class Handler(BaseHTTPRequestHandler):
    """One connection to the fake."""

    protocol_version = "HTTP/1.1"
    sms: FakeTencentSms

    def do_POST(self) -> None:
        sms = self.sms
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        sms.requests += 1
        habit = sms.habit() if callable(sms.habit) else sms.habit
        assert habit in HABITS, habit
        answer = b""
        if habit.startswith("taken") or habit in {"ok", "slow"}:
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = json.dumps(sms.answer(headers, content)).encode()
        if habit == "slow":
            sms.wait(sms.slow_seconds)
        if habit.endswith("hang"):
            sms.wait(sms.hang_seconds)
            self.close_connection = True
        elif habit.endswith("reset"):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        else:
            self._answer(habit, answer)

    def _answer(self, habit: str, answer: bytes) -> None:
        wrong = {"html": b"<html>busy</html>", "not_json": b"ok", "a_list": b"[]", "500": b"{}"}
        answer = next((text for ending, text in wrong.items() if habit.endswith(ending)), answer)
        self.send_response(500 if habit.endswith("500") else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
