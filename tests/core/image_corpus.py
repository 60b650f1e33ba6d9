"""Files that people could upload to do harm, or to give themselves away. Made here; none is a real photo.

Every file that can hold words carries ``CANARY`` in its metadata, and every one that can hold a place carries
``PLACE``: neither may be found in what is stored.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, PngImagePlugin

CANARY = b"canary-of-the-resident"
PLACE = (39.0, 54.0, 20.25)


@dataclass(frozen=True, slots=True)
class Sample:
    """One file, made when asked for. ``refusal`` is the expected word of ``images.REASONS``, or None."""

    name: str
    make: Callable[[], bytes]
    refusal: str | None = None


def encoded(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, format=kind, **options)
    return out.getvalue()


@cache
def scene(mode: str = "RGB", size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with something in it."""
    return Image.linear_gradient("L").resize(size).convert(mode)


def flat(mode: str, size: tuple[int, int], colour) -> Image.Image:
    return Image.new(mode, size, colour)


def exif(orientation: int = 6) -> Image.Exif:
    """Metadata as a phone writes it: place, camera, maker's notes."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = CANARY.decode()
    tags[0x010E] = CANARY.decode()
    tags.get_ifd(0x8769)[0x927C] = CANARY * 50
    place = tags.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", PLACE, "E", PLACE
    return tags


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    """Return ``jpeg`` with one more segment right after its start."""
    return jpeg[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, extra: bytes = b"", rows: int = 0) -> bytes:
    """A PNG that says ``width`` x ``height`` and holds ``rows`` rows of black."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    packer, row = zlib.compressobj(1), bytes(1 + -(-width * channels * depth // 8))
    pixels = b"".join([*(packer.compress(row) for _ in range(rows)), packer.flush()])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def webp_canvas(width: int, height: int) -> bytes:
    """An extended WebP that claims a large canvas around a small picture."""
    small = encoded(scene(), "WEBP")[12:]
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes(4) + sides + small
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg_of_many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is repeated: each one would be decoded over the whole picture."""
    data = encoded(scene(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


def frames(kind: str, count: int) -> bytes:
    pictures = [flat("RGB", (64, 64), (n * 40 % 256, n * 90 % 256, 0)) for n in range(count)]
    return encoded(pictures[0], kind, save_all=True, append_images=pictures[1:], duration=10)


def many_comments(count: int) -> bytes:
    jpeg = encoded(scene(), "JPEG")
    segment = b"\xff\xfe" + struct.pack(">H", len(CANARY) + 2) + CANARY
    return jpeg[:2] + segment * count + jpeg[2:]


def mpo() -> bytes:
    second = flat("RGB", (640, 480), (255, 0, 255))
    return encoded(scene(), "MPO", save_all=True, append_images=[second], comment=CANARY)


def jpeg(**options) -> bytes:
    return encoded(scene(), "JPEG", **options)


def noted_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", CANARY.decode())
    notes.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    return encoded(scene(), "PNG", pnginfo=notes, exif=exif())


def clear(kind: str, size: tuple[int, int], **options) -> bytes:
    """A picture that one can look through."""
    return encoded(flat("RGBA", size, (9, 9, 9, 40)), kind, **options)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def small_png_with(extra: bytes) -> bytes:
    return png(64, 64, rows=64, extra=extra)


def text_bomb() -> bytes:
    """Thirty megabytes of nothing in a compressed text."""
    return b"x\x00\x00" + zlib.compress(bytes(30_000_000), 9)


XMP = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"
ICC = b"ICC_PROFILE\x00\x01\x01" + CANARY * 99
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

# What an honest phone may send, with everything in it that must disappear.
FAIR = [
    Sample("exif_gps_makernote.jpg", lambda: jpeg(exif=exif(), comment=CANARY)),
    Sample("exif_of_another_way_up.jpg", lambda: jpeg(exif=exif(3))),
    Sample("exif_rubbish.jpg", lambda: with_segment(jpeg(), 0xE1, b"Exif\x00\x00MM\x00*" + CANARY * 9)),
    Sample("exif_without_end.jpg", lambda: jpeg(exif=exif().tobytes()[:-7])),
    Sample("xmp.jpg", lambda: with_segment(jpeg(), 0xE1, XMP)),
    Sample("comment.jpg", lambda: jpeg(comment=CANARY)),
    Sample("thousand_comments.jpg", lambda: many_comments(1000)),
    Sample("icc_rubbish.jpg", lambda: with_segment(jpeg(), 0xE2, ICC)),
    Sample("iptc.jpg", lambda: with_segment(jpeg(), 0xED, b"Photoshop 3.0\x00" + CANARY)),
    Sample("zip_and_script_behind.jpg", lambda: jpeg() + b"PK\x03\x04<script>alert(1)</script>" + CANARY),
    Sample("two_pictures.mpo", mpo),
    Sample("progressive.jpg", lambda: jpeg(progressive=True, comment=CANARY)),
    Sample("grey.jpg", lambda: encoded(scene("L"), "JPEG")),
    Sample("cmyk.jpg", lambda: encoded(scene("CMYK"), "JPEG", comment=CANARY)),
    Sample("fifty_megapixels.jpg", lambda: encoded(flat("RGB", (8000, 6250), 9), "JPEG")),
    Sample("text.png", noted_png),
    Sample("alpha.png", lambda: clear("PNG", (400, 300))),
    Sample("palette_with_transparency.png", lambda: encoded(scene("P"), "PNG", transparency=3)),
    Sample("sixteen_bit_grey.png", lambda: png(64, 64, depth=16, colour=0, rows=64)),
    Sample("sixteen_bit_colour.png", lambda: png(64, 64, depth=16, colour=2, rows=64)),
    Sample("one_bit.png", lambda: encoded(scene("1"), "PNG")),
    Sample("fifty_megapixels_alpha.png", lambda: png(8000, 6250, colour=6, rows=6250)),
    Sample("fifty_megapixels.png", lambda: png(7070, 7070, rows=7070)),
    Sample("twenty_six_megapixels_alpha.png", lambda: png(5100, 5100, colour=6, rows=5100)),
    Sample("hundred_thousand_chunks.png", lambda: small_png_with(chunk(b"teXt", b"") * 100_000)),
    Sample("exif.webp", lambda: encoded(scene(), "WEBP", exif=exif(), xmp=CANARY)),
    Sample("alpha.webp", lambda: clear("WEBP", (400, 300), lossless=True)),
    Sample("thirteen_megapixels.webp", lambda: clear("WEBP", (4160, 3120), lossless=True)),
]

# What must be refused, with the reason for it.
HOSTILE = [
    Sample("empty.jpg", lambda: b"", "format"),
    Sample("one_byte.jpg", lambda: b"\xff", "format"),
    Sample("magic_only.jpg", lambda: b"\xff\xd8\xff", "broken"),
    Sample("magic_only.png", lambda: b"\x89PNG\r\n\x1a\n", "broken"),
    Sample("magic_only.webp", lambda: b"RIFF\x00\x00\x00\x00WEBP", "broken"),
    Sample("square_12001.png", lambda: png(12_001, 12_001), "side"),
    Sample("square_30000.png", lambda: png(30_000, 30_000), "side"),
    Sample("square_10000000.png", lambda: png(10_000_000, 10_000_000), "side"),
    Sample("strip.png", lambda: png(65_535, 1), "side"),
    Sample("dot.png", lambda: png(1, 1, rows=1), "side"),
    Sample("square_12000.png", lambda: png(12_000, 12_000, rows=12_000), "pixels"),
    Sample("just_above_the_limit.png", lambda: png(8000, 6251, rows=6251), "pixels"),
    Sample("fourteen_megapixels.webp", lambda: clear("WEBP", (4400, 3200), lossless=True), "pixels"),
    Sample("canvas_16383.webp", lambda: webp_canvas(16_383, 16_383), "broken"),
    Sample("canvas_3000.webp", lambda: webp_canvas(3000, 3000), "broken"),
    Sample(
        "fifty_megapixels_of_coefficients.jpg",
        lambda: encoded(flat("RGB", (8000, 6250), 9), "JPEG", progressive=True, subsampling=0),
        "pixels",
    ),
    Sample("five_thousand_scans.jpg", lambda: jpeg_of_many_scans(5000), "broken"),
    Sample("truncated.jpg", lambda: half(jpeg()), "broken"),
    Sample("truncated.png", lambda: half(encoded(scene(), "PNG")), "broken"),
    Sample("truncated.webp", lambda: half(encoded(scene(), "WEBP")), "broken"),
    Sample("no_pixels.png", lambda: png(2000, 2000), "broken"),
    Sample("wrong_checksum.png", lambda: png(64, 64, rows=64).replace(b"IHDR", b"IHDr"), "broken"),
    Sample("text_bomb.png", lambda: small_png_with(chunk(b"zTXt", text_bomb())), "broken"),
    Sample("profile_bomb.png", lambda: small_png_with(chunk(b"iCCP", text_bomb())), "broken"),
    Sample("animated.png", lambda: frames("PNG", 5), "frames"),
    Sample("animated.webp", lambda: frames("WEBP", 5), "frames"),
    Sample("five_thousand_frames.gif", lambda: frames("GIF", 5000), "format"),
    Sample("gif_named.jpg", lambda: frames("GIF", 2), "format"),
    Sample("bitmap.jpg", lambda: encoded(scene(), "BMP"), "format"),
    Sample("tiff.jpg", lambda: encoded(scene(), "TIFF"), "format"),
    Sample("icon.jpg", lambda: encoded(scene(), "ICO"), "format"),
    Sample("postscript.jpg", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file\n", "format"),
    Sample("pdf.jpg", lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", "format"),
    Sample("svg.jpg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>0</script></svg>', "format"),
    Sample("html.jpg", lambda: b"<html><script>alert(document.cookie)</script></html>", "format"),
    Sample("php.jpg", lambda: b"<?php system($_GET['c']); ?>", "format"),
    Sample("php_in_gif.jpg", lambda: b"GIF89a<?php system($_GET['c']); ?>", "format"),
    Sample("program.jpg", lambda: b"MZ\x90\x00\x03" + bytes(500), "format"),
    Sample("elf.jpg", lambda: b"\x7fELF\x02\x01\x01" + bytes(500), "format"),
    Sample("eicar.jpg", lambda: EICAR, "format"),
    Sample("zip.jpg", lambda: b"PK\x03\x04" + bytes(500), "format"),
    Sample("heic.jpg", lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500), "format"),
    Sample("avif.jpg", lambda: b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1" + bytes(500), "format"),
    Sample("wave.webp", lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(30), "format"),
]

CORPUS = {sample.name: sample for sample in FAIR + HOSTILE}
