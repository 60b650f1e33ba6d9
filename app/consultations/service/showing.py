"""Consultations and opinions as people see them. Nobody is ever shown who sent an opinion, or his contact."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.consultations import policy, queries, workflow
from app.consultations.models import (
    DECISION_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    TOLD,
    Decision,
    Source,
    State,
)
from app.consultations.service.moves import SUBJECT
from app.consultations.service.opinions import SCANNED, check_receipt
from app.core.auth import Actor
from app.core.clock import day_of, now, today
from app.core.errors import NotFound
from app.core.paging import Page
from app.media.service import Content, paper_on, papers_on, photos_on

Shape = dict[str, Any]


def _base(row: Any) -> Shape:
    return {
        "id": row.id,
        "title": row.title,
        "region": row.region_name,
        "round": row.round,
        "follows_id": row.follows_id,
        "state": row.state,
        "state_name": STATE_NAMES[State(row.state)],
        "open_at": row.open_at,
        "close_at": row.close_at,
        "closes_on": row.closes_on,
        "shorter_because": row.shorter_because,
        "taking": row.state == State.OPEN and not policy.is_late(row.close_at, now()),
        "published_at": row.published_at,
    }


# --- for staff ---


def item(actor: Actor, row: Any) -> Shape:
    """Return a row of the list."""
    progress = {"opinions": row.opinions, "undecided": row.undecided, "version": row.version}
    return _base(row) | progress | {"actions": workflow.actions_for(actor, row)}


def page(actor: Actor, **wanted: Any) -> Page:
    """Return a page of the consultations that ``actor`` sees."""
    found = queries.page(actor, **wanted)
    return Page([item(actor, row) for row in found.items], found.next)


def detail(actor: Actor, consultation_id: UUID) -> Shape:
    """Return a consultation with its topics and what its summary would say. Raises ``NotFound``."""
    row = queries.one(actor, consultation_id)
    return item(actor, row) | {
        "draft_text": row.draft_text,
        "explanation": row.explanation,
        "hearing_on": row.hearing_on,
        "hearing_papers_on": row.hearing_papers_on,
        "legal_sent_on": row.legal_sent_on,
        "legal_done_on": row.legal_done_on,
        "summary": row.summary,
        "ended_because": row.ended_because,
        "result": result(consultation_id),
        "papers": papers_on(actor, SUBJECT, [row.id]).get(row.id, []),
        "papers_stage": policy.stage_of_papers(row.state) if policy.may_work(actor, row) else None,
        "papers_may_go": policy.may_take_off(row.state),
        "decisions": [{"value": value, "name": name} for value, name in DECISION_NAMES.items()],
        "sources": [{"value": value, "name": SOURCE_NAMES[value]} for value in policy.ENTERED],
    }


def result(consultation_id: UUID) -> Shape:
    """Return the counted result: the sentence, and topic by topic what was decided for which reason."""
    whole = queries.counts(consultation_id)
    said: dict[int, list[Shape]] = {}
    for row in queries.reasons(consultation_id):
        said.setdefault(row.topic, []).append(
            {
                "decision": row.decision,
                "decision_name": DECISION_NAMES[Decision(row.decision)],
                "reason": policy.masked(row.reason),
                "count": row.count,
            }
        )
    return whole._asdict() | {
        "line": policy.summary_line(whole.total, whole.adopted, whole.partly, whole.refused, whole.explained),
        "topics": [row._asdict() | {"said": said.get(row.number, [])} for row in queries.topics_of(consultation_id)],
    }


def opinions(actor: Actor, consultation_id: UUID, **wanted: Any) -> Page:
    """Return a page of the opinions of a consultation that ``actor`` sees. Raises ``NotFound``."""
    may_work = policy.may_work(actor, queries.one(actor, consultation_id))
    found = queries.opinions(consultation_id, **wanted)
    scans = photos_on(actor, SCANNED, [row.id for row in found.items]) if may_work else {}
    return Page([_opinion(row, scans.get(row.id, [])) for row in found.items], found.next)


def _opinion(row: Any, scans: list[Shape]) -> Shape:
    return {
        "id": row.id,
        "receipt": row.receipt,
        "source": row.source,
        "source_name": SOURCE_NAMES[Source(row.source)],
        "sheet_no": row.sheet_no,
        "received_on": row.received_on,
        "created_at": row.created_at,
        "text": row.words,
        "scans": scans,
        "topic": row.topic,
        "topic_name": row.topic_name,
        "merged_into": row.merged_into,
        "merged_receipt": row.merged_receipt,
        "decision": row.decision,
        "decision_name": DECISION_NAMES[Decision(row.decision)] if row.decision else None,
        "reason": row.reason,
        "decided_by": row.decided_name,
        "decided_at": row.decided_at,
        "version": row.version,
    }


def todo(actor: Actor) -> list[Shape]:
    """Return what waits for the post in use: closing soon, opinions undecided, a summary to publish, a
    result to be archived, by next date."""
    rows = [
        (row, *waits)
        for state in (State.DRAFT, State.OPEN, State.CLOSED, State.ANSWERED, State.PUBLISHED)
        for row in queries.page(actor, state=state, limit=20, cursor=None).items
        if policy.may_work(actor, row) and (waits := _waits(actor, row))
    ]
    return [
        {
            "kind": "consultation",
            "id": row.id,
            "title": f"{row.title}：{what}",
            "subtitle": f"{row.region_name} · 第{row.round}轮征求意见",
            "due_at": due,
            "late": day_of(due) < today(),
            "link": f"/consultations/{row.id}",
        }
        for row, what, due in sorted(rows, key=lambda one: one[2])
    ]


def _waits(actor: Actor, row: Any) -> tuple[str, Any] | None:
    if row.state == State.DRAFT:
        day = policy.open_by(row.closes_on, row.shorter_because, day_of(row.created_at))
        return "核对后开始征求意见", policy.end_of(day) - timedelta(seconds=1)
    if row.state == State.OPEN:
        return (
            ("即将截止", row.close_at - timedelta(seconds=1)) if row.close_at - now() <= policy.CLOSING_SOON else None
        )
    if row.state == State.ANSWERED:
        if not policy.may_publish(actor, row):
            return None
        return "核对并公布采纳情况", row.close_at + policy.ANSWER_WITHIN + policy.PUBLISH_WITHIN
    if row.state == State.PUBLISHED:
        return "合法性审查完成以后归档", row.published_at + policy.ARCHIVE_WITHIN
    what = f"还有 {row.undecided} 条意见待处理" if row.undecided else "提交采纳情况"
    return what, row.close_at + policy.ANSWER_WITHIN


# --- for everybody ---


def public_page(**wanted: Any) -> Page:
    """Return what everybody may read, the newest first."""
    found = queries.public_page(**wanted)
    return Page([_base(row) for row in found.items], found.next)


def public_detail(consultation_id: UUID) -> Shape:
    """Return the draft and, once it is published, what became of the opinions. Raises ``NotFound``."""
    row = queries.public_one(consultation_id)
    told = row.state in TOLD
    return _base(row) | {
        "draft_text": row.draft_text,
        "explanation": row.explanation,
        "summary": row.summary if told else "",
        "result": result(consultation_id) if told else None,
        "papers": [paper | {"url": paper_address(row.id, paper["id"])} for paper in _public_papers(row)],
    }


def _public_papers(row: Any) -> list[Shape]:
    """Return the papers that everybody may read now: those with the result wait until it is published."""
    papers = papers_on(None, SUBJECT, [row.id]).get(row.id, [])
    return [paper for paper in papers if paper["stage"] == policy.DRAFT_PAPERS or row.state in TOLD]


def paper_address(consultation_id: UUID, paper_id: UUID) -> str:
    """Return where everybody finds a paper."""
    return f"/api/v1/public/consultations/{consultation_id}/papers/{paper_id}"


def public_paper(consultation_id: UUID, paper_id: UUID) -> Content:
    """Return a paper that everybody may read. Raises ``NotFound``."""
    row = queries.public_one(consultation_id)
    if paper_id not in {paper["id"] for paper in _public_papers(row)}:
        raise NotFound
    return paper_on(SUBJECT, consultation_id, paper_id)


def receipt(number: str) -> Shape:
    """Return what became of the opinion with a receipt number; never what it said. Raises ``NotFound``."""
    return _receipt(queries.by_receipt(check_receipt(number)))


def _receipt(row: Any) -> Shape:
    told = row.state in TOLD
    return {
        "receipt": row.receipt,
        "title": row.title,
        "source_name": SOURCE_NAMES[Source(row.source)],
        "received_on": row.received_on,
        "state_name": _stage(row, told),
        "decision_name": DECISION_NAMES[Decision(row.decision)] if told and row.decision else None,
        "reason": policy.masked(row.reason) if told else "",
    }


def _stage(row: Any, told: bool) -> str:
    if told:
        return "已公布采纳情况"
    return "征求意见已撤回" if row.state == State.WITHDRAWN else "已收到，正在整理"


def mine(actor: Actor) -> list[Shape]:
    """Return what the person sent while signed in, with his own words."""
    return [
        _receipt(row) | {"consultation_id": row.consultation_id, "text": row.words}
        for row in queries.mine(actor.person_id)
    ]


def receipt_of(opinion_id: UUID) -> Shape:
    """Return the receipt of an opinion that was just taken."""
    return receipt(queries.receipt_of(opinion_id))
