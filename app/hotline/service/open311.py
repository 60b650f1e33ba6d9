"""Open311 GeoReport v2: what is offered, what is shown, and a request that becomes an order like any other.

Anybody reads of a request what anybody may know: what it is about, which compound, how it stands. Its words are shown
once they were found fit to be shown, without numbers and without the exact place. The system that sent it reads its
words and what was answered. What residents filed themselves is not shown at all: nobody told them it would be.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from app.core.clock import now
from app.core.errors import AppError, InvalidInput, NotFound
from app.core.idempotency import Once
from app.hotline import policy
from app.hotline.matching import Place, building_of
from app.hotline.models import RowOutcome
from app.hotline.policy import Reach
from app.hotline.queries import open311, orders, places
from app.hotline.queries.open311 import Wanted
from app.hotline.service.clients import Caller
from app.hotline.service.preparing import Ready
from app.hotline.service.receiving import Origin, content_index, receive
from app.hotline.service.telling import state_name
from app.places.queries import place_by_code
from app.tickets.models import KIND_NAMES, OPEN, OVER, Kind
from app.tickets.queries import reference
from app.tickets.queries.reference import CategoryFacts
from app.tickets.service.reference import emergencies

SPAN = timedelta(days=90)
"""How far back requests are listed when no dates are given, and the longest span: as the standard says."""
AGAIN_WITHIN = timedelta(minutes=10)
"""The same words from the same system within this time are a second try, not a second request."""
STATES = {"open": OPEN, "closed": OVER}
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 16
"""78 random bits: numbers neither tell how many there are nor lead from one to the next."""
NEAR_METRES = 300
"""How far the middle of a compound may lie from the point that is meant, when nothing else says which one it is."""
PLACE_LINE = "\n地点："
LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９ \-]{3,}[0-9０-９]")
NOTICE = "已收到，可凭编号查询办理情况"
NO_MEDIA = "照片和 media_url 没有保存"

Shape = dict[str, Any]


class Missing(AppError):
    """An argument that the standard or the place asks for is not there, or means nothing here."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "open311.missing"


