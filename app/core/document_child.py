"""The inside of making a document: a program of its own, started by path with ``python -I``.

It reads one description as JSON from standard input (see ``app.core.documents``) and writes one PDF to standard
output. It limits itself first, because the words come from people, and ends after one document. It imports nothing of
the product.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import segno
from fpdf import FPDF
from fpdf.enums import TextMode

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 20
OPEN_FILES = 64
OUTPUT_BYTES = 32 * 1024 * 1024

Shape = dict[str, Any]

PAGES = {"A4": (210.0, 297.0, 1.0), "A3": (297.0, 420.0, 2**0.5)}
"""Width and height in millimetres, and by how much everything grows."""
INKS = {
    "ink": (32, 48, 43),
    "soft": (81, 98, 91),
    "green": (23, 98, 74),
    "red": (168, 38, 28),
    "white": (255, 255, 255),
    "head": (234, 241, 240),
    "line": (120, 136, 129),
}
MARGIN, FOOT = 15.0, 14.0
POINT = 25.4 / 72
LEADING = 1.45
"""Distance of lines in sizes of letters."""
PADDING = 1.6
QUIET = 4
"""Modules of white around a QR code, as its standard asks."""

RUN = re.compile(r"[ ]+|[（《“‘(〔【「『]*(?:[0-9A-Za-z.,:/%_@#&?=+\-]+|.)", re.S)
"""What stays together in a line: a word, a number, an address, or one sign of Chinese, each after its bracket."""
NOT_FIRST = set("，。、；：？！）》”’〕】」』％…·,.;:?!)%")


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


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return ``text`` in lines of at most ``width``. A line does not begin with a sign that ends a clause."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line: list[str] = []
        for run in RUN.findall(paragraph):
            for piece in _pieces(run, width, measure):
                if line and measure("".join([*line, piece])) > width:
                    carried = [line.pop()] if piece[0] in NOT_FIRST and len(line) > 1 else []
                    lines.append("".join(line).rstrip())
                    line = carried
                if line or not piece.isspace() or not lines:
                    line.append(piece)
        lines.append("".join(line).rstrip())
    return lines


def _pieces(run: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield a run, cut where it alone is wider than a line."""
    while len(run) > 1 and measure(run) > width:
        size = len(run) - 1
        while size > 1 and measure(run[:size]) > width:
            size -= 1
        yield run[:size]
        run = run[size:]
    yield run


