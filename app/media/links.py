"""Short addresses of photos for ``<image src>``, which can send no token.

An address holds the session and an expiry, and a signature over both and the photo. It opens nothing by itself:
at each use the session must be live and its person must still be allowed to see the photo.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from functools import cache
from uuid import UUID

from app.core.clock import now
from app.core.settings import get_settings

STEP_SECONDS = 300
"""Expiries fall on whole steps, so that one page shows one photo under one address: 5 to 10 minutes of life."""

PARTS = struct.Struct(">I16s32s")


def sign(file_id: UUID, session_id: UUID) -> str:
    """Return the value of ``s`` for a photo and a session."""
    expires = int(now().timestamp()) // STEP_SECONDS * STEP_SECONDS + 2 * STEP_SECONDS
    packed = PARTS.pack(expires, session_id.bytes, _signature(file_id, session_id, expires))
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def session_of(file_id: UUID, signed: str) -> UUID | None:
    """Return the session for which ``signed`` opens the photo, or None when it is wrong or over."""
    try:
        packed = base64.b64decode(signed + "=" * (-len(signed) % 4), altchars=b"-_", validate=True)
        expires, raw_session, signature = PARTS.unpack(packed)
    except (binascii.Error, struct.error, ValueError):
        return None
    session_id = UUID(bytes=raw_session)
    if not hmac.compare_digest(signature, _signature(file_id, session_id, expires)):
        return None
    return session_id if now().timestamp() < expires else None


def _signature(file_id: UUID, session_id: UUID, expires: int) -> bytes:
    message = file_id.bytes + session_id.bytes + expires.to_bytes(4, "big")
    return hmac.digest(_key(), message, hashlib.sha256)


@cache
def _key() -> bytes:
    secret = get_settings().secret_key.get_secret_value().encode()
    return hmac.digest(secret, b"media-link", hashlib.sha256)