@dataclass(frozen=True, slots=True)
class Filing:
    """A new request as it came, trimmed. ``phone`` is checked."""

    service_code: str
    description: str
    address_string: str
    address_id: str
    lat: str
    long: str
    first_name: str
    last_name: str
    phone: str | None
    kind: str
    building: str
    compound: str
    media_url: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a request belongs: a compound, a building of it if known, and more words on the place."""

    compound_id: UUID
    building_id: UUID | None
    words: tuple[str, ...]


def jurisdiction(code: str, caller: Caller | None = None) -> UUID:
    """Return the district that is meant: the code's, else the caller's or the only one.

    Raises ``NotFound`` for an unknown or foreign one, ``Missing`` when it has to be named.
    """
    found = open311.districts(code or None)
    if caller is not None and (not code or caller.district_id in found):
        return caller.district_id
    if caller is not None or not found:
        raise NotFound("jurisdiction_id：没有这个区，或密钥不属于这个区")
    if len(found) > 1:
        raise Missing("jurisdiction_id：这里有多个区，请写明区的行政区划代码")
    return found[0]


# --- what is offered ---


def services() -> list[Shape]:
    """Return what can be reported: the categories of the taxonomy."""
    return [_service(category) for category in reference().categories.values() if _kinds(category)]


def definition(code: str) -> Shape:
    """Return what a service asks for besides the words; nothing of it is required. Raises ``NotFound``."""
    category = _category(code)
    choices = [{"key": kind.value, "name": KIND_NAMES[kind]} for kind in _kinds(category)]
    attributes = [
        _attribute("kind", "singlevaluelist", "诉求类型", f"不选时为{choices[0]['name']}", choices),
        _attribute("building", "string", "楼号", "例如：3号楼", []),
        _attribute("compound", "string", "小区名称", "没有给出 address_id 或写明小区的 address_string 时填写", []),
    ]
    return {"service_code": code, "attributes": [{**one, "order": n} for n, one in enumerate(attributes, start=1)]}


def _service(category: CategoryFacts) -> Shape:
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": f"{category.group_name}：{category.name}",
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(category.keywords),
        "group": category.group_name,
    }


def _attribute(code: str, datatype: str, description: str, hint: str, values: list[dict[str, str]]) -> Shape:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": hint,
        "description": description,
        "values": values,
    }


def _kinds(category: CategoryFacts) -> list[Kind]:
    """Return the kinds a category can have here. A report of an offence (举报) is not for a public list."""
    return [Kind(kind) for kind in category.kinds if kind != Kind.REPORT]


def _category(code: str) -> CategoryFacts:
    found = reference().categories.get(code)
    if found is None or not _kinds(found):
        raise NotFound("service_code：没有这个编码")
    return found


# --- what is shown ---


def one(district_id: UUID, number: str, caller: Caller | None) -> list[Shape]:
    """Return one request, as the standard wants it in a list. Raises ``NotFound``."""
    found = open311.requests(district_id, Wanted(numbers=[number], limit=1))
    if not found:
        raise NotFound("service_request_id：没有这个编号")
    return [_request(row, caller) for row in found]


def listed(district_id: UUID, wanted: Wanted, status: list[str] | None, caller: Caller | None) -> list[Shape]:
    """Return requests, newest first: those with given numbers, or those of a span of at most 90 days.

    Raises ``Missing`` for a longer span.
    """
    if wanted.numbers is not None:
        wanted = Wanted(numbers=wanted.numbers, limit=wanted.limit)
    else:
        since, until = _span(wanted.since, wanted.until)
        states = sorted({state for word in status for state in STATES[word]}) if status else None
        wanted = Wanted(None, wanted.codes, states, since, until, wanted.limit, wanted.skip)
    return [_request(row, caller) for row in open311.requests(district_id, wanted)]


def _span(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """Return the span that is meant; with one end given, the 90 days from or up to it."""
    end = until or (since + SPAN if since else now())
    begin = since or end - SPAN
    if begin > end:
        raise Missing("start_date：应早于 end_date")
    if end - begin > SPAN:
        raise Missing("end_date：与 start_date 最多相差 90 天")
    return begin, end


def _request(row: Any, caller: Caller | None) -> Shape:
    own = caller is not None and row.client_id == caller.client_id
    over = row.state in OVER
    concluded = policy.conclusion(row)
    said = "；".join(part for part in (state_name(row), concluded.words if concluded else "") if part)
    return {
        "service_request_id": row.own_no,
        "status": "closed" if over else "open",
        "status_notes": f"{said}：{row.reply}" if own and row.reply else said,
        "service_name": row.category_name,
        "service_code": row.service_code,
        "description": row.description if own else shown_words(row.description) if row.public_ok else None,
        "agency_responsible": row.handled_by,
        "service_notice": None,
        "requested_datetime": _utc(row.created_at),
        "updated_datetime": _utc(row.moved_at or row.created_at),
        "expected_datetime": None if over else _utc(row.finish_due_at),
        "address": row.compound_name,
        "address_id": str(row.compound_id),
        "zipcode": None,
        "lat": row.latitude,
        "long": row.longitude,
        "media_url": None,
    }


def shown_words(words: str) -> str:
    """Return words as anybody may read them: without the line on the place and without longer numbers."""
    return LONG_NUMBER.sub("***", words.split(PLACE_LINE)[0])


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- filing ---


def accept(caller: Caller, filing: Filing, once: Once) -> tuple[Shape, bool]:
    """Store a request; return what is answered, and whether it is new.

    With a key in ``once`` the key decides what is the same; without one, the same words within ten minutes are.
    Raises ``Missing`` (a required argument), ``NotFound`` (no such service or place), ``InvalidInput``.
    """
    if not filing.service_code:
        raise Missing("service_code：请填写")
    category = _category(filing.service_code)
    ready = _ready(caller, filing, category)
    new: list[str] = []

    def make() -> UUID:
        before = None if once.key else _sent_before(caller, ready)
        if before is not None:
            return open311.order_with(caller.district_id, before)
        new.append(ready.own_no)
        return _store(caller, ready)

    number = open311.number_of(once(make))
    return {"service_request_id": number, "service_notice": _notice(category, filing), "account_id": None}, bool(new)


def _sent_before(caller: Caller, ready: Ready) -> str | None:
    """Return the number under which the same words came a moment ago. Of several at once, all but one wait here."""
    content = content_index(ready)
    orders.lock_words(int.from_bytes(hashlib.sha256(content).digest()[:8], signed=True))
    return orders.repeated(caller.client_id, content, now() - AGAIN_WITHIN, category=ready.category)


def _store(caller: Caller, ready: Ready) -> UUID:
    origin = Origin(Reach(caller.district_id, None), orders.OPEN311, client_id=caller.client_id)
    found = receive(origin, [ready])[ready.own_no]
    if found.error is not None:
        raise found.error
    if found.outcome != RowOutcome.CREATED or found.order_id is None:
        raise InvalidInput("；".join(found.notes))
    return found.order_id


def _notice(category: CategoryFacts, filing: Filing) -> str:
    urgent = emergencies().get(category.emergency or "")
    calls = "、".join(f"{call['name']} {call['phone']}" for call in urgent["calls"] if call["phone"]) if urgent else ""
    parts = [f"情况危急请马上拨打：{calls}" if calls else "", NOTICE, NO_MEDIA if filing.media_url else ""]
    return "；".join(part for part in parts if part)


def _ready(caller: Caller, filing: Filing, category: CategoryFacts) -> Ready:
    spot = _spot(caller, filing)
    names = places.buildings([spot.compound_id]).get(spot.compound_id, {}) if filing.building else {}
    building = building_of(filing.building, names) if filing.building else None
    words = (filing.building if building is None else "", *spot.words)
    where = "，".join(dict.fromkeys(part for part in words if part))
    content = filing.description or category.name
    return Ready(
        own_no="G" + "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH)),
        kind=_kind(filing, category),
        category=category.code,
        compound_id=spot.compound_id,
        building_id=building or spot.building_id,
        content=f"{content}{PLACE_LINE}{where}" if where else content,
        caller_name=_name(filing),
        caller_phone=filing.phone,
        called_at=now(),
        due=None,
        start=None,
        due_words="",
        secret=False,
        urged=0,
    )


def _kind(filing: Filing, category: CategoryFacts) -> Kind:
    kinds = _kinds(category)
    if not filing.kind:
        return kinds[0]
    if filing.kind not in kinds:
        raise Missing(f"attribute[kind]：应为 {'、'.join(kinds)} 之一")
    return Kind(filing.kind)


def _name(filing: Filing) -> str:
    """Return a name as it is written: 王小明, and Ann Smith."""
    western = (filing.first_name + filing.last_name).isascii()
    parts = (filing.first_name, filing.last_name) if western else (filing.last_name, filing.first_name)
    return (" " if western else "").join(part for part in parts if part)


def _spot(caller: Caller, filing: Filing) -> Spot:
    """Return the place that is meant: by ``address_id``, else by words, else by the compound nearest to the point.

    The words are ``address_string`` and the compound's name, for which the definition of the service lets clients ask.
    The point never overrules them: neighbouring compounds are nearer to each other than many a telephone knows.
    """
    degrees = _degrees(filing)
    if filing.address_id:
        found = _coded(caller, filing.address_id)
        return Spot(found.compound_id, found.building_id, (*found.words, filing.address_string, degrees))
    named = [(name, words) for name, words in _named(filing).items() if words]
    if not named:
        return _nearest(caller, filing, degrees)
    known = places.places(caller.district_id, None)
    matches = {name: known.find_in(words) for name, words in named}
    place = next((match.place for match in matches.values() if match.place is not None), None)
    if place is None:
        name, match = next(iter(matches.items()))
        raise Missing(f"{name}：{match.problem.message if match.problem else '没有找到小区'}")
    return Spot(place.id, None, (*(_beyond(place, words) for _, words in named), degrees))


def _degrees(filing: Filing) -> str:
    return f"坐标 {filing.lat},{filing.long}" if filing.lat and filing.long else ""


def _nearest(caller: Caller, filing: Filing, degrees: str) -> Spot:
    """Return the compound nearest to the point. Raises ``Missing`` when there is no point, or none near it."""
    how = "请写明小区名称，或在 address_id 给出小区编号、小区编码或二维码编码"
    if not degrees:
        raise Missing(f"address_string：{how}")
    near = places.nearest(caller.district_id, float(filing.lat), float(filing.long), NEAR_METRES)
    if near is None:
        raise Missing(f"address_string：这个坐标 {NEAR_METRES} 米以内没有登记过位置的小区，{how}")
    return Spot(near.id, None, (f"{degrees}（按坐标归到最近的{near.name}，相距约{near.metres}米，请核对）",))


def _named(filing: Filing) -> dict[str, str]:
    return {"address_string": filing.address_string, "attribute[compound]": filing.compound}


def _beyond(place: Place, address: str) -> str:
    return "" if address == place.name else address


def _coded(caller: Caller, code: str) -> Spot:
    """Return what the id of a compound, its code, or the code of a QR label stands for. Raises ``NotFound``."""
    known = open311.compound(caller.district_id, code)
    if known is not None:
        return Spot(known, None, ())
    try:
        found = place_by_code(code)
    except NotFound:
        found = None
    if found is None or found.compound.district_id != caller.district_id:
        raise NotFound("address_id：没有这个小区编号、小区编码或二维码编码")
    return Spot(found.compound.id, found.building_id, (found.name if found.asset_id else "",))
