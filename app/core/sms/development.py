"""Providers that reach nobody: for development, demonstrations and tests. Production refuses them."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import structlog

from app.core.clock import now
from app.core.crypto import mask_phone
from app.core.outside import Outcome, Sending
from app.core.sms.provider import Text

log = structlog.get_logger(__name__)


class ToLog:
    """Writes a line to the log. The number is masked; the words stay out, for they may hold a one-time link."""

    def takes(self, template: str) -> str:
        """Take everything."""
        return ""

    def send(self, phone: str, text: Text) -> Sending:
        """Write the line."""
        log.info("sms.sent", phone=mask_phone(phone), template=text.template, reference=text.reference)
        return Sending(Outcome.SENT, receipt="log")


class ToFile:
    """Appends one line of JSON per message to a file that only its owner may read, as a phone would show it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def takes(self, template: str) -> str:
        """Take everything."""
        return ""

    def send(self, phone: str, text: Text) -> Sending:
        """Write the line at once and as a whole, so that several processes may write."""
        line = {
            "at": now(),
            "phone": phone,
            "template": text.template,
            "values": text.values,
            "words": text.words,
            "reference": text.reference,
        }
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, orjson.dumps(line) + b"\n")
        finally:
            os.close(handle)
        return Sending(Outcome.SENT, receipt=f"file-{text.reference[:8]}")
