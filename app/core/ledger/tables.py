"""What a ledger's table is, how its rows are checked, and how it leaves and comes back as an xlsx file."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from app.core import spreadsheets
from app.core.ledger.columns import Column, Kind, Unfit, Value
from app.core.spreadsheets import Sheet

Row = dict[str, Value]
"""A row by the keys of its columns; every column of the table is there, nothing is None."""

HEADING_WITHIN = 10
"""In how many of the first rows the heading is looked for: people put a title above it."""
MOST_PROBLEMS = 200
"""How many problems are told one by one; who has more mends the cause, not the cells."""
LONGEST_CHOICES = 255
"""Excel takes no longer list of choices in a cell's own rule."""
NOTES_SHEET = "填写说明"
HINTS: dict[Kind, str] = {
    Kind.MONEY: "填数字，最多两位小数",
    Kind.RATE: "填数字，最多两位小数",
    Kind.AREA: "填数字，最多两位小数",
    Kind.WHOLE: "填整数",
    Kind.PERMILLE: "带百分号，最多一位小数，如 95.5%",
    Kind.DAY: "如 2026-11-22",
    Kind.FLAG: "填“是”或“否”",
}


class Problem(TypedDict):
    """What is wrong with one cell.

    ``row`` counts from 1: the one that Excel shows for a sheet, the position in the table otherwise; 0 is the table
    as a whole. ``column`` is a key, empty for the row as a whole; ``text`` a finished sentence that names the column.
    """

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table: its columns, how many rows it may have, and the columns by which a row is known (``row_key``).

    Without a ``row_key`` a row is known by all that it says. ``called`` are the columns by which people call a row
    whose key says nothing to them.
    """

    key: str
    name: str
    columns: tuple[Column, ...]
    most_rows: int = 500
    row_key: tuple[str, ...] = ()
    called: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        keys, titles = [column.key for column in self.columns], [plain(column.title) for column in self.columns]
        if len({*keys}) != len(keys) or len({*titles}) != len(titles) or not {*self.row_key, *self.called} <= {*keys}:
            raise TypeError(f"{self.key}: columns differ in key and label, and the row key is some of them")
        if not 0 < self.most_rows <= spreadsheets.MOST_ROWS:
            raise TypeError(f"{self.key}: more rows than a file may have")

    def key_of(self, row: Row) -> tuple[Value, ...]:
        """Return by what ``row`` is known."""
        return tuple(row.get(key) for key in self.row_key or tuple(column.key for column in self.columns))

    def name_of(self, row: Row) -> str:
        """Return how people know ``row``: its key columns in words."""
        keys = self.called or self.row_key
        shown = [column for column in self.columns if column.key in keys] or list(self.columns[:2])
        return " ".join(filter(None, (column.plain(row.get(column.key)) for column in shown)))

    def described(self) -> dict[str, Any]:
        """Return it as screens need it to draw the table."""
        return {
            "key": self.key,
            "name": self.name,
            "columns": [column.described() for column in self.columns],
            "most_rows": self.most_rows,
            "row_key": list(self.row_key),
        }


class Found:
    """Collects problems, at most ``MOST_PROBLEMS`` one by one."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._more = 0

    def add(self, row: int, column: str, text: str) -> None:
        """Note one."""
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append({"row": row, "column": column, "text": text})
        else:
            self._more += 1

    def all(self) -> list[Problem]:
        """Return them, the last one saying how many more there are."""
        if not self._more:
            return self._problems
        return [*self._problems, {"row": 0, "column": "", "text": f"还有 {self._more} 处问题，改好上面的再看"}]


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows in the one form in which they are kept, and what is wrong. Cells with a problem are None in ``rows``."""

    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parsed(Checked):
    """The same for a sheet; ``numbers`` are the rows of the sheet from which ``rows`` come."""

    numbers: list[int] = field(default_factory=list)


# --- rows from the wire ---


def check(spec: TableSpec, rows: Any) -> Checked:
    """Return the rows of a JSON body in their kept form, with everything that is wrong with them. Never raises.

    A row in which nothing is filled in is no row: a sheet could not bring it back either.
    """
    found = Found()
    kept: list[Row] = []
    numbers: list[int] = []
    if not isinstance(rows, list):
        return Checked([], [{"row": 0, "column": "", "text": f"{spec.name}应为一张表"}])
    if len(rows) > spec.most_rows:
        return Checked([], [{"row": 0, "column": "", "text": _too_many(spec, len(rows))}])
    known = {column.key for column in spec.columns}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            found.add(number, "", f"第 {number} 行格式不正确")
            continue
        for unknown in [key for key in row if key not in known]:
            found.add(number, "", f"没有“{str(unknown)[:20]}”这一列")
        if all(row.get(key) is None or str(row[key]).strip() == "" for key in known):
            continue
        kept.append({column.key: _accepted(column, row.get(column.key), number, found) for column in spec.columns})
        numbers.append(number)
    _note_doubles(spec, kept, numbers, found)
    return Checked(kept, found.all())


def _accepted(column: Column, value: Any, number: int, found: Found) -> Value:
    try:
        return column.accept(value)
    except Unfit as problem:
        found.add(number, column.key, f"{column.label}：{problem}")
        return None


def _too_many(spec: TableSpec, rows: int) -> str:
    return f"{spec.name}最多 {spec.most_rows} 行，现有 {rows} 行"


def _note_doubles(spec: TableSpec, rows: Sequence[Row], numbers: Sequence[int], found: Found) -> None:
    """Note rows that have the same key as one before; a key that is not filled in is no key."""
    if not spec.row_key:
        return
    first: dict[tuple[Value, ...], int] = {}
    for row, number in zip(rows, numbers, strict=True):
        key = spec.key_of(row)
        if all(part is None for part in key):
            continue
        if key in first:
            found.add(number, spec.row_key[0], f"“{spec.name_of(row)}”与第 {first[key]} 行重复，请只保留一行")
        first.setdefault(key, number)


# --- a sheet that comes in ---


def plain(title: str) -> str:
    """Return a heading as it is compared: without spaces, marks and bracketed remarks, whatever their width."""
    text = unicodedata.normalize("NFKC", title)
    return re.sub(r"[\s*:]|\([^)]*\)", "", text).lower()


def letter(column: int) -> str:
    """Return how Excel calls a column (from 0): A, B ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def from_sheet(sheet: Sheet, spec: TableSpec) -> Parsed:
    """Return the rows of a sheet, with everything that is wrong in plain words; never raises for what people wrote.

    The heading is found by its labels in any order. Every column must be there once and there must be no other:
    what would be left out or emptied without a word is told instead. With such a problem no row is read.
    """
    found = Found()
    rows: list[Row] = []
    numbers: list[int] = []
    heading, where = _heading(sheet, spec, found)
    if where is None:
        return Parsed([], found.all(), [])
    inside = set(where.values())
    for line in sheet:
        time.sleep(0)  # another thread of the process has its turn: a full table takes seconds, a request little
        if line.number <= heading:
            continue
        for column in sorted(line.cells.keys() - inside):
            found.add(line.number, "", f"第 {line.number} 行 {letter(column)} 列没有表头，却有内容；请移到表内或删去")
        if not line.cells.keys() & inside:
            continue
        if len(rows) == spec.most_rows:
            return Parsed([], [{"row": line.number, "column": "", "text": _too_many(spec, len(sheet) - 1)}], [])
        rows.append(
            {
                column.key: _parsed(column, line.cells.get(where[column.key]), line.number, found)
                for column in spec.columns
            }
        )
        numbers.append(line.number)
    _note_doubles(spec, rows, numbers, found)
    return Parsed(rows, found.all(), numbers)


