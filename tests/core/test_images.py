"""Hostile photos: nothing runs, nothing runs out, nothing of the sender remains; what is odd is refused."""

from __future__ import annotations

import hashlib
import io
import json
import random
import resource
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from app.core import images
from app.core.errors import InvalidInput, Unavailable
from app.core.images import REASONS, CleanPhoto, clean_photo
from tests.core.image_corpus import CANARY, CORPUS, FAIR, HOSTILE, encoded, exif, jpeg, scene

SLOWEST_SECONDS = 5.0
"""Of the child's own time, which does not depend on what else the machine is doing."""
LARGEST_MB = 300
HEAVY = [
    "fifty_megapixels.jpg",
    "fifty_megapixels.png",
    "fifty_megapixels_alpha.png",
    "twenty_six_megapixels_alpha.png",
    "thirteen_megapixels.webp",
    "square_12000.png",
    "five_thousand_scans.jpg",
    "text_bomb.png",
]
# Segments without which a JPEG cannot be shown: start, JFIF header, tables, frame, scan.
STRUCTURE = {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def segments(photo: bytes) -> list[tuple[int, bytes]]:
    """Return every segment of a JPEG with its content, and ``(0, rest)`` for bytes after its end."""
    found, at = [], 2
    while photo[at : at + 2] != b"\xff\xd9":
        marker, size = photo[at + 1], struct.unpack(">H", photo[at + 2 : at + 4])[0]
        found.append((marker, photo[at + 4 : at + 2 + size]))
        at += 2 + size
        if marker == 0xDA:  # pixels follow, up to the next real marker
            while photo[at] != 0xFF or photo[at + 1] in {0x00, *range(0xD0, 0xD8)}:
                at += 1
    return found + ([(0, photo[at + 2 :])] if photo[at + 2 :] else [])


def traces(photo: bytes) -> list[int]:
    """Return the markers of everything in a JPEG beyond its structure, or that holds the canary."""
    odd = [marker for marker, body in segments(photo) if marker not in STRUCTURE or CANARY in body]
    headers = [body for marker, body in segments(photo) if marker == 0xE0]
    if headers != [b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"]:
        odd.append(0xE0)
    return odd


def spent_by_children() -> float:
    """Return the processor time in seconds of every ended child of this process."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def test_the_corpus_is_large_enough():
    assert len(CORPUS) >= 40
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", [sample.name for sample in FAIR])
def test_a_fair_photo_is_taken_and_nothing_of_its_sender_is_kept(name):
    data = CORPUS[name].make()

    begun = spent_by_children()
    clean = clean_photo(data)

    assert spent_by_children() - begun < SLOWEST_SECONDS
    for kept, longest in ((clean.photo, 2560), (clean.thumb, 480)):
        assert traces(kept) == []
        assert CANARY not in kept
        assert b"<script" not in kept
        with Image.open(io.BytesIO(kept), formats=("JPEG",)) as photo:
            assert photo.mode == "RGB"
            assert max(photo.size) <= longest
            assert not photo.getexif()
            photo.load()
    assert hashlib.sha256(clean.photo).digest() != hashlib.sha256(data).digest()
    with Image.open(io.BytesIO(clean.photo)) as photo:
        assert photo.size == (clean.width, clean.height)


@pytest.mark.parametrize("name", [sample.name for sample in HOSTILE])
def test_a_hostile_file_is_refused_in_plain_words(name):
    sample = CORPUS[name]
    data = sample.make()

    begun = spent_by_children()
    with pytest.raises(InvalidInput) as refusal:
        clean_photo(data)

    assert spent_by_children() - begun < SLOWEST_SECONDS
    assert refusal.value.fields == {"file": [REASONS[sample.refusal]]}


def naive(data: bytes) -> bytes:
    """The broken variant: opened and saved again."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as photo:
        photo.save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(("clean", "keeps"), [(naive, True), (lambda d: clean_photo(d).photo, False)])
def test_the_search_for_traces_can_find_them(clean, keeps):
    assert bool(traces(clean(CORPUS["comment.jpg"].make()))) is keeps


MEASURE = """
import json, os, sys, time
begun = time.monotonic()
child = os.fork()
if not child:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execve(sys.argv[1], [sys.argv[1], "-I", "-B", sys.argv[2]], {})
_, status, use = os.wait4(child, 0)
print(json.dumps([status, use.ru_maxrss // 1024, use.ru_utime + use.ru_stime, time.monotonic() - begun]))
"""


@pytest.mark.parametrize("name", HEAVY)
def test_the_child_stays_small_and_quick(name, tmp_path):
    path = tmp_path / "photo"
    path.write_bytes(CORPUS[name].make())

    # A small process in between: a child that is started from a large one would be counted as large.
    with path.open("rb") as file:
        told = subprocess.run(
            [sys.executable, "-I", "-S", "-c", MEASURE, sys.executable, str(images.CHILD)],
            stdin=file, capture_output=True, check=True,
        )  # fmt: skip

    status, megabytes, cpu_seconds, _ = json.loads(told.stdout)
    assert status == 0
    assert megabytes <= LARGEST_MB
    assert cpu_seconds <= SLOWEST_SECONDS


def test_eight_at_once_are_answered_and_only_two_children_run(monkeypatch):
    running, most = 0, 0
    ask = images._ask_child

    def watched(data: bytes):
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return ask(data)
        finally:
            running -= 1

    monkeypatch.setattr(images, "_ask_child", watched)
    monkeypatch.setattr(images, "WAIT_SECONDS", 30.0)
    names = [*HEAVY[:2], "truncated.jpg", "eicar.jpg", "alpha.png", "exif.webp", "cmyk.jpg", "animated.png"]

    def outcome(name: str):
        try:
            return type(clean_photo(CORPUS[name].make()))
        except InvalidInput as refusal:
            return type(refusal)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(outcome, names))

    assert answers == [InvalidInput if CORPUS[name].refusal else CleanPhoto for name in names]
    assert most == images.AT_ONCE


def test_who_finds_both_places_taken_is_told_when_to_come_back(monkeypatch):
    monkeypatch.setattr(images, "WAIT_SECONDS", 0.05)
    for _ in range(images.AT_ONCE):
        images._turns.acquire()
    try:
        with pytest.raises(Unavailable) as busy:
            clean_photo(jpeg())
    finally:
        for _ in range(images.AT_ONCE):
            images._turns.release()

    assert busy.value.retry_after
    assert clean_photo(jpeg()).width == 640


CHILDREN = {
    "eats memory": "import resource; resource.setrlimit(resource.RLIMIT_AS, (10**8,) * 2); bytearray(10**9)",
    "eats time": "import time; time.sleep(60)",
    "is killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "says nothing": "pass",
    "lies about lengths": "import sys; sys.stdout.write('OK' + '\\0' * 16 + 'x' * 100)",
    "answers the original": "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())",
    "writes without end": "import sys\nwhile True: sys.stdout.write('OK' * 10**6)",
}


@pytest.mark.parametrize("habit", CHILDREN)
def test_a_child_that_goes_wrong_means_refusal_never_the_original(habit, monkeypatch, tmp_path):
    program = tmp_path / "child.py"
    limits = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10**7,) * 2)\n"
    program.write_text(limits + CHILDREN[habit])
    monkeypatch.setattr(images, "CHILD", program)
    monkeypatch.setattr(images, "WALL_SECONDS", 1)
    begun = time.monotonic()

    with pytest.raises((InvalidInput, Unavailable)):
        clean_photo(jpeg())

    assert time.monotonic() - begun < 30


