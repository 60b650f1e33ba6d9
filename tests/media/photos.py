"""Photos for tests, and how they get in."""

from __future__ import annotations

import io

from tests.core.image_corpus import encoded, exif, jpeg, scene


def phone_photo(shade: int = 0) -> bytes:
    """A photo as a phone sends it, with its place; each ``shade`` is another photo."""
    picture = scene().copy()
    picture.paste((shade, 0, 0), (0, 0, 40, 40))
    return encoded(picture, "JPEG", exif=exif(6))


def upload(client, headers, data: bytes | None = None, *, name: str = "a.jpg", key: str | None = None, **form):
    """Send one photo and return the answer."""
    sent = {"file": (io.BytesIO(jpeg() if data is None else data), name)} | form
    more = {"Idempotency-Key": key} if key else {}
    return client.post("/api/v1/media", data=sent, headers=headers | more, content_type="multipart/form-data")
