"""Tables that come in and go out as xlsx files.

Reading: the directory of the file is checked first, then a child process that can do no harm reads the first sheet.
Writing: nothing that somebody wrote can become a formula, a link or a number; a text is a text in every cell.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from app.core import child, packages
from app.core.clock import BEIJING
from app.core.errors import InvalidInput, Unavailable
from app.core.wire import UNWANTED

CHILD = Path(__file__).with_name("sheet_child.py")
WALL_SECONDS = 30
WAIT_SECONDS = 2.0
ANSWER_BYTES = 64 * 1024 * 1024

MOST_ROWS = 20_000

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
SURE_DIGITS = 10**15
"""Excel keeps fifteen digits of a number; a longer one has lost its last digits already."""

REASONS = {
    "not_xlsx": "请上传 xlsx 格式的表格（在 Excel 里选“另存为”，类型选“Excel 工作簿”）",
    "old": "这是旧版 xls 表格，请用 Excel 打开后另存为 xlsx 再上传",
    "locked": "表格设有密码，请取消密码后再上传",
    "macros": "表格带有宏，请另存为不带宏的 xlsx 再上传",
    "outside": "表格引用了其他文件，请断开链接、把内容粘贴为数值后再上传",
    "size": "表格展开后过大，请删去多余内容或拆成几个文件再上传",
    "rows": f"一次最多 {MOST_ROWS} 行，请拆成几个文件再上传；如果没有这么多，请删去表格下方的空行",
    "columns": "表格的列太多，请只保留模板里的列",
    "empty": "表格里没有内容",
    "broken": "表格无法读取，请用 Excel 打开后重新保存再上传",
}

Kind = Literal["text", "number", "moment", "day", "flag", "formula", "error"]

_turns = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was entered. ``moment`` and ``day`` are as on the wall here, without a zone."""

    kind: Kind
    value: str | float | bool | datetime | date

    @property
    def is_cut(self) -> bool:
        """Whether Excel has lost digits of it, as happens to long numbers that are not text."""
        return self.kind == "number" and abs(float(str(self.value))) >= SURE_DIGITS

    def text(self) -> str:
        """Return it as a person would read it out: a whole number without ``.0``, a day as 2026-11-22."""
        if isinstance(self.value, datetime):
            return f"{self.value:%Y-%m-%d %H:%M}"
        if isinstance(self.value, bool):
            return "是" if self.value else "否"
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < SURE_DIGITS:
            return str(int(self.value))
        return str(self.value).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A row with something in it. ``number`` is the one that Excel shows; ``cells`` are by column, from 0."""

    number: int
    cells: dict[int, Cell]


class Sheet:
    """The first sheet of a file that is shown. Its rows are unfolded one by one: a full table is 400,000 cells."""

    def __init__(self, answer: bytes) -> None:
        head, *self._lines = answer.split(b"\n")
        self.name = str(_parsed(head))

    def __len__(self) -> int:
        """Return how many rows have something in them, the heading included."""
        return len(self._lines)

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows from the top. Raises ``InvalidInput`` for a line that is no row."""
        for line in self._lines:
            try:
                number, cells = _parsed(line)
                yield Row(int(number), {int(column): cell_of(kind, value) for column, kind, value in cells})
            except (ValueError, TypeError, KeyError):
                raise _refusal("broken") from None


# --- reading ---


def read(data: bytes) -> Sheet:
    """Return the rows of the first sheet, heading included; empty rows are left out.

    Raises ``InvalidInput`` (field ``file``) for anything but one plain xlsx of at most ``MOST_ROWS`` rows below the
    heading, and ``Unavailable`` when another table is being read or no child can be started. Takes a second or two
    for a full table; it must not run inside a transaction.
    """
    check_directory(data)
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("正在读取别的表格，请稍后再试", retry_after=5)
    try:
        answer = _ask_child(data)
    finally:
        _turns.release()
    if answer is None:
        raise _refusal("broken")
    if answer[:2] != b"OK":
        raise _refusal(answer[2:40].decode("ascii", "replace"))
    sheet = Sheet(answer[2:])
    if not len(sheet):
        raise _refusal("empty")
    return sheet


