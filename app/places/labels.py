"""Labels to print and put up: at gates, unit doors, lifts and bin stations, each with the code of its place.

The letters are for people of seventy and more who stand a step away.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from app.core.clock import now
from app.core.documents import Band, Block, Code, Document, Facts, Gap, NewPage, Size, Words
from app.core.errors import Conflict
from app.places import queries
from app.places.models import AssetKind
from app.places.queries.labels import Spot, doors, equipment

MOST_PAGES = 200


class Where(StrEnum):
    """Where a label is put up."""

    GATE = "gate"
    DOOR = "door"
    LIFT = "lift"
    BIN = "bin"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a label says: how its kind is called, the call to scan, what one finds then, and a warning."""

    name: str
    call: str
    finds: tuple[str, ...]
    warning: str = ""


WORDING: dict[Where, Wording] = {
    Where.GATE: Wording(
        "大门",
        "手机扫一扫，三件事看得见",
        ("坏了、脏了：拍张照片报上来", "物业费多少、包括什么", "服务标准，最近一次是哪天做的"),
    ),
    Where.DOOR: Wording(
        "单元门",
        "楼里哪儿坏了，扫一扫就报",
        ("灯不亮、漏水、没打扫：拍张照片", "谁在办、哪天办完，随时看", "物业费和服务标准，也在这里"),
    ),
    Where.LIFT: Wording(
        "电梯",
        "电梯有毛病，扫一扫就报",
        ("异响、不平层、按钮坏了：拍张照片", "谁在修、哪天修好，随时看"),
        "困在里面：按报警按钮，打下面的电话。不要扒门。",
    ),
    Where.BIN: Wording(
        "垃圾桶站",
        "满了、脏了、坏了，扫一扫",
        ("拍张照片报上来，有人来收拾", "应该多久清一次、最近一次是哪天"),
    ),
}


class NothingToLabel(Conflict):
    """The compound has no such place on record, or too many for one print."""

    code: ClassVar[str] = "places.nothing_to_label"


def document(
    compound_id: UUID, where: Where, *, base_url: str, size: Size = "A4", building_id: UUID | None = None
) -> Document:
    """Return the labels of a compound for one kind of place, a page each. ``building_id`` narrows doors and equipment.

    Raises ``NotFound`` for no compound, ``NothingToLabel`` when there is no such place or more than ``MOST_PAGES``.
    """
    compound = queries.get_compound(compound_id)
    row = queries.compound_row(compound)
    found = _spots(compound_id, where, building_id) or [Spot(compound.code, "", "")] * (where is Where.GATE)
    wording = WORDING[where]
    if not found:
        raise NothingToLabel(f"{compound.name}没有登记{wording.name}，没有标牌可以打印")
    if len(found) > MOST_PAGES:
        raise NothingToLabel(f"{wording.name}超过 {MOST_PAGES} 处，请一栋楼一栋楼地打印")
    provider = queries.provider_of(compound_id)
    phone = provider[0].phone if provider else None
    blocks: list[Block] = []
    for number, spot in enumerate(found):
        blocks += [NewPage()] if number else []
        blocks += _page(spot, wording, compound.name, f"{row.street} · {row.community}", base_url, phone)
    return Document(
        title=f"{compound.name} {wording.name}标牌",
        made_at=now(),
        blocks=blocks,
        size=size,
        foot="不用下载，不用登录，扫码就能看。",
        numbered=False,
    )


def _spots(compound_id: UUID, where: Where, building_id: UUID | None) -> list[Spot]:
    if where is Where.DOOR:
        return doors(compound_id, building_id, MOST_PAGES + 1)
    if where is Where.LIFT:
        return equipment(compound_id, building_id, AssetKind.ELEVATOR, MOST_PAGES + 1)
    if where is Where.BIN:
        return equipment(compound_id, building_id, AssetKind.BIN_STATION, MOST_PAGES + 1)
    return []


def _page(spot: Spot, wording: Wording, compound: str, region: str, base_url: str, phone: str | None) -> list[Block]:
    title = " ".join(filter(None, (spot.inside, spot.name))) or compound
    calls = [("物业电话", phone)] if phone else []
    if spot.firm and spot.phone:
        calls.insert(0, (spot.firm, spot.phone))
    calls.append(("不会扫码", "打物业电话或 12345，一样有人管" if phone else "打 12345，一样有人管"))
    below = region if title == compound else f"{compound} · {region}"
    warning: list[Block] = [Words(wording.warning, 18, bold=True, align="center", ink="red"), Gap(2)]
    return [
        Band(title, below),
        *(warning if wording.warning else []),
        Words(wording.call, 28, bold=True, align="center"),
        Gap(2),
        Code(f"{base_url.rstrip('/')}/p/{spot.code}", 110 if wording.warning else 120),
        *(Words(line, 23, align="center") for line in wording.finds),
        Gap(5),
        Facts(calls, points=20),
    ]
