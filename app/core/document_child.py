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
Part = list[list[str]]
"""The lines of each cell of a row, or as many of them as fit a page."""

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

MOST_HEADINGS = 6
"""Blocks that are looked at for what follows a heading: more headings than these are text."""

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
        found = wrapped(block["text"], self.inner, self.pdf.get_string_width)
        if block["keep"]:
            self.need(len(found) * height + block["keep"] * self.scale)
            self.size(block["points"])
        for line in found:
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
        for part, widths in self.fact_rows(block):
            self.need(self.tall(part, block["points"]))
            self.draw(part, widths, ["left"] * len(widths), block["points"], [True, False] * block["across"])

    def fact_rows(self, block: Shape) -> Iterator[tuple[Part, list[float]]]:
        """Yield each row of names and values with its widths."""
        self.size(block["points"])
        across = block["across"]
        pair = self.inner / across
        widest = max((self.pdf.get_string_width(name) for name, _ in block["pairs"]), default=0.0)
        label = min(pair * 0.45, widest * 1.05 + 2 * PADDING * self.scale)
        for start in range(0, len(block["pairs"]), across):
            pairs = block["pairs"][start : start + across]
            # The last pair of an unfinished line reaches to its end.
            wide = [pair] * (len(pairs) - 1) + [self.inner - pair * (len(pairs) - 1)]
            widths = [each for width in wide for each in (label, width - label)]
            for part in self.row([text for both in pairs for text in both], widths, block["points"]):
                yield part, widths

    def table(self, block: Shape) -> None:
        """A table; a row stays whole as long as it fits a page, and a larger one goes on on the next."""
        widths, points = self.widths(block), block["points"]
        aligns = [align for _, _, align in block["columns"]]
        if not self.room(self.beginning(block)):
            self.turn()
        self.heading(block, widths)
        for cells in block["rows"]:
            for part in self.row(cells, widths, points):
                if not self.room(self.tall(part, points)):
                    self.turn()
                    self.heading(block, widths)
                self.draw(part, widths, aligns, points, [False] * len(widths))

    def widths(self, block: Shape) -> list[float]:
        """Return the widths of the columns of a table in real millimetres."""
        total = sum(width for _, width, _ in block["columns"])
        return [self.inner * width / total for _, width, _ in block["columns"]]

    def heading(self, block: Shape, widths: Sequence[float]) -> None:
        """Draw the names of the columns."""
        for part in self.row([title for title, _, _ in block["columns"]], widths, block["points"]):
            self.draw(part, widths, ["center"] * len(widths), block["points"], [True] * len(widths))

    def row(self, cells: Sequence[str], widths: Sequence[float], points: float) -> list[Part]:
        """Return the lines of the cells of a row, in parts that fit a page below a heading; most rows are one part."""
        height, room = self.size(points), 2 * PADDING * self.scale
        texts = [
            wrapped(cell, width - room, self.pdf.get_string_width) for cell, width in zip(cells, widths, strict=True)
        ]
        most = max(1, int((self.bottom - MARGIN * self.scale) / height) - 3)
        longest = max(len(lines) for lines in texts)
        return [[lines[at : at + most] for lines in texts] for at in range(0, longest, most)]

    def tall(self, part: Part, points: float) -> float:
        """Return how high a part of a row is in real millimetres."""
        return max(len(lines) for lines in part) * self.size(points) + 2 * PADDING * self.scale

    def draw(
        self, part: Part, widths: Sequence[float], aligns: Sequence[str], points: float, bold: Sequence[bool]
    ) -> None:
        """Draw a part of a row; what is bold stands on a ground."""
        tall, pad, x = self.tall(part, points), PADDING * self.scale, self.left
        for lines, width, align, head in zip(part, widths, aligns, bold, strict=False):
            self.box(x, self.y, width, tall, filled="head" if head else "")
            self.lines(lines, x + pad, self.y + pad, width - 2 * pad, align, bold=head)
            x += width
        self.y += tall

    # --- what stays together ---

    def keep(self, blocks: Sequence[Shape]) -> None:
        """Begin a page for a heading that would stand alone at the foot of this one."""
        if blocks[0]["kind"] == "words" and blocks[0]["bold"]:
            room = sum(self.beginning(block) for block in _until_said(blocks))
            if room <= self.bottom - MARGIN * self.scale:
                self.need(room)

    def beginning(self, block: Shape) -> float:
        """Return how many real millimetres of a block stand at least on the page where it begins."""
        kind, points = block["kind"], block.get("points", 0)
        if kind == "gap":
            return float(block["height"] * self.scale)
        if kind == "words":
            height = self.size(points)
            return (
                len(wrapped(block["text"], self.inner, self.pdf.get_string_width)) * height if block["bold"] else height
            )
        if kind == "facts":
            return next((self.tall(part, points) for part, _ in self.fact_rows(block)), 0.0)
        if kind == "table":
            widths = self.widths(block)
            rows = [[title for title, _, _ in block["columns"]], *block["rows"][:1]]
            return sum(self.tall(self.row(cells, widths, points)[0], points) for cells in rows)
        if kind in ("code", "beside"):
            return float(block["edge"] * self.scale) + self.size(9)
        return 0.0

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


def _until_said(blocks: Sequence[Shape]) -> Iterator[Shape]:
    """Yield headings with what follows, to the first block that is no heading."""
    for block in blocks[:MOST_HEADINGS]:
        yield block
        if block["kind"] != "gap" and not (block["kind"] == "words" and block["bold"]):
            return


def main() -> int:
    """Draw the document on standard input. Exit status 0 means that it was written."""
    limit_myself()
    order = json.loads(sys.stdin.buffer.read())
    sheet = Sheet(order)
    for at, block in enumerate(order["blocks"]):
        sheet.keep(order["blocks"][at : at + MOST_HEADINGS])
        getattr(sheet, block["kind"])(block)
    sheet.feet()
    sys.stdout.buffer.write(bytes(sheet.pdf.output()))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
