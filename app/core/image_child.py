"""The inside of the photo pipeline: a program of its own, started by path with ``python -I``.

It reads one file from standard input and writes one answer to standard output. Everything about the file is
hostile until a fresh JPEG stands in memory, so the process limits itself before it loads the decoder, holds
no secret, and ends after one photo. It imports nothing of the product: start-up counts for every photo.

Answer: ``OK`` + four big-endian 32-bit numbers (width, height, bytes of the photo, bytes of the thumbnail) +
both JPEGs; or ``NO`` + one word of ``REASONS`` in ``app.core.images``.
"""

from __future__ import annotations

import resource
import struct
import sys
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
OPEN_FILES = 16
OUTPUT_BYTES = 16 * 1024 * 1024

PHOTO_SIDE = 2560
THUMB_SIDE = 480
QUALITY = 85
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
# The WebP decoder keeps several pictures of four bytes a pixel at once; a phone makes 12 Mpx.
MAX_WEBP_PIXELS = 13_000_000
# A JPEG of several scans is kept whole, two bytes for each coefficient, until its last scan is read.
MAX_COEFFICIENT_BYTES = 200_000_000
# A progressive photo has about ten scans; a file with thousands would be decoded thousands of times.
MAX_JPEG_SCANS = 100
# The libraries differ in what they do with a picture of 65535 x 1; nobody photographs one.
MIN_SIDE = 8
# Rows are brought to RGB in bands, so that no second picture of full size stands in memory.
BAND_PIXELS = 1_000_000

UPRIGHT_TAG = 0x0112  # EXIF Orientation


class Refused(Exception):
    """The file is not taken; the argument is the word of the answer."""


def limit_myself() -> None:
    """Give up memory, time, files and core dumps for good: hard limits cannot be raised again."""
    limits = [
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ]
    if sys.platform != "darwin":  # macOS knows no limit on address space; production is Linux
        limits.append((resource.RLIMIT_AS, MEMORY_BYTES))
    for kind, amount in limits:
        resource.setrlimit(kind, (amount, amount))


def format_of(data: bytes) -> str:
    """Return the one decoder that may look at ``data``, by its first bytes."""
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    raise Refused("format")


def check_header(photo: Image.Image, kind: str, data: bytes) -> None:
    """Refuse by what the header says, before a pixel is decoded."""
    width, height = photo.size
    if max(width, height) > MAX_SIDE or min(width, height) < MIN_SIDE:
        raise Refused("side")
    if width * height > (MAX_WEBP_PIXELS if kind == "WEBP" else MAX_PIXELS):
        raise Refused("pixels")
    # A JPEG with further pictures behind it (MPO) is an ordinary photo of many phones: the first one is
    # taken, the others are never looked at.
    if kind != "JPEG" and getattr(photo, "n_frames", 1) != 1:
        raise Refused("frames")
    if kind == "JPEG":
        check_jpeg(photo, data)


def check_jpeg(photo: Image.Image, data: bytes) -> None:
    """Refuse JPEGs whose structure costs far more than their size in pixels."""
    if data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise Refused("broken")
    shares = [across * down for _, across, down, _ in photo.layer]  # type: ignore[attr-defined]
    if photo.width * photo.height * 2 * sum(shares) > MAX_COEFFICIENT_BYTES * max(shares):
        raise Refused("pixels")


def orientation_of(photo: Image.Image) -> int:
    """Return how the phone was held, 1 to 8. Unreadable metadata means 1: it is thrown away anyway."""
    try:
        value = photo.getexif().get(UPRIGHT_TAG, 1)
    except Exception:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return ``size`` scaled down, never up, so that its longer side is at most ``longest``."""
    width, height = size
    scale = min(1.0, longest / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def flat(band: Image.Image) -> Image.Image:
    """Return ``band`` as RGB: transparent parts white, 16-bit grey scaled instead of clipped."""
    from PIL import Image

    if band.mode.startswith("I"):
        band = band.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if band.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in band.info:
        band = band.convert("RGBA")
    if band.mode != "RGBA":
        return band.convert("RGB")
    ground = Image.new("RGB", band.size, "white")
    ground.paste(band, mask=band.getchannel("A"))
    return ground


def averaged(photo: Image.Image, longest: int) -> Image.Image:
    """Return ``photo`` as RGB with sides below twice what is wanted: ``photo`` itself when it already is so.

    At no time do two pictures of full size stand in memory.
    """
    target = fitted(photo.size, longest)
    factor = max(1, min(photo.width // target[0], photo.height // target[1]))
    if factor == 1 and photo.mode == "RGB" and "transparency" not in photo.info:
        return photo
    return in_bands(photo, factor)


def resized(picture: Image.Image, longest: int) -> Image.Image:
    """Return a fresh picture with the pixels of ``picture``, fitted, and nothing else of it."""
    from PIL import Image

    target = fitted(picture.size, longest)
    fresh = Image.new("RGB", target)
    fresh.paste(picture if picture.size == target else picture.resize(target, Image.Resampling.BICUBIC))
    return fresh


def in_bands(photo: Image.Image, factor: int) -> Image.Image:
    """Return ``photo`` as RGB, each side divided by ``factor``, made band by band."""
    from PIL import Image

    width, height = photo.size
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = max(1, BAND_PIXELS // width // factor) * factor
    for top in range(0, height, rows):
        band = flat(photo.crop((0, top, width, min(top + rows, height))))
        small.paste(band.reduce(factor) if factor > 1 else band, (0, top // factor))
    return small


def as_jpeg(picture: Image.Image) -> bytes:
    """Return ``picture`` as JPEG without any metadata."""
    out = BytesIO()
    picture.save(out, format="JPEG", quality=QUALITY, exif=b"", comment=b"", icc_profile=b"")
    return out.getvalue()


def cleaned(data: bytes) -> bytes:
    """Return the answer for ``data``. Raises ``Refused``, or whatever the decoder raises."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own, stricter limit decides, before decoding
    kind = format_of(data)
    with Image.open(BytesIO(data), formats=(kind,)) as photo:
        check_header(photo, kind, data)
        turned = orientation_of(photo)
        if kind == "JPEG":
            # The decoder itself can leave out seven of eight pixels. It does so only when asked for
            # the exact proportions of the picture.
            photo.draft("RGB", fitted(photo.size, PHOTO_SIDE))
        photo.load()
        picture = averaged(photo, PHOTO_SIDE)
        if picture is not photo:
            photo.close()  # gives its memory back before the next picture is made
        upright = rotated(resized(picture, PHOTO_SIDE), turned)
    big, thumb = as_jpeg(upright), as_jpeg(resized(upright, THUMB_SIDE))
    return b"OK" + struct.pack(">4I", *upright.size, len(big), len(thumb)) + big + thumb


def rotated(picture: Image.Image, turned: int) -> Image.Image:
    """Return ``picture`` upright, for the EXIF orientation ``turned``."""
    from PIL import Image

    turns = Image.Transpose
    how = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }.get(turned)
    return picture if how is None else picture.transpose(how)


def main() -> int:
    """Answer for the file on standard input. Exit status 0 means that an answer was written."""
    limit_myself()
    import warnings

    warnings.simplefilter("ignore")
    from PIL import JpegImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401 - only these three decoders

    try:
        answer = cleaned(sys.stdin.buffer.read())
    except Refused as refused:
        answer = b"NO" + str(refused).encode()
    except MemoryError:
        answer = b"NOpixels"
    except Exception:
        # Whatever a decoder trips over: a file that is not clearly a photo is not taken.
        answer = b"NObroken"
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
