"""Writes one Word file. A program of its own: standard input is the order as JSON, standard output the docx.

It knows nothing of the product, and takes room, time and files away from itself before it begins.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import datetime
from io import BytesIO
from typing import Any

MEMORY, CPU_SECONDS, FILE_BYTES = 512 * 1024 * 1024, 25, 32 * 1024 * 1024
TYPEFACE, TITLE_TYPEFACE = "仿宋", "黑体"
"""What official papers are set in; every Office here has both."""
ALIGN = {"left": 0, "center": 1, "right": 2}
MARGIN_CM = 2.6


def bound() -> None:
    """Give up what a writer of files never needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


class Writer:
    """One file as it grows."""

    def __init__(self, order: dict[str, Any]) -> None:
        from docx import Document
        from docx.enum.section import WD_ORIENT
        from docx.oxml.ns import qn
        from docx.shared import Cm

        self.document = Document()
        self.order = order
        section = self.document.sections[0]
        wide, high = Cm(21), Cm(29.7)
        if order["landscape"]:
            section.orientation = WD_ORIENT.LANDSCAPE
            wide, high = high, wide
        section.page_width, section.page_height = wide, high
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        if order["foot"]:
            section.footer.paragraphs[0].text = order["foot"]
        # Lines break and signs sit as in Chinese, whatever the language of the program that opens it.
        self.document.styles.element.find(f".//{qn('w:lang')}").set(qn("w:eastAsia"), "zh-CN")
        facts = self.document.core_properties
        facts.title, facts.author, facts.created = order["title"], "好服务", datetime.fromisoformat(order["made_at"])

    def words(self, block: dict[str, Any]) -> None:
        """Write a paragraph."""
        paragraph: Any = self.document.add_paragraph()
        paragraph.alignment = ALIGN[block["align"]]
        paragraph.paragraph_format.keep_with_next = block["bold"] or None
        self._say(paragraph, block["text"], block["points"], block["bold"])

    def _say(self, paragraph: Any, text: str, points: float, bold: bool) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(points), bold
        run.font.name = "Times New Roman"
        face = TITLE_TYPEFACE if bold else TYPEFACE
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)

    def band(self, block: dict[str, Any]) -> None:
        """Write a title and what stands below it."""
        self.words({"text": block["title"], "points": 22, "bold": True, "align": "center"})
        if block["below"]:
            self.words({"text": block["below"], "points": 12, "bold": False, "align": "center"})

    def facts(self, block: dict[str, Any]) -> None:
        """Write a framed list of names and values; the names take a third of the room."""
        pairs, across = block["pairs"], block["across"]
        rows = [pairs[start : start + across] for start in range(0, len(pairs), across)]
        table = self._table(len(rows), [1, 2] * across)
        for line, row in zip(table.rows, rows, strict=True):
            for place, (name, value) in enumerate(row):
                self._say(line.cells[place * 2].paragraphs[0], name, block["points"], True)
                self._say(line.cells[place * 2 + 1].paragraphs[0], value, block["points"], False)

    def table(self, block: dict[str, Any]) -> None:
        """Write a framed table; Word repeats its heading on each page."""
        from docx.oxml import OxmlElement

        table = self._table(1 + len(block["rows"]), [width for _, width, _ in block["columns"]])
        for cell, (title, _, _) in zip(table.rows[0].cells, block["columns"], strict=True):
            self._say(cell.paragraphs[0], title, block["points"], True)
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for line, row in zip(table.rows[1:], block["rows"], strict=True):
            for cell, value, (_, _, align) in zip(line.cells, row, block["columns"], strict=True):
                written: Any = cell.paragraphs[0]
                written.alignment = ALIGN[align]
                self._say(cell.paragraphs[0], value, block["points"], False)

    def _table(self, rows: int, shares: list[float]) -> Any:
        """Add a table over the whole room; programs take widths from the grid or from the cells. Rows stay whole."""
        from docx.oxml import OxmlElement
        from docx.shared import Cm

        room = (29.7 if self.order["landscape"] else 21) - 2 * MARGIN_CM
        table: Any = self.document.add_table(rows, len(shares), style="Table Grid")
        table.autofit = False
        widths = [Cm(room * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for line in table.rows:
            line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, width in zip(line.cells, widths, strict=True):
                cell.width = width
        return table

    def gap(self, block: dict[str, Any]) -> None:
        """Leave some room."""
        from docx.shared import Mm

        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = 0
        paragraph.paragraph_format.line_spacing = Mm(max(block["height"], 1))

    def new_page(self, block: dict[str, Any]) -> None:
        """Begin a page."""
        document: Any = self.document
        document.add_page_break()

    def code(self, block: dict[str, Any]) -> None:
        """Write the address of a code."""
        self.words({"text": block["address"], "points": 10, "bold": False, "align": "center"})

    def beside(self, block: dict[str, Any]) -> None:
        """Write the lines beside a code, and its address."""
        for line in [*block["lines"], block["address"]]:
            self.words({"text": line, "points": block["points"], "bold": False, "align": "left"})

    def saved(self) -> bytes:
        """Return the file."""
        made, body = BytesIO(), self.document.element.body
        if len(body) > 1 and body[-2].tag.endswith("}tbl"):
            # A page ends with a paragraph; a table that is the last thing is lost when LibreOffice saves it as doc.
            self.gap({"height": 1})
        self.document.save(made)
        return made.getvalue()


def main() -> int:
    """Write what standard input orders. Returns the exit status."""
    order = json.load(sys.stdin)
    writer = Writer(order)
    bound()
    for block in order["blocks"]:
        getattr(writer, block["kind"])(block)
    sys.stdout.buffer.write(writer.saved())
    return 0


if __name__ == "__main__":
    sys.exit(main())