def test_an_installation_without_decoder_is_our_fault_not_the_senders(monkeypatch, tmp_path):
    program = tmp_path / "child.py"
    program.write_text("import no_such_decoder")
    monkeypatch.setattr(images, "CHILD", program)

    with pytest.raises(Unavailable):
        clean_photo(jpeg())


def test_the_child_sees_neither_environment_nor_product(monkeypatch, tmp_path):
    monkeypatch.setenv("HFW_SECRET_KEY", "x" * 40)
    program, seen = tmp_path / "child.py", tmp_path / "seen"
    look = "str([dict(os.environ), sys.path, os.getcwd()])"
    program.write_text(f"import os, sys; open({str(seen)!r}, 'w').write({look})")
    monkeypatch.setattr(images, "CHILD", program)

    with pytest.raises(InvalidInput):
        clean_photo(jpeg())

    assert "HFW" not in seen.read_text()
    assert str(tmp_path) not in seen.read_text()


def corners(orientation: int) -> bytes:
    """A photo of red, green, blue and white corners as a phone stores it when held in this way."""
    upright = Image.new("RGB", (400, 200), "white")
    for place, colour in (((0, 0), "red"), ((200, 0), "green"), ((0, 100), "blue")):
        upright.paste(Image.new("RGB", (200, 100), colour), place)
    turns = Image.Transpose
    stored = {
        2: turns.FLIP_LEFT_RIGHT, 3: turns.ROTATE_180, 4: turns.FLIP_TOP_BOTTOM, 5: turns.TRANSPOSE,
        6: turns.ROTATE_90, 7: turns.TRANSVERSE, 8: turns.ROTATE_270,
    }.get(orientation)  # fmt: skip
    return encoded(upright.transpose(stored) if stored is not None else upright, "JPEG", exif=exif(orientation))


