"""Text messages (短信): one interface, and the provider that the settings name."""

from __future__ import annotations

from functools import cache

from app.core.settings import get_settings
from app.core.sms.provider import Off, SmsProvider, Text

__all__ = ["SmsProvider", "Text", "get_sms"]


@cache
def get_sms() -> SmsProvider:
    """Return this process's provider."""
    settings = get_settings()
    if settings.sms == "tencent":
        from app.core.sms.tencent import Tencent

        return Tencent.of(settings)
    if settings.sms == "file":
        from app.core.sms.development import ToFile

        return ToFile(settings.sms_file)
    if settings.sms == "log":
        from app.core.sms.development import ToLog

        return ToLog()
    return Off()
