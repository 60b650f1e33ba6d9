"""What a row of a table means and what is wrong with it, the same for a look and for writing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from app.core.ledger import Problem, Row
from app.places.models import OperatorStatus, OrganisationKind, RegionKind
from app.places.periods import least_end, periods
from app.places.queries.ledgers import Names, Subject
from app.places.tables import Book, Say

Values = dict[str, Any]
Old = Mapping[str, Row]
"""The rows in force by their number."""

DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,17})?", re.ASCII)
DISTRICT_ONLY = frozenset({OrganisationKind.UTILITY, OrganisationKind.DEPARTMENT, OrganisationKind.DISTRICT_OFFICE})
SEATED = frozenset(
    {OrganisationKind.RESIDENTS_COMMITTEE, OrganisationKind.STREET_OFFICE, OrganisationKind.DISTRICT_OFFICE}
)
MOST_NAMED = 5


@dataclass(slots=True)
class Judged:
    """Rows in the values of their model, each with its number in the sheet, and what is wrong."""

    values: list[Values] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, number: int, column: str, sentence: str) -> None:
        """Note what is wrong with a row; 0 is the table as a whole."""
        told = f"第 {number} 行：{sentence}" if number else sentence
        self.problems.append({"row": number, "column": column, "text": told})


def judge(
    book: Book, subject: Subject, names: Names, old: Sequence[Row], new: Sequence[Row], numbers: Sequence[int]
) -> Judged:
    """Return what ``new`` would write in place of ``old``, or why it cannot."""
    judged = Judged()
    known = {str(row["id"]): row for row in old}
    for number, row in zip(numbers, new, strict=True):
        if row["id"] is not None and row["id"] not in known:
            judged.add(number, "id", "没有这个编号；新增的行请把编号留空")
            continue
        if any(row[column.key] is None for column in book.spec.columns if column.required):
            continue  # told by the column already

        def say(column: str, sentence: str, number: int = number) -> None:
            judged.add(number, column, sentence)

        values = RESOLVE[book.spec.key](row, subject, names, say, known.get(str(row["id"])), new)
        judged.values.append(values | {"id": UUID(str(row["id"])) if row["id"] else None})
        judged.numbers.append(number)
    _note_left_out(book, old, new, judged)
    _note_doubles(book, judged)
    _note_taken(book, names, judged)
    if book.spec.key in ALONE_IN_TIME:
        _note_overlaps(judged, *ALONE_IN_TIME[book.spec.key])
    return judged


def _note_left_out(book: Book, old: Sequence[Row], new: Sequence[Row], judged: Judged) -> None:
    kept = {row["id"] for row in new}
    left = [book.spec.name_of(row) for row in old if row["id"] not in kept]
    if left:
        more = " 等" if len(left) > MOST_NAMED else ""
        judged.add(0, "id", f"少了 {len(left)} 行：{'、'.join(left[:MOST_NAMED])}{more}。{book.left}")


def _note_doubles(book: Book, judged: Judged) -> None:
    for keys, column in book.alone:
        first: dict[tuple[Any, ...], int] = {}
        for values, number in zip(judged.values, judged.numbers, strict=True):
            key = tuple(values.get(one) for one in keys)
            if key[-1] is None:
                continue
            if key in first:
                where = f"与第 {first[key]} 行" if first[key] else "与已有的一行"
                judged.add(number, column, f"{where}重复，请改成不同的，或只保留一行")
            first.setdefault(key, number)


def _note_taken(book: Book, names: Names, judged: Judged) -> None:
    """Note names that something outside the subject has already."""
    taken = names.taken.get(book.spec.key, {})
    here = {values["id"] for values in judged.values}
    for values, number in zip(judged.values, judged.numbers, strict=True):
        owner = taken.get(str(values["name"])) if taken else None
        if owner is not None and owner not in here:
            judged.add(number, "name", f"本区已有“{values['name']}”，请用能区分开的名称")
        seat = names.seats.get(values.get("seat") or ("", values["id"]))
        if seat is not None and seat not in here:
            judged.add(number, "community", "这个地方已经登记了同类单位")


ALONE_IN_TIME = {
    "contracts": ("compound_id", "合同", "同一小区同一天只能有一份合同，请先填前一份的结束日期"),
    "maintenance": ("asset_id", "管护责任", "同一设施同一天只能由一家负责，请先填前一家的结束日期"),
}
"""Tables of which two rows of the same thing never hold on the same day: what, a row's name, advice."""


def _note_overlaps(judged: Judged, thing: str, called: str, advice: str) -> None:
    of: dict[UUID, list[tuple[date, date, int]]] = defaultdict(list)
    for values, number in zip(judged.values, judged.numbers, strict=True):
        if values[thing] is not None:
            of[values[thing]].append((values["starts_on"], values["ends_on"] or date.max, number))
    for spans in of.values():
        spans.sort()
        for before, after in pairwise(spans):
            if after[0] <= before[1]:
                late, other = max(before[2], after[2]), min(before[2], after[2])
                where = f"与第 {other} 行" if other else f"与已有的{called}"
                judged.add(late, "starts_on", f"{where}的日期重叠；{advice}")


