"""One-time addresses under which WeChat fetches a photo that it is to judge.

An address is made for one check and signed. It opens nothing after half an hour, nothing after WeChat's judgement, and
nothing after it was opened a few times (WeChat repeats a fetch that broke off).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from functools import cache
from uuid import UUID

from sqlalchemy import update

from app.core.clock import now
from app.core.db import db
from app.core.errors import NotFound
from app.core.settings import get_settings
from app.media.service import given_out
from app.moderation.models import Check, CheckState

PATH = "/api/v1/wechat/photos"
OPEN_SECONDS = 30 * 60
MOST_OPENS = 5
PARTS = struct.Struct(">I32s")


def address(check_id: UUID) -> str:
    """Return the whole address for the photo of a check, as another server reaches it."""
    expires = int(now().timestamp()) + OPEN_SECONDS
    signed = base64.urlsafe_b64encode(PARTS.pack(expires, _signature(check_id, expires))).decode("ascii").rstrip("=")
    return f"{get_settings().public_base_url.rstrip('/')}{PATH}/{check_id}?s={signed}"


def opened_photo(check_id: UUID, signed: str) -> bytes:
    """Return the JPEG for an address, and count that it was opened. Raises ``NotFound`` when it is wrong or over."""
    if not _is_good(check_id, signed):
        raise NotFound
    statement = (
        update(Check)
        .where(Check.id == check_id, Check.state.in_((CheckState.SENDING, CheckState.WAITING)))
        .where(Check.opens < MOST_OPENS)
        .values(opens=Check.opens + 1)
        .returning(Check.media_id)
    )
    media_id = db.session.scalar(statement, execution_options={"synchronize_session": False})
    if media_id is None:
        raise NotFound
    return given_out(media_id)


def _is_good(check_id: UUID, signed: str) -> bool:
    try:
        packed = base64.b64decode(signed + "=" * (-len(signed) % 4), altchars=b"-_", validate=True)
        expires, signature = PARTS.unpack(packed)
    except (ValueError, struct.error):
        return False
    right = hmac.compare_digest(signature, _signature(check_id, expires))
    return right and now().timestamp() < expires


def _signature(check_id: UUID, expires: int) -> bytes:
    return hmac.digest(_key(), check_id.bytes + expires.to_bytes(4, "big"), hashlib.sha256)


@cache
def _key() -> bytes:
    secret = get_settings().secret_key.get_secret_value().encode()
    return hmac.digest(secret, b"moderation-photo", hashlib.sha256)