def _parsed(column: Column, cell: spreadsheets.Cell | None, number: int, found: Found) -> Value:
    try:
        return column.parse(cell)
    except Unfit as problem:
        found.add(number, column.key, f"第 {number} 行“{column.label}”：{problem}")
        return None


def _heading(sheet: Sheet, spec: TableSpec, found: Found) -> tuple[int, dict[str, int] | None]:
    """Return the row of the heading and the column of each key; None for the columns when something is wrong."""
    titles = {plain(column.title): column for column in spec.columns}
    best: spreadsheets.Row | None = None
    most = 0
    for line in sheet:
        if line.number > HEADING_WITHIN:
            break
        hits = len({plain(cell.text()) for cell in line.cells.values()} & titles.keys())
        if hits > most:
            best, most = line, hits
    if best is None:
        found.add(0, "", "没有找到表头。请下载模板，把内容填进去再上传")
        return 0, None
    where: dict[str, int] = {}
    wrong: list[str] = []
    for place, cell in sorted(best.cells.items()):
        column = titles.get(plain(cell.text()))
        if column is None:
            wrong.append(f"{letter(place)} 列“{cell.text()[:20]}”不是这张表的列，请删去或改成模板里的列名")
        elif column.key in where:
            wrong.append(
                f"“{column.label}”出现了两次（{letter(where[column.key])} 列和 {letter(place)} 列），请只保留一列"
            )
        else:
            where[column.key] = place
    missing = [column.label for column in spec.columns if column.key not in where]
    if missing:
        wrong.append(f"缺少列：{'、'.join(missing)}。没有内容也请保留这一列；可以下载模板对照")
    for text in wrong:
        found.add(best.number, "", text)
    return best.number, None if wrong else where


