"""From the tables of a form to what they say. Pure: nothing is guessed, and nothing that was written is left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from app.core.words import Block, Cell, Grid, Paragraph
from app.party.models import LIST_NAMES
from app.party.wordform.layout import (
    DATES,
    FIELDS,
    GOAL_HEAD,
    LIST_HEADS,
    NOTHING,
    PARTIES_HEAD,
    PROMISES_HEAD,
)

CHINESE_DAY = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日?", re.ASCII)
MARKED_DAY = re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})", re.ASCII)
SIGNED = re.compile(FIELDS["signed_on"] + r"[:：](.*)", re.DOTALL)
LINE_TO_WRITE_ON = re.compile(r"[_\s年月日]*")
DASHES = str.maketrans("‐‑‒–—−。", "------.")
PARTIES, GOAL = "签约单位", "联建目标"
TABLES = {"parties": PARTIES, "goal": GOAL, **LIST_NAMES}


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be taken, and where it stands in the form."""

    place: str
    text: str


@dataclass(slots=True)
class Filled:
    """What a form says, in the words of who filled it in; rows with the number they have below their heading.

    ``missing`` are the tables that were not found.
    """

    number: str = ""
    community: str = ""
    compounds: str = ""
    days: dict[str, date | None] = field(default_factory=dict)
    parties: list[tuple[int, str, str]] = field(default_factory=list)
    goal: str = ""
    lists: dict[str, list[tuple[int, str, str, str]]] = field(default_factory=lambda: {key: [] for key in LIST_NAMES})
    missing: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, place: str, text: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, text))


