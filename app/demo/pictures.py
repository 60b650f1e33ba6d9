"""Drawn pictures of what residents photograph, before and after the repair. No photo of a real place is used."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from app.demo.chance import stream

SIZE = (1000, 750)
QUALITY = 84
Colour = tuple[int, int, int]
PLASTER: Colour = (214, 208, 196)
CONCRETE: Colour = (150, 148, 143)
ASPHALT: Colour = (92, 93, 96)

# First digits of a category → scene; the longest match counts. Nobody photographs a bill or an attitude.
SCENES: dict[str, str] = {
    "01": "stain",
    "0103": "steps",
    "0106": "manhole",
    "0107": "steps",
    "02": "lamp",
    "0203": "door",
    "03": "door",
    "04": "pipe",
    "05": "lamp",
    "06": "pipe",
    "07": "pipe",
    "08": "clutter",
    "0902": "manhole",
    "09": "clutter",
    "10": "bin",
    "11": "clutter",
    "1405": "stain",
    "1701": "stain",
}


def scene_of(category: str) -> str | None:
    """Return the scene that suits a category, None when there is nothing to photograph."""
    fitting = [prefix for prefix in SCENES if category.startswith(prefix)]
    return SCENES[max(fitting, key=len)] if fitting else None


def names() -> list[str]:
    """Return the names of all scenes."""
    return sorted(DRAW)


def picture(scene: str, *, after: bool) -> bytes:
    """Return a JPEG of ``scene``, in the state after the repair when ``after``. The same call, the same picture."""
    chance = stream("picture", scene)
    image = DRAW[scene](chance, after) if scene in DRAW else PROOFS[scene](chance)
    image = ImageChops.add(image, _grain(chance, image.size), scale=1.0, offset=-24)
    file = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _grain(chance: Random, size: tuple[int, int]) -> Image.Image:
    """Return the unevenness of a surface and of a cheap camera, around the value 24."""
    coarse = Image.frombytes("L", (50, 38), chance.randbytes(50 * 38)).resize(size, Image.Resampling.BICUBIC)
    fine = Image.frombytes("L", (500, 375), chance.randbytes(500 * 375)).resize(size)
    mixed = Image.blend(coarse, fine, 0.5).point([value * 48 // 255 for value in range(256)])
    return Image.merge("RGB", (mixed, mixed, mixed))


def _surface(colour: Colour, *, light: float = 1.0) -> Image.Image:
    """Return a wall or a ground, brighter at the top."""
    fall = Image.linear_gradient("L").resize(SIZE).point([255 - value // 4 for value in range(256)])
    flat = Image.new("RGB", SIZE, colour)
    shaded = ImageChops.multiply(flat, Image.merge("RGB", (fall, fall, fall)))
    return ImageEnhance.Brightness(shaded).enhance(light)


def _soft(image: Image.Image, draw: Callable[[ImageDraw.ImageDraw], None], colour: Colour, blur: float) -> None:
    """Paint what ``draw`` draws in white on black, blurred, in ``colour``."""
    mask = Image.new("L", image.size)
    draw(ImageDraw.Draw(mask))
    image.paste(Image.new("RGB", image.size, colour), mask=mask.filter(ImageFilter.GaussianBlur(blur)))


def _crack(pen: ImageDraw.ImageDraw, chance: Random, x: float, y: float, steps: int) -> None:
    for _ in range(steps):
        further = (x + chance.uniform(-26, 26), y + chance.uniform(12, 34))
        pen.line([(x, y), further], fill=(78, 70, 60), width=chance.randint(1, 4))
        x, y = further


def _stain(chance: Random, after: bool) -> Image.Image:
    image = _surface(PLASTER)
    pen = ImageDraw.Draw(image)
    pen.line([(0, 150), (1000, 120)], fill=(170, 164, 152), width=6)
    if after:
        pen.polygon([(240, 180), (760, 170), (790, 560), (220, 580)], fill=(232, 229, 222))
        return image
    rings = [(chance.uniform(260, 640), chance.uniform(170, 380), chance.uniform(70, 190)) for _ in range(9)]
    for colour, grow, blur in (((142, 112, 66), 1.0, 10.0), ((190, 170, 130), 0.86, 16.0)):

        def blots(mask: ImageDraw.ImageDraw, grow: float = grow) -> None:
            for x, y, r in rings:
                mask.ellipse([x - r * grow, y - r * grow * 0.7, x + r * grow, y + r * grow * 0.7], fill=190)

        _soft(image, blots, colour, blur)
    _crack(pen, chance, 430, 200, 12)
    _crack(pen, chance, 560, 160, 9)
    return image


def _lamp(chance: Random, after: bool) -> Image.Image:
    image = _surface(PLASTER, light=0.95 if after else 0.3)
    pen = ImageDraw.Draw(image)
    for step in range(7):
        top = 430 + step * 46
        shade = 120 if after else 38
        pen.rectangle([120 + step * 60, top, 1000, top + 46], fill=(shade - step * 4,) * 3)
    if after:
        _soft(image, lambda mask: mask.ellipse([300, -90, 700, 330], fill=230), (255, 246, 214), 60)
    pen.ellipse([430, 60, 570, 150], fill=(255, 252, 238) if after else (96, 92, 84))
    pen.rectangle([470, 20, 530, 66], fill=(70, 70, 70))
    return image


def _pipe(chance: Random, after: bool) -> Image.Image:
    image = _surface((198, 202, 200))
    pen = ImageDraw.Draw(image)
    for x in (330, 560):
        pen.rectangle([x, 0, x + 86, 750], fill=(128, 132, 134))
        pen.rectangle([x + 14, 0, x + 30, 750], fill=(176, 180, 182))
        pen.rectangle([x - 12, 300, x + 98, 372], fill=(110, 112, 114))
    if after:
        pen.rectangle([318, 300, 428, 372], fill=(196, 160, 78))
        return image
    _soft(image, lambda mask: mask.ellipse([180, 640, 800, 790], fill=210), (92, 104, 110), 12)
    for _ in range(40):
        left, top = chance.uniform(300, 450), chance.uniform(372, 700)
        pen.ellipse([left, top, left + 5, top + chance.uniform(12, 34)], fill=(206, 222, 232))
    return image


def _bin(chance: Random, after: bool) -> Image.Image:
    image = _surface(ASPHALT, light=1.3)
    pen = ImageDraw.Draw(image)
    pen.rectangle([0, 0, 1000, 300], fill=(168, 176, 170))
    for x, colour in ((170, (52, 120, 70)), (420, (96, 98, 102)), (670, (52, 120, 70))):
        pen.polygon([(x, 300), (x + 200, 300), (x + 180, 640), (x + 20, 640)], fill=colour)
        pen.rectangle([x - 10, 270, x + 210, 305], fill=tuple(value - 18 for value in colour))
    if after:
        return image
    for _ in range(34):
        left, top, wide = chance.uniform(130, 840), chance.uniform(190, 690), chance.uniform(26, 62)
        grey = chance.choice(((32, 32, 36), (226, 226, 222), (172, 60, 52), (70, 110, 168), (214, 184, 120)))
        pen.ellipse([left, top, left + wide * 1.4, top + wide], fill=grey)
    return image


def _clutter(chance: Random, after: bool) -> Image.Image:
    image = _surface(PLASTER, light=0.8)
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 750), (300, 470), (700, 470), (1000, 750)], fill=(126, 122, 116))
    pen.rectangle([360, 150, 640, 470], fill=(104, 120, 128))
    if after:
        return image
    for _ in range(13):
        x, y = chance.uniform(60, 760), chance.uniform(380, 620)
        w, h = chance.uniform(90, 210), chance.uniform(60, 150)
        tone = chance.randint(-24, 24)
        pen.rectangle([x, y, x + w, y + h], fill=(176 + tone, 138 + tone, 92 + tone), outline=(96, 72, 44), width=3)
        pen.line([(x, y + h / 3), (x + w, y + h / 3)], fill=(206, 176, 128), width=7)
    return image


def _door(chance: Random, after: bool) -> Image.Image:
    image = _surface(CONCRETE)
    pen = ImageDraw.Draw(image)
    lean = 0 if after else 90
    pen.rectangle([280, 60, 720, 750], fill=(44, 46, 50))
    pen.polygon([(290, 70), (710 - lean, 70 + lean // 3), (710 - lean, 750), (290, 750)], fill=(72, 92, 82))
    pen.rectangle([760, 300, 860, 470], fill=(58, 60, 64))
    for row in range(4):
        for column in range(3):
            left, top = 776 + column * 26, 350 + row * 26
            pen.rectangle([left, top, left + 18, top + 18], fill=(190, 192, 196))
    pen.rectangle([776, 312, 844, 338], fill=(90, 200, 120) if after else (34, 34, 36))
    if not after:
        _crack(pen, chance, 820, 300, 6)
    return image


def _steps(chance: Random, after: bool) -> Image.Image:
    image = _surface((176, 172, 164))
    pen = ImageDraw.Draw(image)
    for step in range(5):
        top = 220 + step * 105
        pen.rectangle([100 - step * 20, top, 900 + step * 20, top + 60], fill=(158 - step * 6,) * 3)
        pen.rectangle([100 - step * 20, top + 60, 900 + step * 20, top + 105], fill=(122 - step * 6,) * 3)
    if after:
        pen.rectangle([40, 430, 960, 446], fill=(214, 178, 60))
        return image
    edge = [(380 + i * 40 + chance.uniform(-14, 14), 430 + chance.uniform(0, 78)) for i in range(7)]
    pen.polygon([(380, 430), *edge, (640, 430)], fill=(92, 86, 78))
    return image


def _manhole(chance: Random, after: bool) -> Image.Image:
    image = _surface(ASPHALT)
    pen = ImageDraw.Draw(image)
    pen.ellipse([300, 240, 720, 600], fill=(120, 120, 122))
    pen.ellipse([325, 262, 695, 578], fill=(70, 72, 76) if after else (14, 14, 16))
    if after:
        for offset in range(-140, 160, 40):
            pen.line([(510 + offset, 290), (510 + offset, 550)], fill=(104, 106, 110), width=9)
        return image
    for _ in range(5):
        _crack(pen, chance, chance.uniform(180, 820), chance.uniform(120, 560), 7)
    return image


DRAW: dict[str, Callable[[Random, bool], Image.Image]] = {
    "stain": _stain,
    "lamp": _lamp,
    "pipe": _pipe,
    "bin": _bin,
    "clutter": _clutter,
    "door": _door,
    "steps": _steps,
    "manhole": _manhole,
}


# --- what is only photographed when it is as it should be ---


def _stairs(chance: Random) -> Image.Image:
    """Swept stairs with a bright window."""
    image = _surface((206, 206, 200))
    pen = ImageDraw.Draw(image)
    pen.rectangle([610, 60, 860, 330], fill=(232, 241, 248), outline=(128, 134, 138), width=10)
    pen.line([(735, 60), (735, 330)], fill=(128, 134, 138), width=8)
    for step in range(8):
        top = 360 + step * 50
        left = 330 - step * 42
        pen.rectangle([left, top, 1000, top + 30], fill=(176, 172, 164))
        pen.rectangle([left, top + 30, 1000, top + 50], fill=(140, 136, 130))
    pen.line([(330, 300), (20, 700)], fill=(150, 96, 58), width=16)
    for post in range(5):
        x, y = 330 - post * 78, 300 + post * 100
        pen.line([(x, y), (x, y + 100)], fill=(120, 122, 124), width=8)
    return image


def _green(chance: Random) -> Image.Image:
    """A mown lawn with trimmed bushes along a path."""
    image = _surface((196, 214, 226))
    pen = ImageDraw.Draw(image)
    pen.rectangle([0, 330, 1000, 750], fill=(108, 148, 84))
    for _ in range(900):
        x, y = chance.uniform(0, 1000), chance.uniform(340, 750)
        pen.line([(x, y), (x + chance.uniform(-3, 3), y - chance.uniform(6, 16))], fill=(92, 134, 70), width=2)
    pen.polygon([(420, 750), (760, 750), (560, 330), (500, 330)], fill=(188, 182, 170))
    for place in range(6):
        x = 40 + place * 78
        pen.ellipse([x, 270 - place * 2, x + 86, 372], fill=(70, 112, 58))
    for place in range(5):
        x = 600 + place * 82
        pen.ellipse([x, 264, x + 90, 370], fill=(64, 106, 54))
    return image


def _board(chance: Random) -> Image.Image:
    """A notice board with sheets, by a gate."""
    image = _surface((188, 184, 176))
    pen = ImageDraw.Draw(image)
    pen.rectangle([120, 90, 880, 600], fill=(132, 42, 38))
    pen.rectangle([150, 150, 850, 570], fill=(238, 236, 228))
    pen.rectangle([320, 104, 680, 136], fill=(232, 214, 150))
    for left, top, right, bottom in ((180, 180, 400, 540), (425, 180, 645, 540), (670, 180, 825, 380)):
        pen.rectangle([left, top, right, bottom], fill=(252, 252, 250), outline=(170, 170, 166), width=3)
        pen.rectangle([left + 30, top + 22, right - 30, top + 40], fill=(60, 60, 64))
        for line in range((bottom - top - 90) // 24):
            y = top + 70 + line * 24
            pen.line([(left + 20, y), (right - chance.randint(20, 60), y)], fill=(150, 150, 154), width=5)
    for x in (200, 780):
        pen.rectangle([x, 600, x + 24, 750], fill=(96, 98, 100))
    return image


def _paper(chance: Random) -> Image.Image:
    """A signed and stamped document on a table."""
    image = _surface((150, 118, 84))
    pen = ImageDraw.Draw(image)
    pen.polygon([(250, 40), (770, 60), (750, 740), (230, 720)], fill=(250, 249, 244))
    pen.rectangle([390, 90, 620, 116], fill=(58, 58, 60))
    for line in range(14):
        y = 170 + line * 34
        pen.line([(300, y), (700 - chance.randint(0, 90), y + 4)], fill=(142, 142, 146), width=5)
    pen.ellipse([560, 560, 690, 690], outline=(196, 52, 46), width=9)
    pen.line([(330, 660), (380, 630), (420, 668), (470, 634)], fill=(40, 52, 110), width=5)
    return image


PROOFS: dict[str, Callable[[Random], Image.Image]] = {
    "stairs": _stairs,
    "green": _green,
    "board": _board,
    "paper": _paper,
}
"""Scenes of which there is no picture of before."""