class Sheet:
    """The pages being drawn. Lengths given to its methods are those of A4; ``y`` is where the next block begins."""

    def __init__(self, order: Shape) -> None:
        width, height, self.scale = PAGES[order["size"]]
        self.width, self.height = (height, width) if order["landscape"] else (width, height)
        self.left, self.inner = MARGIN * self.scale, self.width - 2 * MARGIN * self.scale
        self.bottom = self.height - FOOT * self.scale
        self.foot, self.numbered = order["foot"], order["numbered"]
        self.pdf = FPDF(unit="mm", format=(width, height), orientation="L" if order["landscape"] else "P")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_title(order["title"])
        self.pdf.set_lang("zh-CN")
        self.pdf.set_creation_date(datetime.fromisoformat(order["made_at"]))
        self.pdf.add_font("body", fname=order["typeface"])
        self.y = 0.0
        self.turn()

    # --- pages ---

    def turn(self) -> None:
        """Begin a page."""
        self.pdf.add_page()
        self.y = MARGIN * self.scale

    def room(self, height: float) -> bool:
        """Return whether ``height`` real millimetres are left on this page."""
        return self.y + height <= self.bottom

    def need(self, height: float) -> None:
        """Begin a page unless ``height`` real millimetres are left, or the page is still empty."""
        if not self.room(height) and self.y > MARGIN * self.scale:
            self.turn()

    def feet(self) -> None:
        """Write the foot of every page, now that their number is known."""
        total = self.pdf.pages_count
        for number in range(1, total + 1):
            self.pdf.page = number
            # A page that was left keeps no state of the next one, so the typeface is chosen anew.
            self.size(8.5)
            self.pdf.set_font("body", size=9 * self.scale)
            y = self.bottom + 3 * self.scale
            label = f"第 {number} 页，共 {total} 页" if self.numbered and total > 1 else ""
            room = self.inner - (self.pdf.get_string_width(label) + 6 * self.scale if label else 0)
            for line in wrapped(self.foot, room, self.pdf.get_string_width)[:2]:
                self.line(line, self.left, y, ink="soft")
                y += 8.5 * POINT * self.scale * 1.25
            if label:
                x = self.left + self.inner - self.pdf.get_string_width(label)
                self.line(label, x, self.bottom + 3 * self.scale, ink="soft")

    # --- letters ---

    def size(self, points: float) -> float:
        """Choose the size of letters. Returns the height of a line in real millimetres."""
        self.pdf.set_font("body", size=points * self.scale)
        return points * POINT * self.scale * LEADING

    def line(self, text: str, x: float, y: float, *, ink: str = "ink", bold: bool = False) -> None:
        """Write one line whose top left corner is given. The typeface has one weight; bold letters get an outline."""
        if not text:
            return
        red, green, blue = INKS[ink]
        size = self.pdf.font_size
        baseline = y + size * (LEADING - 1) / 2 + size * 0.88
        weight = {"text_mode": TextMode.FILL_STROKE, "line_width": size * 0.028} if bold else {}
        with self.pdf.local_context(**weight):
            self.pdf.set_text_color(red, green, blue)
            self.pdf.set_draw_color(red, green, blue)
            self.pdf.text(x, baseline, text)

    def lines(self, texts: Sequence[str], x: float, y: float, width: float, align: str, **look: Any) -> None:
        """Write lines below one another within ``width``."""
        height = self.pdf.font_size * LEADING
        for text in texts:
            spare = width - self.pdf.get_string_width(text)
            shift = {"left": 0.0, "center": spare / 2, "right": spare}[align]
            self.line(text, x + shift, y, **look)
            y += height

    def box(self, x: float, y: float, width: float, height: float, *, filled: str = "", framed: bool = True) -> None:
        """Draw a rectangle."""
        style = ("D" if framed else "") + ("F" if filled else "")
        self.pdf.set_draw_color(*INKS["line"])
        self.pdf.set_line_width(0.25 * self.scale)
        if filled:
            self.pdf.set_fill_color(*INKS[filled])
        self.pdf.rect(x, y, width, height, style=style)

    # --- blocks ---

    def band(self, block: Shape) -> None:
        """A title on green, from edge to edge of the page when it is the first block."""
        top = 0.0 if self.y <= MARGIN * self.scale else self.y
        title_height = self.size(30)
        titles = wrapped(block["title"], self.inner, self.pdf.get_string_width)
        below_height = self.size(14)
        belows = wrapped(block["below"], self.inner, self.pdf.get_string_width) if block["below"] else []
        height = 12 * self.scale + title_height * len(titles) + below_height * len(belows)
        self.box(0, top, self.width, height, filled="green", framed=False)
        self.size(30)
        y = top + 6 * self.scale
        self.lines(titles, self.left, y, self.inner, "center", ink="white", bold=True)
        self.size(14)
        self.lines(belows, self.left, y + title_height * len(titles), self.inner, "center", ink="white")
        self.y = top + height + 6 * self.scale

    def words(self, block: Shape) -> None:
        """A paragraph, over as many pages as it takes."""
        height = self.size(block["points"])
        for line in wrapped(block["text"], self.inner, self.pdf.get_string_width):
            self.need(height)
            self.size(block["points"])
            look = {"ink": block["ink"], "bold": block["bold"]}
            self.lines([line], self.left, self.y, self.inner, block["align"], **look)
            self.y += height

    def code(self, block: Shape) -> None:
        """A QR code in the middle, its address below."""
        edge = block["edge"] * self.scale
        height = self.size(9)
        self.need(edge + height)
        self.squares(block["address"], (self.width - edge) / 2, self.y, edge)
        self.size(9)
        self.lines([block["address"]], self.left, self.y + edge, self.inner, "center", ink="soft")
        self.y += edge + height + 2 * self.scale

    def squares(self, address: str, x: float, y: float, edge: float) -> None:
        """Draw the modules of a QR code, those that touch in a row as one rectangle."""
        matrix = segno.make(address, error="q", micro=False).matrix
        step = edge / (len(matrix) + 2 * QUIET)
        self.pdf.set_fill_color(0, 0, 0)
        for row, modules in enumerate(matrix):
            for begin, end in _runs(modules):
                left, top = x + (QUIET + begin) * step, y + (QUIET + row) * step
                # A hair of overlap: printers leave white lines between rectangles that only touch.
                self.pdf.rect(left, top, (end - begin) * step, step * 1.02, style="F")

    def facts(self, block: Shape) -> None:
        """Names and values in a frame."""
        height = self.size(block["points"])
        pad, across = PADDING * self.scale, block["across"]
        pair = self.inner / across
        widest = max((self.pdf.get_string_width(name) for name, _ in block["pairs"]), default=0.0)
        label = min(pair * 0.45, widest * 1.05 + 2 * pad)
        for start in range(0, len(block["pairs"]), across):
            pairs = block["pairs"][start : start + across]
            self.size(block["points"])
            measure = self.pdf.get_string_width
            # The last pair of an unfinished line reaches to its end.
            widths = [pair] * (len(pairs) - 1) + [self.inner - pair * (len(pairs) - 1)]
            cells = [
                (wrapped(name, label - 2 * pad, measure), wrapped(value, width - label - 2 * pad, measure))
                for (name, value), width in zip(pairs, widths, strict=True)
            ]
            tall = max(len(lines) for cell in cells for lines in cell) * height + 2 * pad
            self.need(tall)
            self.size(block["points"])
            x = self.left
            for (names, values), width in zip(cells, widths, strict=True):
                self.box(x, self.y, label, tall, filled="head")
                self.box(x + label, self.y, width - label, tall)
                self.lines(names, x + pad, self.y + pad, label - 2 * pad, "left", bold=True)
                self.lines(values, x + label + pad, self.y + pad, width - label - 2 * pad, "left")
                x += width
            self.y += tall

    def table(self, block: Shape) -> None:
        """A table; a row stays whole as long as it fits a page."""
        total = sum(width for _, width, _ in block["columns"])
        widths = [self.inner * width / total for _, width, _ in block["columns"]]
        heading = [title for title, _, _ in block["columns"]]
        aligns = [align for _, _, align in block["columns"]]
        head = ["center"] * len(aligns)
        first = self.row(heading, widths, head, block["points"])
        if not self.room(first * 2):
            self.turn()
        self.row(heading, widths, head, block["points"], draw=True, heading=True)
        for cells in block["rows"]:
            if not self.room(self.row(cells, widths, aligns, block["points"])):
                self.turn()
                self.row(heading, widths, head, block["points"], draw=True, heading=True)
            self.row(cells, widths, aligns, block["points"], draw=True)

    def row(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        aligns: Sequence[str],
        points: float,
        *,
        draw: bool = False,
        heading: bool = False,
    ) -> float:
        """Return how high a row is in real millimetres, and draw it if asked to."""
        height = self.size(points)
        pad = PADDING * self.scale
        most = max(1, int((self.bottom - MARGIN * self.scale) / height) - 3)
        texts = [
            wrapped(cell, width - 2 * pad, self.pdf.get_string_width)[:most]
            for cell, width in zip(cells, widths, strict=True)
        ]
        tall = max(len(lines) for lines in texts) * height + 2 * pad
        if draw:
            x = self.left
            for lines, width, align in zip(texts, widths, aligns, strict=True):
                self.box(x, self.y, width, tall, filled="head" if heading else "")
                self.lines(lines, x + pad, self.y + pad, width - 2 * pad, align, bold=heading)
                x += width
            self.y += tall
        return tall

    def beside(self, block: Shape) -> None:
        """Lines with a QR code at their right."""
        edge = block["edge"] * self.scale
        height = self.size(block["points"])
        room = self.inner - edge - 4 * self.scale
        lines = [line for text in block["lines"] for line in wrapped(text, room, self.pdf.get_string_width)]
        tall = max(edge, len(lines) * height)
        self.need(tall)
        self.size(block["points"])
        self.lines(lines, self.left, self.y + (tall - len(lines) * height) / 2, room, "left")
        self.squares(block["address"], self.left + self.inner - edge, self.y + (tall - edge) / 2, edge)
        self.y += tall

    def gap(self, block: Shape) -> None:
        """Empty space."""
        self.y += block["height"] * self.scale

    def new_page(self, block: Shape) -> None:
        """Go on on a new page."""
        self.turn()


def _runs(modules: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of the dark stretches of a row."""
    begin = None
    for place, dark in enumerate([*modules, 0]):
        if dark and begin is None:
            begin = place
        elif not dark and begin is not None:
            yield begin, place
            begin = None


def main() -> int:
    """Draw the document on standard input. Exit status 0 means that it was written."""
    limit_myself()
    order = json.loads(sys.stdin.buffer.read())
    sheet = Sheet(order)
    for block in order["blocks"]:
        getattr(sheet, block["kind"])(block)
    sheet.feet()
    sys.stdout.buffer.write(bytes(sheet.pdf.output()))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
