"""What a provider of text messages is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.core.outside import Outcome, Sending


@dataclass(frozen=True, slots=True)
class Text:
    """One message: which template, its values in their order, and the finished words as the person reads them.

    ``reference`` is our own id of the message, which a vendor keeps beside its own.
    """

    template: str
    values: tuple[str, ...]
    words: str
    reference: str


class SmsProvider(Protocol):
    """Sends text messages to mobile phones of China."""

    def takes(self, template: str) -> str:
        """Return why messages of ``template`` can never be sent here, or nothing."""

    def send(self, phone: str, text: Text) -> Sending:
        """Send one message to a mobile number of eleven digits. Never raises for what the other side does."""


class Off:
    """No text messages are sent."""

    def takes(self, template: str) -> str:
        """Say that there is no provider."""
        return "not_configured"

    def send(self, phone: str, text: Text) -> Sending:
        """Send nothing."""
        return Sending(Outcome.FAILED, "not_configured")