def check_directory(data: bytes) -> None:
    """Refuse by what the file says of itself, before a byte is unpacked. Takes milliseconds, also for a bomb."""
    if word := packages.problem_of(data, "xl/workbook.xml"):
        raise _refusal("not_xlsx" if word == "other" else word)


def _ask_child(data: bytes) -> bytes | None:
    return child.ask(CHILD, data, wall_seconds=WALL_SECONDS, answer_bytes=ANSWER_BYTES)


def _parsed(line: bytes) -> Any:
    """Return a line of the answer. It comes from hostile ground, so its form is checked again."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise _refusal("broken") from None


def cell_of(kind: str, value: Any) -> Cell:
    """Return a cell from its kind and its JSON value. Raises ``ValueError`` or ``TypeError`` for anything else."""
    if kind == "moment":
        return Cell("moment", datetime.fromisoformat(value))
    if kind == "day":
        return Cell("day", date.fromisoformat(value))
    if kind == "number":
        return Cell("number", float(value))
    if kind == "flag":
        return Cell("flag", bool(value))
    if kind in ("formula", "error"):
        return Cell("formula" if kind == "formula" else "error", str(value))
    if kind != "text":
        raise ValueError(kind)
    return Cell("text", str(value))


def _refusal(word: str) -> InvalidInput:
    reason = REASONS.get(word, REASONS["broken"])
    return InvalidInput(reason, fields={"file": [reason]})


# --- writing ---


@dataclass(frozen=True, slots=True)
class Column:
    """A column to write. ``width`` is in Chinese characters; ``choices`` are offered when somebody fills it in.

    An ``amount`` is a number with two decimals.
    """

    title: str
    width: int = 10
    kind: Literal["text", "number", "amount", "moment"] = "text"
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: its columns and, in their order, the values of its rows. None leaves a cell empty."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]


def write(*tables: Table) -> bytes:
    """Return an xlsx with one sheet for each table. Rows are written as they come, never held all at once."""
    import xlsxwriter  # only who writes tables carries it in memory

    made = BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd hh:mm",
    }
    with xlsxwriter.Workbook(made, options) as book:
        plain = {"text": "@", "number": "0", "amount": "0.00", "moment": "yyyy-mm-dd hh:mm"}
        body = {"valign": "top", "text_wrap": True}
        formats = {kind: book.add_format(body | {"num_format": form}) for kind, form in plain.items()}
        head = {"bold": True, "bg_color": "#EAF1F0", "border": 1, "border_color": "#B8C7C5", "num_format": "@"}
        heads = {
            must: book.add_format(head | {"font_color": "#B03A2E" if must else "#1F2D2B"}) for must in (True, False)
        }
        for table in tables:
            _write_table(book.add_worksheet(table.name), table, formats, heads)
    return made.getvalue()


def _write_table(sheet: Any, table: Table, formats: dict[str, Any], heads: dict[bool, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width * 2 + 2, formats[column.kind])
        if column.choices:
            sheet.data_validation(1, number, MOST_ROWS, number, {"validate": "list", "source": list(column.choices)})
    for number, column in enumerate(table.columns):
        sheet.write_string(0, number, column.title, heads[column.required])
    for line, values in enumerate(table.rows, start=1):
        time.sleep(0)  # another thread of the process has its turn
        for number, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            _write_cell(sheet, line, number, column, value, formats)


def _write_cell(sheet: Any, line: int, number: int, column: Column, value: Any, formats: dict[str, Any]) -> None:
    form = formats[column.kind]
    if value is None or value == "":
        return
    if column.kind == "moment" and isinstance(value, datetime):
        sheet.write_datetime(line, number, value.astimezone(BEIJING).replace(tzinfo=None), form)
    elif column.kind in ("number", "amount") and isinstance(value, int | float):
        sheet.write_number(line, number, value, form)
    else:
        sheet.write_string(line, number, UNWANTED.sub(" ", str(value))[:LONGEST_CELL], form)
