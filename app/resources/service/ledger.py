"""The ledger as a table that people fill in with Excel: out, in by a dry run, and written when somebody says yes.

A row of the table is what the survey writes down. A new one is entered and a changed one changed as on the screen, by
the same steps with the same rules, so that each has its line of history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import NotFound
from app.core.ledger import Column, Kind, Parsed, Problem, Row, TableSpec, batches, to_sheet
from app.core.ledger.batches import ImportNotPossible, LedgerImport
from app.places import queries as places
from app.resources import policy
from app.resources import queries as resources
from app.resources.models import KIND_NAMES, OWNERSHIP_NAMES, Action, Ownership
from app.resources.queries import ledger as queries
from app.resources.service import acting

SUBJECT = "resources"
LARGEST_AREA = 10_000_000
NOTE = "从 Excel 台账导入"
NAMED = 5
"""How many rows that are missing are called by name."""

LEDGER = TableSpec(
    "resources",
    "闲置资源",
    (
        Column("id", "编号", longest=36, help="系统生成，已有的不要改；新增的行留空"),
        Column("compound", "小区", required=True, longest=80, help="本辖区的小区，写“小区”台账里的名称"),
        Column("name", "名称", required=True, longest=80, help="大家平时怎么叫它，同一小区不能重名"),
        Column(
            "kind",
            "类型",
            Kind.CHOICE,
            required=True,
            choices=tuple((kind.value, name) for kind, name in KIND_NAMES.items()),
        ),
        Column("place", "位置", required=True, longest=120),
        Column("area", "面积", Kind.AREA, required=True, least=1, most=LARGEST_AREA),
        Column(
            "ownership",
            "权属",
            Kind.CHOICE,
            required=True,
            choices=tuple((ownership.value, name) for ownership, name in OWNERSHIP_NAMES.items()),
        ),
        Column("owner", "归谁", longest=80, help="产权单位所有的必填；写全称，台账里有的单位会自动对上"),
        Column("present_use", "现在怎么用着", longest=120),
        Column("next_on", "下次再看", Kind.DAY, help="新增的和在推进的必填，一年以内；已开放的留空"),
    ),
    most_rows=2000,
    row_key=("id",),
    called=("compound", "name"),
)
KEYS = tuple(column.key for column in LEDGER.columns)

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Meant:
    """What one row writes: the body of the step, and the resource that it changes (None: a new one)."""

    body: Shape
    old: Any | None


@dataclass(slots=True)
class Judged:
    """What the rows of a table write, and what is wrong with them."""

    meant: list[Meant] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, number: int, column: str, sentence: str) -> None:
        """Note what is wrong with a row; 0 is the table as a whole."""
        told = f"第 {number} 行：{sentence}" if number else sentence
        self.problems.append({"row": number, "column": column, "text": told})


def _region(actor: Actor) -> UUID:
    """Return whose table it is: the community's or street's of the post in use. Raises ``NotFound``."""
    post = actor.post
    if post is None or post.region_id is None or post.region_kind not in ("community", "street"):
        raise NotFound
    return post.region_id


def _rows(found: Sequence[Any]) -> list[Row]:
    return [_row(row) for row in found]


def _row(row: Any) -> Row:
    kept = {key: getattr(row, key) for key in KEYS}
    return kept | {"id": str(row.id), "next_on": row.next_on.isoformat() if row.next_on else None}


def file(actor: Actor) -> tuple[bytes, str]:
    """Return the table of one's own region as an xlsx file, and its name, in the current unit of work."""
    region_id = _region(actor)
    name = places.region_names([region_id])[region_id]
    found = _rows(queries.rows(region_id))
    audit.record(actor, "resources.export", f"region:{region_id}", rows=len(found))
    notes = [
        f"{name}闲置资源台账（不再利用的不在内）",
        "已有的行不能删去；征求意见、定方案等每一步在页面上办，不在表里填。",
    ]
    return to_sheet([(LEDGER, found)], notes), f"{name}闲置资源台账{today():%Y%m%d}.xlsx"


def spec_for(actor: Actor) -> TableSpec:
    """Return the table that a file would fill in. Raises ``NotFound``."""
    _region(actor)
    return LEDGER


def dry_run(actor: Actor, read: Parsed) -> UUID:
    """Keep what a sheet would change, in the current unit of work; return the dry run."""
    region_id = _region(actor)
    version, old = queries.version_of(region_id), queries.rows(region_id)
    judged = Judged()
    # With a heading that cannot be read there are no rows, and nothing more to say about them.
    if read.rows or not read.problems:
        judged = judge(region_id, actor.district_id, old, read.rows, read.numbers)
    made = batches.store(
        actor,
        LEDGER,
        read,
        subject_kind=SUBJECT,
        subject_id=region_id,
        subject_version=version,
        old=_rows(old),
        problems=judged.problems,
    )
    return made.id


def find(actor: Actor, import_id: UUID) -> Shape:
    """Return a dry run of one's own. Raises ``NotFound``."""
    return batches.shape(batches.find(actor, import_id, SUBJECT))