# --- one row ---


def _region(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    street = row["street"]
    is_street = row["kind"] == RegionKind.STREET
    if was is not None and was["kind"] != row["kind"]:
        say("kind", "层级不能改")
    if is_street and street is not None:
        say("street", "街道不填“所属街道”")
    parents = {one["name"] for one in new if one["kind"] == RegionKind.STREET}
    if not is_street and street not in parents:
        say("street", f"表里没有名叫“{street}”的街道" if street else "社区必须填“所属街道”")
    if was is not None and not is_street and UUID(str(row["id"])) in names.used_communities and _moved(was, row, new):
        say("street", "这个社区里已有小区，不能换街道")
    return {
        "kind": row["kind"],
        "code": row["code"],
        "name": row["name"],
        "street": street,
        # Streets of the same sheet have no number yet: the parent is found by name when the row is written.
        "parent_id": subject.district_id if is_street else street,
    }


def _moved(was: Row, row: Row, new: Sequence[Row]) -> bool:
    return was["street"] != row["street"] and was["street"] in {one["name"] for one in new if one["kind"] == "street"}


def _organisation(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    kind = OrganisationKind(str(row["kind"]))
    region = _seat(row, names, say)
    if was is not None and was["kind"] != row["kind"]:
        say("kind", "单位类型不能改；请另外登记一个单位")
    if (kind is OrganisationKind.UTILITY) != (row["utility_kind"] is not None):
        say("utility_kind", "专业运营单位必须填“专业”，其他单位不填")
    if kind is OrganisationKind.DISTRICT_OFFICE:
        region = region or subject.district_id
    if subject.street_id is not None:
        region = region or subject.street_id
        if kind in DISTRICT_ONLY:
            say("kind", "这类单位由区里登记")
        if region != subject.street_id and names.community_streets.get(region) != subject.street_id:
            say("street", "只能登记本街道的单位")
    if kind is OrganisationKind.RESIDENTS_COMMITTEE and region not in names.community_streets:
        say("community", "居民委员会必须填所在的街道和社区")
    if kind is OrganisationKind.STREET_OFFICE and (row["community"] or region not in names.streets.values()):
        say("street", "街道办事处必须填所在街道，社区留空")
    ended = _day(row["ended_on"])
    if ended is not None and names.serving.get(UUID(str(row["id"])) if row["id"] else subject.id, date.min) >= ended:
        say("ended_on", "还有没结束的物业服务合同，请先填写合同的结束日期")
    return {
        "kind": row["kind"],
        "utility_kind": row["utility_kind"],
        "name": row["name"],
        "short_name": row["short_name"],
        "phone": row["phone"],
        "region_id": region,
        "ended_on": ended,
        "seat": (row["kind"], region) if kind in SEATED and region else None,
    }


def _seat(row: Row, names: Names, say: Say) -> UUID | None:
    street, community = row["street"], row["community"]
    if community is not None:
        return _community(row, names, say)
    if street is None:
        return None
    found = names.streets.get(str(street))
    if found is None:
        say("street", f"没有“{street}”这个街道")
    return found


def _community(row: Row, names: Names, say: Say) -> UUID | None:
    found = names.communities.get((str(row["street"]), str(row["community"])))
    if found is None:
        say("community", f"“{row['street'] or ''}”下没有“{row['community']}”这个社区")
    return found


def _compound(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    community = _community(row, names, say)
    street = names.community_streets.get(community) if community else None
    if subject.street_id is not None and street is not None and street != subject.street_id:
        say("street", "只能登记本街道的小区")
    if was is not None and (was["street"], was["community"]) != (row["street"], row["community"]):
        say("community", "已登记的小区不能换街道或社区")
    if row["built_year"] and row["renovated_year"] and int(row["renovated_year"]) < int(row["built_year"]):
        say("renovated_year", "改造完成年份早于建成年份")
    latitude = _degrees(row, "latitude", 90, say)
    longitude = _degrees(row, "longitude", 180, say)
    if (row["latitude"] is None) != (row["longitude"] is None):
        say("latitude", "纬度和经度要一起填，或都留空")
    return {
        "name": row["name"],
        "address": row["address"],
        "community_id": community,
        "street_id": street,
        "built_year": row["built_year"],
        "renovated_year": row["renovated_year"],
        "households": row["households"] or 0,
        "latitude": latitude,
        "longitude": longitude,
    }


def _degrees(row: Row, key: str, most: int, say: Say) -> float | None:
    value = row[key]
    if value is None:
        return None
    if not DEGREES.fullmatch(str(value)) or abs(float(str(value))) > most:
        say(key, f"应为 -{most} 到 {most} 之间的度数，如 39.906217")
        return None
    return float(str(value))


def _contract(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    compound = names.compounds.get(str(row["compound"]))
    if compound is None:
        several = str(row["compound"]) in names.compounds
        say("compound", f"有几个小区都叫“{row['compound']}”" if several else f"没有“{row['compound']}”这个小区")
    if was is not None and (was["compound"], was["company"]) != (row["compound"], row["company"]):
        say("company", "已登记的合同不能换小区或企业；请填写结束日期，再新增一行")
    starts, ends = _span(row, say)
    return {
        "compound_id": compound,
        "company_id": _named(row, "company", OrganisationKind.PROPERTY_COMPANY, "物业服务企业", names, say, was),
        "starts_on": starts,
        "ends_on": ends,
    }


def _day(value: Any) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _span(row: Row, say: Say) -> tuple[date, date | None]:
    starts = date.fromisoformat(str(row["starts_on"]))
    ends = _day(row["ends_on"])
    if ends is not None and ends < starts:
        say("ends_on", "结束日期早于开始日期")
        ends = starts
    return starts, ends


def _named(
    row: Row, key: str, kind: OrganisationKind, called: str, names: Names, say: Say, was: Row | None
) -> UUID | None:
    if row[key] is None:
        return None
    found = names.organisations.get((kind.value, str(row[key])))
    if found is None:
        say(key, f"“单位”表里没有名叫“{row[key]}”的{called}")
    return _still(found, row, key, names, say, was)


def _anybody(row: Row, key: str, names: Names, say: Say, was: Row | None) -> UUID | None:
    """Return an organisation of whatever kind by its name."""
    if row[key] is None:
        return None
    found = names.taken["organisations"].get(str(row[key]))
    if found is None:
        say(key, f"“单位”表里没有“{row[key]}”")
    return _still(found, row, key, names, say, was)


def _still(found: UUID | None, row: Row, key: str, names: Names, say: Say, was: Row | None) -> UUID | None:
    """Return ``found``; what is there no longer stays where it stood, and is named nowhere else."""
    if found in names.ended and (was is None or was[key] != row[key]):
        say(key, f"“{row[key]}”已撤场或停用，不能再选")
    return found


def _building(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    return {
        "name": row["name"],
        "floors": row["floors"],
        "lifts": row["lifts"],
        "title_unit_id": _named(row, "title_unit", OrganisationKind.TITLE_UNIT, "产权单位", names, say, was),
    }


def _inside(row: Row, names: Names, say: Say) -> UUID | None:
    if row["building"] is None:
        return None
    found = names.buildings.get(str(row["building"]))
    if found is None:
        say("building", f"没有“{row['building']}”，请先在“楼栋”表里登记")
    return found


def _home(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    return {
        "building_id": _inside(row, names, say),
        "unit": row["unit"],
        "label": row["label"],
        "area_centi_m2": row["area_centi_m2"],
    }


def _asset(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    operator = _named(row, "operator", OrganisationKind.UTILITY, "专业运营单位", names, say, was)
    if row["operator_status"] == OperatorStatus.HANDED_OVER and row["operator"] is None:
        say("operator", "已移交的要填写专业运营单位")
    if (row["ended_on"] is None) != (row["ended_why"] is None):
        say("ended_on", "停用日期和停用原因要一起填，或都留空")
    return {
        "kind": row["kind"],
        "name": row["name"],
        "building_id": _inside(row, names, say),
        "operator_status": row["operator_status"],
        "operator_id": operator,
        "maintainer_id": _anybody(row, "maintainer", names, say, was),
        "ended_on": _day(row["ended_on"]),
        "ended_why": row["ended_why"],
    }


def _equipment(row: Row, names: Names, say: Say, was: Row | None) -> UUID | None:
    building = _inside(row, names, say)
    asset = names.assets.get((building, str(row["asset"])))
    if asset is None and (building is not None or row["building"] is None):
        say("asset", f"“共用设施”表里没有{row['building'] or '全小区共用的'}“{row['asset']}”")
    return _still(asset, row, "asset", names, say, was)


def _warranty(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    asset = _equipment(row, names, say, was)
    starts, ends = _span(row, say)
    if row["code"] is not None:
        least = least_end(str(row["code"]), starts)
        if least is not None and ends is not None and ends < least:
            words = periods().by_code[str(row["code"])].words
            say("ends_on", f"{words}，至少到 {least.isoformat()}（{periods().basis}）")
    return {
        "asset_id": asset,
        "part": row["part"],
        "code": row["code"],
        "contractor_id": _named(row, "contractor", OrganisationKind.CONTRACTOR, "施工单位", names, say, was),
        "starts_on": starts,
        "ends_on": ends,
    }


def _maintenance(row: Row, subject: Subject, names: Names, say: Say, was: Row | None, new: Sequence[Row]) -> Values:
    starts, ends = _span(row, say)
    return {
        "asset_id": _equipment(row, names, say, was),
        "maintainer_id": _anybody(row, "maintainer", names, say, was),
        "payer": row["payer"],
        "basis": row["basis"],
        "starts_on": starts,
        "ends_on": ends,
    }


Resolve = Callable[[Row, Subject, Names, Say, Row | None, Sequence[Row]], Values]
RESOLVE: dict[str, Resolve] = {
    "regions": _region,
    "organisations": _organisation,
    "compounds": _compound,
    "contracts": _contract,
    "buildings": _building,
    "homes": _home,
    "assets": _asset,
    "warranties": _warranty,
    "maintenance": _maintenance,
}