@pytest.mark.parametrize("orientation", [*range(10), 65535])
def test_every_photo_stands_upright(orientation):
    clean = clean_photo(corners(orientation))

    with Image.open(io.BytesIO(clean.photo)) as photo:
        assert photo.size == (400, 200)
        near = [photo.getpixel(place) for place in ((50, 50), (350, 50), (50, 150), (350, 150))]
    wanted = [(254, 0, 0), (0, 128, 0), (0, 0, 254), (255, 255, 255)]
    assert all(abs(a - b) < 12 for got, want in zip(near, wanted, strict=True) for a, b in zip(got, want, strict=True))


@pytest.mark.parametrize("size", [(6000, 4000), (4000, 3000), (2561, 100), (11_990, 40), (480, 481), (8, 8)])
def test_proportions_are_kept_and_nothing_is_enlarged(size):
    clean = clean_photo(encoded(scene("RGB", size), "JPEG"))

    assert max(clean.width, clean.height) == min(2560, max(size))
    scale = clean.width / size[0]
    assert abs(clean.height - size[1] * scale) <= 1
    with Image.open(io.BytesIO(clean.thumb)) as thumb:
        assert max(thumb.size) == min(480, max(size))


def test_shades_of_sixteen_bits_are_scaled_not_cut_off():
    grey = Image.new("I;16", (64, 64), 32768)

    with Image.open(io.BytesIO(clean_photo(encoded(grey, "PNG")).photo)) as photo:
        assert abs(photo.getpixel((32, 32))[0] - 128) <= 2


def test_what_is_transparent_becomes_white():
    clean = clean_photo(encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "PNG"))

    with Image.open(io.BytesIO(clean.photo)) as photo:
        assert min(photo.getpixel((32, 32))) >= 253


def test_the_first_picture_of_two_is_the_photo():
    with Image.open(io.BytesIO(clean_photo(CORPUS["two_pictures.mpo"].make()).photo)) as photo:
        red, green, blue = photo.getpixel((320, 240))

    assert abs(red - green) < 12  # the second one is pink
    assert abs(green - blue) < 12


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_file_is_taken_or_refused_but_never_an_error_of_ours(kind):
    dice = random.Random(20261122)
    whole = encoded(scene(), kind)

    for _ in range(8):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 20)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            clean = clean_photo(bytes(damaged))
        except InvalidInput:
            continue
        assert traces(clean.photo) == []
