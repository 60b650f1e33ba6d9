"""What a person does in a table program: open what was exported, fill in cells under their headings, and save."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

Line = dict[str, Any]


def opened(path: Path) -> tuple[list[str], list[Line]]:
    """Return the headings of the first sheet, without their units, and its rows by heading."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    heading, *rows = book.get_sheet_by_index(0).to_python()
    names = [str(cell).split("（")[0].strip() for cell in heading]
    return [str(cell) for cell in heading], [dict(zip(names, row, strict=True)) for row in rows]


def filled_in(path: Path, lines: list[Line], by: str = "") -> Path:
    """Fill ``lines`` into an exported file and save it: into the row with the same ``by``, else as the only rows."""
    headings, rows = opened(path)
    names = [heading.split("（")[0].strip() for heading in headings]
    known = {row.get(by): row for row in rows} if by else {}
    for line in lines:
        assert line.keys() <= {*names}, f"{line.keys() - {*names}} is no column of {names}"
        known.setdefault(line[by] if by else len(known), {}).update(line)
    saved = path.with_name(f"填好的-{path.name}")
    with xlsxwriter.Workbook(saved) as workbook:
        sheet = workbook.add_worksheet("填好的")
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(known.values(), start=1):
            sheet.write_row(
                number, 0, [row.get(name) or ("" if row.get(name) is None else row[name]) for name in names]
            )
    return saved
