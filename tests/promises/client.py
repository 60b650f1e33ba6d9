"""A phone of a person: HTTP over loopback that tells apart what was answered, what never left, and what is unclear."""

from __future__ import annotations

import http.client
import json
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

from tests.promises.ledger import FAIL, OK, UNKNOWN, Entry, Ledger

HOST = "127.0.0.1"
PATIENCE_SECONDS = 20.0
"""How long a client waits for one answer; nothing in the product may take longer."""
PAUSE_SECONDS = 0.15


class Unsent(Exception):
    """The request surely did not reach the server."""


class Lost(Exception):
    """The request may have reached the server; no whole answer came."""


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    body: Any
    headers: dict[str, str]
    seconds: float

    @property
    def asks_back(self) -> bool:
        """Whether the server says: not now, come back."""
        return self.status in (429, 503)

    @property
    def code(self) -> str:
        """The machine word of an error."""
        return self.body["error"]["code"] if isinstance(self.body, dict) and "error" in self.body else ""


@dataclass
class Traffic:
    """Every answer of a run. ``wrong`` holds what no fault excuses: a 5xx other than 503 with Retry-After."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, method: str, path: str, answer: Answer) -> None:
        """Count an answer and judge it."""
        with self.lock:
            self.statuses[answer.status] += 1
            excused = answer.status == 503 and (answer.headers.get("retry-after") or path == "/readyz")
            if answer.status >= 500 and not excused:
                self.wrong.append(f"{answer.status} {method} {path} {answer.body!r}"[:300])

    def note_lost(self) -> None:
        """Count a request whose answer did not come."""
        with self.lock:
            self.lost += 1


class Phone:
    """One connection at a time, kept open as phones and browsers do. Not to be shared between threads."""

    def __init__(self, port: int, traffic: Traffic, token: str | None = None, **headers: str) -> None:
        self.port, self.traffic, self.token = port, traffic, token
        self.headers = headers
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, path: str, **headers: str) -> Answer:
        """Ask below /api/v1."""
        return self.send("GET", f"/api/v1{path}", headers=headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """Send JSON below /api/v1."""
        content = json.dumps({} if body is None else body).encode()
        return self.send("POST", f"/api/v1{path}", content, {"Content-Type": "application/json", **headers})

    def post_and_hang_up(self, path: str, body: Any, key: str) -> None:
        """Send JSON and end the connection after ten bytes of the answer, as a bad network does."""
        signed = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key}
        connection = self._open()
        connection.request("POST", f"/api/v1{path}", body=json.dumps(body).encode(), headers=signed)
        connection.sock.recv(10)
        self.close()

    def delete(self, path: str, **headers: str) -> Answer:
        """Delete below /api/v1."""
        return self.send("DELETE", f"/api/v1{path}", headers=headers)

    def upload(self, photo: bytes, key: str) -> Answer:
        """Send one photo."""
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n'
        head += "Content-Type: image/jpeg\r\n\r\n"
        content = head.encode() + photo + f"\r\n--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Idempotency-Key": key}
        return self.send("POST", "/api/v1/media", content, headers)

    def send(self, method: str, path: str, content: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """Return the whole answer. Raises ``Unsent`` or ``Lost``."""
        signed = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        all_headers = {name.replace("_", "-"): value for name, value in (self.headers | (headers or {})).items()}
        began = time.monotonic()
        try:
            connection = self._open()
            connection.request(method, path, body=content or None, headers=signed | all_headers)
            response = connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            self.traffic.note_lost()
            raise Lost(type(error).__name__) from None
        answer = Answer(
            response.status,
            json.loads(data) if data and response.headers.get_content_type() == "application/json" else data,
            {name.lower(): ", ".join(response.headers.get_all(name, ())) for name in response.headers},
            time.monotonic() - began,
        )
        if response.will_close:
            self.close()
        self.traffic.note(method, path, answer)
        return answer

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            fresh = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
            try:
                fresh.connect()
            except OSError as error:
                fresh.close()
                raise Unsent(type(error).__name__) from None
            self._connection = fresh
        return self._connection


def until_answered(ask: Any, deadline: float) -> Answer | None:
    """Return the first answer that is not "come back later", asking again as a phone does.

    None means that it is not known whether the server has done it. Raises ``Unsent`` when it surely has not.
    """
    unclear = False
    while True:
        try:
            answer: Answer = ask()
            if not answer.asks_back:
                return answer
            unclear = True  # a 503 may come after the commit: the answer could not be read
        except Lost:
            unclear = True
        except Unsent:
            pass
        if time.monotonic() > deadline:
            if unclear:
                return None
            raise Unsent
        time.sleep(PAUSE_SECONDS)


def file_ticket(
    phone: Phone,
    ledger: Ledger,
    compound: str,
    *,
    deadline: float,
    photo: bytes | None = None,
    **fields: Any,
) -> Entry:
    """Report something under a fresh key that also stands in its words, again and again until answered."""
    key = str(uuid.uuid4())
    entry = ledger.begin("file", key)
    try:
        media = []
        if photo is not None:
            uploaded = until_answered(lambda: phone.upload(photo, f"photo-{key}"), deadline)
            if uploaded is None or uploaded.status != 201:
                ledger.end(entry, FAIL)
                return entry
            media = entry.files = [uploaded.body["id"]]
        body = {"compound_id": compound, "kind": "repair", "category": "0101", "media_ids": media}
        body |= {"description": f"顶楼漏雨 key:{key}"} | fields
        answer = until_answered(lambda: phone.post("/tickets", body, Idempotency_Key=key), deadline)
    except Unsent:
        ledger.end(entry, FAIL)
        return entry
    if answer is None:
        ledger.end(entry, UNKNOWN)
    elif answer.status == 201:
        ledger.end(entry, OK, answer.body["id"])
    else:
        ledger.end(entry, FAIL)
    return entry