def likeness(text: str) -> str:
    """Return a text without what people write differently and mean the same: width of letters, blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def label(text: str) -> str:
    """Return a heading as it is compared."""
    return likeness(text).strip(":*")


def read(blocks: Sequence[Block]) -> Filled:
    """Return what a form says, with everything in it that cannot be read."""
    found = Filled()
    paper = [block.text.strip() if isinstance(block, Paragraph) else "" for block in blocks]
    seen = {key for key, name in LIST_NAMES.items() if _says_nothing(paper, name)}
    for grid in (block for block in blocks if isinstance(block, Grid)):
        kind = kind_of(grid)
        if kind == "promises" or (kind == "" and not any(cell.text.strip() for row in grid.rows for cell in row)):
            continue
        if kind == "":
            first = next(cell.text.strip() for row in grid.rows for cell in row if cell.text.strip())
            found.wrong("表格", f"有一个表格不是这份表里的（以“{first[:20]}”开头），请删去，或恢复它的第一行")
        elif kind in seen:
            found.wrong(TABLES.get(kind, "开头的表格"), "这个表格有两个，请合成一个")
        elif kind == "head":
            _head(grid, found, next((line[1] for text in paper if (line := SIGNED.fullmatch(text))), None))
        elif kind == "goal":
            _goal(grid, found)
        else:
            _rows(kind, grid, found)
        seen.add(kind)
    for kind in ("head", *TABLES):
        if kind not in seen:
            found.missing.add(kind)
            found.wrong(TABLES.get(kind, "开头的表格"), "没有找到这个表格，请用系统下载的表填写，不要改它的第一行")
    return found


def kind_of(grid: Grid) -> str:
    """Return which table it is, by its labels; nothing for one that the form does not have."""
    first = tuple(label(cell.text) for cell in grid.rows[0]) if grid.rows else ()
    heads = {"parties": PARTIES_HEAD, "goal": GOAL_HEAD, "promises": PROMISES_HEAD, **LIST_HEADS}
    for kind, head in heads.items():
        if first == tuple(label(title) for title in head):
            return kind
    names = {label(row[0].text) for row in grid.rows if row}
    return "head" if label(FIELDS["number"]) in names else ""


def _says_nothing(paper: Sequence[str], name: str) -> bool:
    """Return whether the paper says below the heading of a list that it has no rows."""
    return any(first.endswith(name) and second == NOTHING for first, second in pairwise(paper))


def _head(grid: Grid, found: Filled, signed: str | None) -> None:
    """Read the table at the top. ``signed`` stands below the signatures of a paper, whose table has no line for it."""
    values = _named(grid, found)
    if signed is not None:
        values.setdefault("signed_on", signed)
    for key in FIELDS:
        if key not in values and key != "community":
            found.wrong(FIELDS[key], "没有找到这一行，请恢复左边的名称")
    found.number, found.community = values.get("number", ""), values.get("community", "")
    found.compounds = values.get("compounds", "")
    for key in DATES:
        if key in values:
            _day(key, values[key], found)


def _named(grid: Grid, found: Filled) -> dict[str, str]:
    """Return what stands beside the names of the table at the top, and note lines that are none of its own."""
    keys = {label(name): key for key, name in FIELDS.items()}
    values: dict[str, str] = {}
    for row in grid.rows:
        if not any(cell.text.strip() for cell in row):
            continue
        name = row[0].text.strip()
        key = keys.get(label(name))
        if key is None:
            found.wrong("开头的表格", f"“{name[:20]}”一行不是这份表里的，请删去，或恢复左边的名称")
        elif len(row) != 2 or _joined(row):
            found.wrong(FIELDS[key], "这一行应为左右两格，请不要合并或拆分")
        elif key in values:
            found.wrong(FIELDS[key], "写了两行，请只留一行")
        else:
            values[key] = row[1].text.strip()
    return values


def _day(key: str, text: str, found: Filled) -> None:
    if LINE_TO_WRITE_ON.fullmatch(text):
        found.days[key] = None
        if key != "signed_on":
            found.wrong(FIELDS[key], "请填写日期，如 2027年3月1日")
        return
    day = day_of(text)
    if day is None:
        found.wrong(FIELDS[key], f"“{text[:30]}”不是日期，请写成 2027年3月1日")
    else:
        found.days[key] = day


def day_of(text: str) -> date | None:
    """Return the day that a text means: 2027年3月1日, 2027-03-01, 2027.3.1, also in wide digits. None for others."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text.translate(DASHES)))
    chinese, marked = CHINESE_DAY.fullmatch(plain), MARKED_DAY.fullmatch(plain)
    if chinese:
        year, month, day = chinese.groups()
    elif marked:
        year, _, month, day = marked.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _goal(grid: Grid, found: Filled) -> None:
    if any(len(row) != 1 or _joined(row) for row in grid.rows):
        found.wrong(GOAL, "这个表格应只有一列，请不要合并或拆分格子")
    else:
        found.goal = "\n".join(row[0].text.strip() for row in grid.rows[1:]).strip()


def _rows(kind: str, grid: Grid, found: Filled) -> None:
    for number, cells in _written(kind, grid, found):
        if kind == "parties":
            role, name = cells
            found.parties.append((number, role, name))
        elif not cells[0]:
            found.wrong(f"{TABLES[kind]}第 {number} 行", "没有写事项")
        else:
            text, owner, note = cells
            found.lists[kind].append((number, text, owner, note))


def _written(kind: str, grid: Grid, found: Filled) -> Iterator[tuple[int, list[str]]]:
    """Yield number and texts of the rows with something in them, and note those that are no whole rows."""
    wide = len(grid.rows[0])
    for number, row in enumerate(grid.rows[1:], start=1):
        place = f"{TABLES[kind]}第 {number} 行"
        if _joined(row):
            found.wrong(place, "有合并的格子，请拆开，一格写一项")
        elif not any(cell.text.strip() for cell in row):
            continue
        elif len(row) != wide:
            found.wrong(place, f"应有 {wide} 格，现有 {len(row)} 格")
        else:
            yield number, [cell.text.strip() for cell in row]


def _joined(row: Sequence[Cell]) -> bool:
    return any(cell.joined for cell in row)
