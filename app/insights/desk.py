"""A worker's desk (待办): the rows that wait for him, grouped by what he has to do, late ones first. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.care.service import todo as care_todo
from app.consultations.service.showing import todo as consultations_todo
from app.core.auth import Actor
from app.core.clock import BEIJING, day_of, now
from app.core.permissions import Permission, Role
from app.council.service.desk import todo as council_todo
from app.disclosures.service import todo_approve, todo_due, todo_objections
from app.governance.service.showing import todo as governance_todo
from app.identity.service.homes import staff_page
from app.insights import queries
from app.insights.calendar import coming
from app.insights.heaps import HEAPS, Heap
from app.insights.queries import SHOWN
from app.moderation.service import todo as checks_todo
from app.party.service import todo as party_todo
from app.party.service.doing import todo as commitments_todo
from app.proactive.service import todo as proactive_todo
from app.resources.service import todo as resources_todo
from app.rulebook.service import todo as rulebook_todo
from app.standards.service import todo as standards_todo
from app.tickets.models import OPEN, REQUEST_NAMES, RequestKind
from app.tickets.present import is_late
from app.voting.service.showing import todo as polls_todo

FIRST = ("late", "unsolved", "reopened")
"""Heaps that stand before what others ask; the rest follows."""
DATED = frozenset({"topic", "poll"})
"""Rows that may tell of a day of the calendar. What a committee lacks leads to it too, and has no day of its own."""

Shape = dict[str, Any]


def desk(actor: Actor) -> Shape:
    """Return the heaps of the post in use that hold something, in the order of urgency."""
    at = now()
    heaps = [heap for heap in HEAPS if actor.role in heap.roles]
    if actor.post is None or actor.post.region_id is None:
        heaps = [heap for heap in heaps if ":region" not in heap.condition]
    first = [_of_tickets(actor, heap, at) for heap in heaps if heap.key in FIRST]
    rest = [_of_tickets(actor, heap, at) for heap in heaps if heap.key not in FIRST]
    asked = [_requests(actor, at), _invitations(actor, at), _silent(actor, at), _exclusions(actor), _callbacks(actor)]
    others = [
        _bindings(actor),
        _checks(actor),
        *_disclosures(actor),
        _services(actor),
        _proactive(actor),
        _resources(actor),
        _polls(actor),
        _agreements(actor),
        _commitments(actor),
        _council(actor),
        _committees(actor),
        _warranties(actor),
        _consultations(actor),
        _rules(actor),
    ]
    told = {(item["link"], _last_day(item)) for heap in others for item in heap["items"] if item["kind"] in DATED}
    others.append(_coming(actor, told))
    return {"groups": [heap for heap in (*first, *asked, *rest, *others) if heap["items"]]}


def _heap(key: str, title: str, hint: str, link: str, items: list[Shape], count: int) -> Shape:
    return {
        "key": key,
        "title": title,
        "hint": hint,
        "link": link,
        "count": count,
        "more": count > len(items),
        "items": items,
    }


def _of_tickets(actor: Actor, heap: Heap, at: datetime) -> Shape:
    rows, count = queries.tickets(actor, heap.condition, heap.order)
    items = [_ticket(row, at, dated=heap.dated) for row in rows]
    return _heap(heap.key, heap.title, heap.hint, heap.link, items, count)


def _requests(actor: Actor, at: datetime) -> Shape:
    rows, count = queries.requests(actor)
    items = [
        _ticket(row, at)
        | {
            "kind": "request",
            "id": row.request_id,
            "title": f"{REQUEST_NAMES[RequestKind(row.request_kind)]}：{_what(row)}",
        }
        for row in rows
    ]
    hint = "延期、派单异议、转办、会商：请同意或不同意"
    return _heap("requests", "等您决定的申请", hint, "/tickets?state=open", items, count)


def _invitations(actor: Actor, at: datetime) -> Shape:
    rows, count = queries.invitations(actor)
    items = [
        _ticket(row, at)
        | {
            "kind": "invitation",
            "title": f"{_what(row)}：{row.task[:40]}",
            "due_at": row.report_due_at,
            "late": row.report_due_at < at,
        }
        for row in rows
    ]
    hint = "被吹哨配合办理，请在 24 小时内报到"
    return _heap("invitations", "吹哨，等您报到", hint, "/tickets?called=true", items, count)


def _silent(actor: Actor, at: datetime) -> Shape:
    rows, count = queries.silent(actor)
    items = [
        _ticket(row, at)
        | {
            "kind": "silent",
            "id": uuid5(row.id, str(row.called_id)),
            "title": f"{row.called_name}：{_what(row)}",
            "due_at": row.report_due_at,
            "late": True,
        }
        for row in rows
    ]
    hint = "被吹哨的单位超过 24 小时没有报到，请催一催"
    return _heap("silent", "吹哨逾期未报到", hint, "/tickets?state=open", items, count)


def _exclusions(actor: Actor) -> Shape:
    rows, count = queries.exclusions(actor)
    items = [
        _plain("exclusion", row.exclusion_id, f"{row.no} {_what(row)}", _where(row), "/rates/exclusions")
        for row in rows
    ]
    return _heap("exclusions", "不计入考核的申请", "请核对理由后决定", "/rates/exclusions", items, count)


def _callbacks(actor: Actor) -> Shape:
    rows, count = queries.callbacks(actor)
    items = [
        _plain(
            "callback",
            row.task_id,
            f"{_what(row)}：{row.description[:40] or '（照片）'}",
            _where(row) + (f" · 已打 {row.tries} 次" if row.tries else ""),
            f"/callbacks?id={row.task_id}",
        )
        for row in rows
    ]
    return _heap("callbacks", "等待回访", "等得最久的排在最前", "/callbacks", items, count)


def _bindings(actor: Actor) -> Shape:
    page = staff_page(actor, state="pending", limit=SHOWN, cursor=None) if _decides_homes(actor) else None
    items = [
        _plain(
            "binding",
            claim["id"],
            f"{claim['person_name']} 申请认证 {claim['home_label']}",
            f"{claim['compound_name']} · {claim['relation_name']}",
            f"/bindings?id={claim['id']}",
        )
        for claim in (page.items if page else ())
    ]
    heap = _heap("bindings", "房屋认证待审核", "请核对身份后同意或退回", "/bindings", items, len(items))
    return heap | {"more": page is not None and page.next is not None}


def _decides_homes(actor: Actor) -> bool:
    return actor.holds(Permission.BINDINGS_DECIDE)


def _checks(actor: Actor) -> Shape:
    items, more = checks_todo(actor, SHOWN) if actor.holds(Permission.MODERATION_REVIEW) else ([], False)
    heap = _heap(
        "checks", "要复核的内容", "微信提示有问题的文字和照片，看看能不能公开", "/moderation", items, len(items)
    )
    return heap | {"more": more}


def _disclosures(actor: Actor) -> list[Shape]:
    """Return what is to be published, what waits for this person as the second one, and what residents question."""
    about = (
        ("disclosures_approve", "等您审核的公示", "看清变化后通过或退回", "/disclosures?state=submitted", todo_approve),
        ("disclosures_due", "该公示的", "到期没有公示的，居民页面会显示“应公示未公示”", "/disclosures", todo_due),
        (
            "objections",
            "居民对公示的疑问",
            "7 日内核对、答复，答复会显示在公示旁边",
            "/disclosures/objections",
            todo_objections,
        ),
    )
    heaps = []
    for key, title, hint, link, ask in about:
        found = ask(actor)
        heaps.append(_heap(key, title, hint, link, found[:SHOWN], len(found)))
    return heaps


def _services(actor: Actor) -> Shape:
    """Return the services that the contract promises and that were not done in time."""
    found = standards_todo(actor)
    hint = "没有做到合同约定的次数，居民页面显示“已逾期”，请安排补做"
    return _heap("services_late", "没有按时做的服务", hint, "/standards?state=late", found[:SHOWN], len(found))


def _proactive(actor: Actor) -> Shape:
    found: Sequence[Shape] = proactive_todo(actor) if actor.holds(Permission.PROACTIVE_WORK) else ()
    items = list(found)[:SHOWN]
    return _heap("proactive", "主动治理", "到日子要办的任务", "/proactive", items, len(found))


def _resources(actor: Actor) -> Shape:
    items, count = resources_todo(actor, SHOWN) if actor.holds(Permission.RESOURCES_WORK) else ([], 0)
    hint = "到日子再看一看、推一步的闲置资源"
    return _heap("resources", "闲置资源", hint, "/resources?stage=due", items, count)


def _polls(actor: Actor) -> Shape:
    found = polls_todo(actor) if actor.holds(Permission.VOTING_WORK) else []
    return _heap("polls", "业主表决", "截止以后录完票、计票，三日内张贴结果", "/polls", found[:SHOWN], len(found))


def _commitments(actor: Actor) -> Shape:
    oversees = actor.role is Role.STREET
    found = commitments_todo(actor) if oversees or actor.holds(Permission.PARTY_DO) else []
    hint = "超期没有办结的，请督促社区和承诺的单位" if oversees else "七天内应办、等着确认和评价的"
    return _heap("commitments", "联建承诺事项", hint, "/party/commitments", found[:SHOWN], len(found))


def _committees(actor: Actor) -> Shape:
    oversees = actor.holds(Permission.GOVERNANCE_OVERSEE)
    found = governance_todo(actor) if oversees or actor.holds(Permission.GOVERNANCE_WORK) else []
    hint = "换届、开会、公示过了期限的，请督促" if oversees else "换届、开会、公示，按条例的期限办"
    return _heap("committees", "业委会和物管会", hint, "/committees?gaps=true", found[:SHOWN], len(found))


def _council(actor: Actor) -> Shape:
    found = council_todo(actor) if actor.holds(Permission.COUNCIL_WORK) else []
    hint = "居民的提案请在七天内看，决议要办的事按日子办"
    return _heap("council", "议事厅", hint, "/council", found[:SHOWN], len(found))


def _consultations(actor: Actor) -> Shape:
    found = consultations_todo(actor) if actor.holds(Permission.CONSULTATIONS_WORK) else []
    hint = "截止以后逐条写明采纳情况，由另一位同事核对公布"
    return _heap("consultations", "征求意见", hint, "/consultations", found[:SHOWN], len(found))


def _agreements(actor: Actor) -> Shape:
    found = party_todo(actor) if actor.holds(Permission.PARTY_WRITE) else []
    hint = "30 天内到期，或已到期没有续签，请与签约单位商定"
    return _heap("agreements", "到期和快到期的党建联建协议", hint, "/party?state=ending", found[:SHOWN], len(found))


def _warranties(actor: Actor) -> Shape:
    items, count = care_todo(actor, SHOWN) if actor.role in (Role.MANAGER, Role.COMMUNITY) else ([], 0)
    hint = "期满前会同施工单位检查；期满后由谁负责，请登记清楚"
    return _heap("warranties", "到期和快到期的保修", hint, "/care?left=todo", items, count)


def _last_day(item: Shape) -> date | None:
    """Return the last day on which a row is in time; its limit is the instant after it, or one of that day."""
    return day_of(item["due_at"] - timedelta(microseconds=1)) if item["due_at"] else None


def _coming(actor: Actor, told: set[tuple[str, date | None]]) -> Shape:
    """Return the days of the next week of those who keep them, but not a day of which another heap tells already."""
    rows = coming(actor) if actor.role in (Role.COMMUNITY, Role.SECRETARY) else []
    items = [
        _plain("date", uuid5(NAMESPACE_URL, f"{row['link']} {row['kind']} {row['on']} {row['title']}"),
               f"{row['kind_name']}：{row['title']}", row["subtitle"], row["link"])
        | {
            "due_at": datetime.combine(row["on"] + timedelta(days=1), time(), BEIJING),
            "late": row["state"] == "late",
        }
        for row in rows
        if (row["link"], row["on"]) not in told
    ]  # fmt: skip
    hint = "开会、表决、公示期满、任职到期、委员会决定；决定过了日子没有办的，一直在这里"
    return _heap("dates", "七天内的日子", hint, "/calendar", items[:SHOWN], len(items))


def _rules(actor: Actor) -> Shape:
    items, more = rulebook_todo(actor, SHOWN) if actor.holds(Permission.RULES_EDIT) else ([], False)
    heap = _heap("rules", "派单规则", "请审核同事提交的规则，修改被退回的规则", "/rulebook", items, len(items))
    return heap | {"more": more}


def _what(row: Any) -> str:
    return row.category_name or "未分类"


def _where(row: Any) -> str:
    place = " ".join(part for part in (row.compound_name, row.building_name) if part)
    return f"{place} · {row.organisation_name or '未派单'}"


def _plain(kind: str, row_id: Any, title: str, subtitle: str, link: str) -> Shape:
    return {
        "kind": kind,
        "id": row_id,
        "title": title,
        "subtitle": subtitle,
        "due_at": None,
        "late": False,
        "link": link,
    }


def _ticket(row: Any, at: datetime, *, dated: bool = True) -> Shape:
    title = f"{_what(row)}：{row.description[:40] or '（照片）'}"
    item = _plain("ticket", row.id, title, _where(row), f"/tickets/{row.id}")
    if dated and row.state in OPEN:
        item |= {"due_at": row.finish_due_at, "late": is_late(row, at)}
    return item