def confirm(actor: Actor, import_id: UUID) -> Shape:
    """Write what a dry run showed, once, in the current unit of work. Raises ``NotFound`` or ``ImportNotPossible``."""

    def apply(found: LedgerImport) -> int:
        region_id = _region(actor)
        if region_id != found.subject_id:  # he took up another post meanwhile
            raise NotFound
        queries.lock(region_id)
        batches.check_version(found, queries.version_of(region_id))
        old = queries.rows(region_id)
        judged = judge(region_id, actor.district_id, old, found.rows, range(1, len(found.rows) + 1))
        if judged.problems:  # a compound was renamed, or the day for the next look has passed
            raise ImportNotPossible("上传之后相关的内容又有改动，请重新上传，看清变化后再确认")
        for meant in judged.meant:
            if meant.old is None:
                acting.add(actor, meant.body)
            else:
                acting.act(actor, meant.old.id, Action.CHANGE, meant.body | {"version": meant.old.version})
        return queries.version_of(region_id)

    return batches.shape(batches.confirm(actor, import_id, SUBJECT, apply))


# --- judging ---


def judge(region_id: UUID, district_id: UUID, old: Sequence[Any], new: Sequence[Row], numbers: Sequence[int]) -> Judged:
    """Return what ``new`` would write over ``old``, or why it cannot. Rows that stay as they are write nothing."""
    names = queries.names(region_id, district_id)
    known = {str(row.id): row for row in old}
    judged = Judged()
    first: dict[tuple[UUID, str], int] = {}
    for number, row in zip(numbers, new, strict=True):
        before = known.get(str(row["id"]))
        if row["id"] is not None and before is None:
            judged.add(number, "id", "没有这个编号；新增的行请把编号留空")
            continue
        if any(row[column.key] is None for column in LEDGER.columns if column.required):
            continue  # told by the column already
        compound_id = _compound(row, before, names, number, judged)
        if compound_id is None:
            continue
        _note_name(compound_id, row, before, names, first, number, judged)
        if before is not None and _row(before) == row:
            continue
        body = _body(row, before, names) | {"compound_id": compound_id}
        for column, sentence in _wrong(row, before, body):
            judged.add(number, column, sentence)
        judged.meant.append(Meant(body, before))
    _note_left_out(old, new, judged)
    return judged


def _compound(row: Row, before: Any | None, names: queries.Names, number: int, judged: Judged) -> UUID | None:
    """Return the compound that a row names; a place of elsewhere is nothing that this table knows of."""
    name = str(row["compound"])
    if before is not None:
        if name == before.compound:
            return UUID(str(before.compound_id))
        judged.add(
            number, "compound", f"登记在“{before.compound}”，不能改到别的小区；登错了的请标为不再利用，再新增一行"
        )
        return None
    found = names.compounds.get(name, [])
    if len(found) == 1:
        return found[0]
    sentence = f"本辖区有几个小区叫“{name}”，请在页面上登记" if found else f"本辖区没有“{name}”这个小区"
    judged.add(number, "compound", sentence)
    return None


def _note_name(
    compound_id: UUID,
    row: Row,
    before: Any | None,
    names: queries.Names,
    first: dict[tuple[UUID, str], int],
    number: int,
    judged: Judged,
) -> None:
    key = (compound_id, str(row["name"]))
    holder = names.taken.get(key)
    if key in first:
        judged.add(number, "name", f"与第 {first[key]} 行重名，同一小区不能重名")
    elif holder is not None and (before is None or holder != before.id):
        judged.add(number, "name", f"这个小区已经登记过“{row['name']}”，请用能区分开的名称")
    first.setdefault(key, number)


def _body(row: Row, before: Any | None, names: queries.Names) -> Shape:
    """Return the step that a row asks for. An owner whom the ledger of places knows is tied to it."""
    owner_id, owner_text = None, str(row["owner"] or "")
    if before is not None and row["owner"] == before.owner:
        owner_id, owner_text = before.owner_id, before.owner_text
    elif len(found := names.organisations.get(owner_text, [])) == 1:
        owner_id, owner_text = found[0], ""
    day = date.fromisoformat(str(row["next_on"])) if row["next_on"] else None
    return {
        "name": row["name"],
        "kind": row["kind"],
        "place": row["place"],
        "area": row["area"],
        "ownership": row["ownership"],
        "owner_id": owner_id,
        "owner_text": owner_text,
        "present_use": row["present_use"] or "",
        # Who keeps the day does not plan anew: it may have passed.
        "next_on": None if before is not None and day == before.next_on else day,
        "note": NOTE,
        "media_ids": [],
    }


def _wrong(row: Row, before: Any | None, body: Shape) -> list[tuple[str, str]]:
    """Return by column what the step would be refused for."""
    found = []
    if sentence := policy.problem_of_owner(str(row["ownership"]), bool(row["owner"])):
        found.append(("owner", sentence))
    if before is not None and before.stage == "running":
        if row["next_on"] is not None:
            found.append(("next_on", "已经开放，“下次再看”请留空"))
    elif (before is None or body["next_on"] is not None or row["next_on"] is None) and not policy.is_next_day(
        body["next_on"], today()
    ):
        found.append(("next_on", policy.NEXT_DAY))
    if before is not None and before.use is not None:
        poll = resources.deciding_poll(before.id) if row["ownership"] == Ownership.COMMON else None
        if problem := policy.problem_of_plan(str(row["ownership"]), before.decision, before.use, poll):
            found.append(("ownership", problem[1]))
    return found


def _note_left_out(old: Sequence[Any], new: Sequence[Row], judged: Judged) -> None:
    kept = {row["id"] for row in new}
    left = [f"{row.compound} {row.name}" for row in old if str(row.id) not in kept]
    if left:
        more = " 等" if len(left) > NAMED else ""
        said = f"少了 {len(left)} 行：{'、'.join(left[:NAMED])}{more}。"
        judged.add(0, "id", f"{said}每一处都要保留一行；拆除、收回的，在页面上标为“不再利用”")