# --- a sheet that goes out ---


def to_sheet(tables: Iterable[tuple[TableSpec, Iterable[Row]]], notes: Sequence[str] = ()) -> bytes:
    """Return an xlsx with one sheet per table, the labels in its first row, and a last sheet on how to fill it in.

    Read back unchanged, a table gives the same rows (see ``from_sheet``, which reads the first sheet).
    """
    several = list(tables)
    sheets = [_sheet(spec, rows) for spec, rows in several]
    return spreadsheets.write(*sheets, _notes([spec for spec, _ in several], notes))


def template(spec: TableSpec, notes: Sequence[str] = ()) -> bytes:
    """Return the table without rows, to be filled in."""
    return to_sheet([(spec, [])], notes)


def sheet_name(name: str) -> str:
    """Return ``name`` as Excel takes it for a sheet: at most 31 characters, none of ``[]:*?/\\``."""
    return re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:31] or "表"


def _sheet(spec: TableSpec, rows: Iterable[Row]) -> spreadsheets.Table:
    columns = [
        spreadsheets.Column(
            column.title,
            column.width,
            kind=_cell_kind(column.kind),
            choices=_offered(column),
            required=column.required,
        )
        for column in spec.columns
    ]
    lines = ([column.show(row.get(column.key)) for column in spec.columns] for row in rows)
    return spreadsheets.Table(sheet_name(spec.name), columns, lines)


def _cell_kind(kind: Kind) -> Any:
    if kind in (Kind.MONEY, Kind.RATE, Kind.AREA):
        return "amount"
    return "number" if kind is Kind.WHOLE else "text"


def _offered(column: Column) -> tuple[str, ...]:
    names = ("是", "否") if column.kind is Kind.FLAG else tuple(name for _, name in column.choices)
    fits = len(",".join(names)) <= LONGEST_CHOICES and not any("," in name for name in names)
    return names if fits else ()


def _notes(specs: Sequence[TableSpec], notes: Sequence[str]) -> spreadsheets.Table:
    lines = [("", "", note) for note in notes]
    lines += [
        ("", "", "每一列都要保留，顺序可以换；不要写公式，公式请“粘贴为数值”"),
        ("", "", "上传后先看到会改哪些内容，确认后才生效"),
    ]
    for spec in specs:
        for column in spec.columns:
            lines.append((column.title, "必填" if column.required else "", _how(column)))
    columns = [spreadsheets.Column("列名", 14), spreadsheets.Column("必填", 5), spreadsheets.Column("怎么填", 40)]
    return spreadsheets.Table(NOTES_SHEET, columns, lines)


def _how(column: Column) -> str:
    if column.kind is Kind.CHOICE:
        hint = f"填{'、'.join(name for _, name in column.choices)}之一"
    elif column.length:
        hint = f"不超过 {column.length} 个字"
    else:
        hint = HINTS.get(column.kind, "")
    return "；".join(filter(None, (column.help, hint)))
