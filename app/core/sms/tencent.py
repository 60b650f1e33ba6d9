"""Text messages by Tencent Cloud (腾讯云短信), API 3.0, version 2021-01-11, action SendSms.

Protocol: cloud.tencent.com/document/api/382/55981 (SendSms), 382/52075 and 382/59177 (codes), 382/52072 (signature,
TC3-HMAC-SHA256). SendSms takes no key by which a repeated request would be recognised, so what is unclear stays so.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import structlog

from app.core.clock import now
from app.core.outside import Line, NotSent, Outcome, Sending, Unclear
from app.core.settings import Settings
from app.core.sms.provider import Text

log = structlog.get_logger(__name__)

ALGORITHM, SERVICE, END = "TC3-HMAC-SHA256", "sms", "tc3_request"
ACTION, VERSION = "SendSms", "2021-01-11"
CONTENT_TYPE = "application/json; charset=utf-8"

REFUSED = {"FailedOperation.PhoneNumberInBlacklist"}
"""The person unsubscribed, or the carrier keeps him from such messages: quite normal."""
LATER = (
    "RequestLimitExceeded",
    "LimitExceeded.DeliveryFrequencyLimit",
    "LimitExceeded.PhoneNumberOneHourLimit",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
    "LimitExceeded.AppCountryOrRegionDailyLimit",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "UnauthorizedOperation",
    "AuthFailure",
    "ResourceUnavailable",
    "ResourceInsufficient",
)
"""Surely not sent, and it may be otherwise later: a pause is over, or somebody has paid or put the key right."""
UNCLEAR = ("InternalError",)
"""The vendor failed on the way to the carrier (time-outs among them) and does not say whether the message left."""


def authorization(
    *,
    secret_id: str,
    secret_key: str,
    service: str,
    headers: Mapping[str, str],
    content: bytes,
    timestamp: int,
) -> str:
    """Return the Authorization header of a POST to ``/``. ``headers`` are those that are signed, in lower case."""
    names = sorted(headers)
    signed = ";".join(names)
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in names)
    request = f"POST\n/\n\n{lines}\n{signed}\n{hashlib.sha256(content).hexdigest()}"
    day = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/{END}"
    to_sign = f"{ALGORITHM}\n{timestamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    key = f"TC3{secret_key}".encode()
    for part in (day, service, END):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={signed}, Signature={signature}"


class Tencent:
    """A client for one application of the vendor's. Safe to share between threads."""

    def __init__(
        self,
        *,
        secret_id: str,
        secret_key: str,
        app_id: str,
        sign: str,
        templates: Mapping[str, str],
        region: str,
        base_url: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._secret_id, self._secret_key = secret_id, secret_key
        self._app_id, self._sign, self._templates, self._region = app_id, sign, dict(templates), region
        self._host = urlsplit(base_url).netloc
        self._line = Line(base_url, clock=clock, understood=_has_response)

    @classmethod
    def of(cls, settings: Settings) -> Tencent:
        """Return the client of the settings."""
        return cls(
            secret_id=settings.sms_secret_id,
            secret_key=settings.sms_secret_key.get_secret_value(),
            app_id=settings.sms_app_id,
            sign=settings.sms_sign,
            templates=settings.sms_templates,
            region=settings.sms_region,
            base_url=settings.sms_base_url,
        )

    def takes(self, template: str) -> str:
        """Say when no template of the vendor's is set for ``template``."""
        return "" if self._templates.get(template) else "not_configured"

    def send(self, phone: str, text: Text) -> Sending:
        """Send one message; see ``SmsProvider``."""
        body = {
            "PhoneNumberSet": [f"+86{phone}"],
            "SmsSdkAppId": self._app_id,
            "SignName": self._sign,
            "TemplateId": self._templates[text.template],
            "TemplateParamSet": list(text.values),
            "SessionContext": text.reference,
        }
        content = json.dumps(body, ensure_ascii=False).encode()
        try:
            answer = self._line.call("POST", "/", content=content, headers=self._headers(content))
        except NotSent as error:
            return Sending(Outcome.NOT_SENT, str(error))
        except Unclear as error:
            return Sending(Outcome.UNKNOWN, str(error))
        return sending_of(answer["Response"])

    def _headers(self, content: bytes) -> dict[str, str]:
        timestamp = int(now().timestamp())
        signed = {"content-type": CONTENT_TYPE, "host": self._host, "x-tc-action": ACTION}
        return {
            "Authorization": authorization(
                secret_id=self._secret_id,
                secret_key=self._secret_key,
                service=SERVICE,
                headers=signed,
                content=content,
                timestamp=timestamp,
            ),
            "Content-Type": CONTENT_TYPE,
            "Host": self._host,
            "X-TC-Action": ACTION,
            "X-TC-Version": VERSION,
            "X-TC-Region": self._region,
            "X-TC-Timestamp": str(timestamp),
        }


def _has_response(answer: dict[str, Any]) -> bool:
    """Return whether an object can be the vendor's: with an error, or with the one status that we asked for."""
    inside = answer.get("Response")
    return isinstance(inside, dict) and bool(_code(inside))


def _code(inside: Mapping[str, Any]) -> str:
    error, statuses = inside.get("Error"), inside.get("SendStatusSet")
    if isinstance(error, dict):
        return str(error.get("Code", ""))
    if isinstance(statuses, list) and len(statuses) == 1 and isinstance(statuses[0], dict):
        return str(statuses[0].get("Code", ""))
    return ""


def sending_of(inside: Mapping[str, Any]) -> Sending:
    """Return what the vendor's answer means for the message."""
    code = _code(inside)
    if code == "Ok":
        return Sending(Outcome.SENT, receipt=str(inside["SendStatusSet"][0].get("SerialNo", ""))[:80])
    reason, receipt = code[:60], str(inside.get("RequestId", ""))[:80]
    if code in REFUSED:
        return Sending(Outcome.REFUSED, reason, receipt)
    if code.startswith(LATER):
        log.warning("sms.not_now", code=reason)
        return Sending(Outcome.NOT_SENT, reason, receipt)
    if code.startswith(UNCLEAR):
        log.error("sms.unclear", code=reason)
        return Sending(Outcome.UNKNOWN, reason, receipt)
    log.error("sms.refused", code=reason)
    return Sending(Outcome.FAILED, reason, receipt)
