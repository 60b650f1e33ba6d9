"""Assemblies of owners: what is known of each, its meetings from the call to the posted result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.governance import policy, queries, workflow
from app.governance.models import (
    Assembly,
    AssemblyEvent,
    AssemblyMeeting,
    Form,
    SessionAction,
    SessionKind,
    SessionState,
)
from app.governance.queries import assemblies as found
from app.governance.service.committees import refuse

Shape = dict[str, Any]
PollWords = Callable[[Actor, UUID, UUID], str | None]
_polls: list[PollWords] = []
FACTS = ("set_up_on", "convention_on", "convention", "procedure_on", "procedure", "every_months")


def register_polls(words: PollWords) -> None:
    """Say how to tell in words what a poll of a compound is and what came of it; None if ``actor`` sees none."""
    _polls[:] = [words]


def poll_words(actor: Actor, compound_id: UUID, poll_id: UUID | None) -> str | None:
    """Return in words the poll of a meeting."""
    return _polls[0](actor, compound_id, poll_id) if _polls and poll_id is not None else None


def save(actor: Actor, compound_id: UUID, body: Shape) -> None:
    """Write down what is known of the assembly of a compound; ``version`` 0 when nothing was known yet.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``.
    """
    compound = found.compound(actor, compound_id)
    policy.may_work(actor, compound.community_id).enforce()
    assembly = found.of_compound(compound_id, locked=True)
    if (assembly.version if assembly else 0) != body["version"]:
        raise Conflict
    _judge(body)
    if assembly is None:
        assembly = Assembly(
            id=new_id(),
            created_at=now(),
            district_id=compound.district_id,
            street_id=compound.street_id,
            community_id=compound.community_id,
            compound_id=compound.id,
            version=0,
        )
        db.session.add(assembly)
    elif assembly.set_up_on and body["set_up_on"] is None and found.meetings(assembly.id):
        raise InvalidInput(fields={"set_up_on": ["已经记了会议，成立的日期不能空着"]})
    for name in FACTS:
        setattr(assembly, name, body[name])
    db.session.flush()
    note(actor, assembly, "save")


def _judge(body: Shape) -> None:
    wrong = {name: ["不能晚于今天"] for name in FACTS[:4] if isinstance(body[name], date) and body[name] > today()}
    for text, what in (("convention", "管理规约"), ("procedure", "议事规则")):
        if bool(body[text]) != bool(body[f"{text}_on"]):
            wrong[text] = [f"请把{what}的通过日期和版本都写上"]
    if wrong:
        raise InvalidInput(fields=wrong)


def call(actor: Actor, compound_id: UUID, body: Shape) -> UUID:
    """Write down a meeting that was called, or that owners asked for; return the compound.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput`` with the clause.
    """
    compound = found.compound(actor, compound_id)
    policy.may_work(actor, compound.community_id).enforce()
    assembly = found.of_compound(compound_id, locked=True)
    if assembly is None or assembly.set_up_on is None:
        raise Conflict("先登记业主大会成立的日期")
    meeting = AssemblyMeeting(
        id=new_id(),
        created_at=now(),
        assembly_id=assembly.id,
        kind=body["kind"],
        topics=body["topics"],
        version=1,
    )
    if body["asked_on"] is not None or body["askers"] is not None:
        _ask(meeting, compound_id, body)
    else:
        meeting.state = SessionState.ANNOUNCED
        _announce(actor, assembly, meeting, body)
    db.session.add(meeting)
    db.session.flush()
    note(actor, assembly, "ask" if meeting.state == SessionState.ASKED else "call")
    return compound_id


def _ask(meeting: AssemblyMeeting, compound_id: UUID, body: Shape) -> None:
    if meeting.kind != SessionKind.TEMPORARY:
        raise InvalidInput(fields={"kind": ["业主提议的是临时会议"]})
    if body["asked_on"] is None or body["asked_on"] > today():
        raise InvalidInput(fields={"asked_on": ["请填写提议的日期，不能晚于今天"]})
    owners = queries.homes(compound_id)
    if not owners:
        raise InvalidInput(fields={"askers": ["这个小区还没有录入房屋，算不出百分之二十"]})
    if body["askers"] is None or body["askers"] > owners:
        raise InvalidInput(fields={"askers": [f"请填写提议的业主人数，不多于 {owners}"]})
    few = policy.enough_askers(body["askers"], owners)
    if few:
        raise refuse(few, "askers")
    meeting.state = SessionState.ASKED
    meeting.asked_on, meeting.askers, meeting.owners = body["asked_on"], body["askers"], owners


def act(actor: Actor, meeting_id: UUID, action: SessionAction, body: Shape) -> UUID:
    """Move a meeting of an assembly; return the compound.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput`` with the clause.
    """
    meeting, assembly = found.lock_meeting(actor, meeting_id)
    policy.may_work(actor, assembly.community_id).enforce()
    target = workflow.session_target(action, meeting.state)
    if meeting.version != body["version"]:
        raise Conflict
    with db.session.no_autoflush:
        EFFECTS[action](actor, assembly, meeting, body)
    meeting.state = target
    meeting.version += 1
    note(actor, assembly, action, body["reason"])
    return assembly.compound_id


def _announce(actor: Actor, assembly: Assembly, meeting: AssemblyMeeting, body: Shape) -> None:
    wrong = {
        name: ["请填写"] for name in ("notice_on", "planned_on", "form") if body[name] is None
    }  # fmt: skip
    if body["form"] == Form.TOGETHER and not body["place"]:
        wrong["place"] = ["请填写在哪里开，通知里要写明"]
    if wrong:
        raise InvalidInput(fields=wrong)
    if body["notice_on"] > today():
        raise InvalidInput(fields={"notice_on": ["通知贴出来以后再记"]})
    late = policy.notice_problem(body["notice_on"], body["planned_on"])
    if late:
        raise refuse(late, "planned_on")
    meeting.notice_on, meeting.planned_on = body["notice_on"], body["planned_on"]
    meeting.form, meeting.place = body["form"], body["place"]


def _hold(actor: Actor, assembly: Assembly, meeting: AssemblyMeeting, body: Shape) -> None:
    if body["day"] is None or body["day"] > today():
        raise InvalidInput(fields={"day": ["请填写开会的日期，不能晚于今天"]})
    if not body["result"]:
        raise InvalidInput(fields={"result": ["请写明每个议题的结果"]})
    late = policy.notice_problem(meeting.notice_on, body["day"]) if meeting.notice_on else None
    if late:
        raise refuse(late, "day")
    if body["poll_id"] is not None and poll_words(actor, assembly.compound_id, body["poll_id"]) is None:
        raise NotFound("这个小区没有这次表决", fields={"poll_id": ["这个小区没有这次表决"]})
    meeting.held_on, meeting.result, meeting.poll_id = body["day"], body["result"], body["poll_id"]


def _post(actor: Actor, assembly: Assembly, meeting: AssemblyMeeting, body: Shape) -> None:
    held = meeting.held_on
    if body["day"] is None or body["day"] > today() or (held is not None and body["day"] < held):
        raise InvalidInput(fields={"day": ["请填写张贴的日期，在开会以后，不能晚于今天"]})
    if not policy.enough_places(body["posted_at"]):
        raise InvalidInput(fields={"posted_at": ["请写明张贴在哪里，至少两处，用顿号或逗号隔开"]})
    meeting.posted_on, meeting.posted_at = body["day"], body["posted_at"]


def _cancel(actor: Actor, assembly: Assembly, meeting: AssemblyMeeting, body: Shape) -> None:
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明为什么不开了：提议的业主撤回、改期等"]})
    meeting.because = body["reason"]


EFFECTS: dict[SessionAction, Callable[[Actor, Assembly, AssemblyMeeting, Shape], None]] = {
    SessionAction.ANNOUNCE: _announce,
    SessionAction.HOLD: _hold,
    SessionAction.POST: _post,
    SessionAction.CANCEL: _cancel,
}


def note(actor: Actor, assembly: Assembly, action: str, words: str = "") -> None:
    """Add what was done to the history and to the audit log."""
    assembly.version += 1
    db.session.add(
        AssemblyEvent(
            assembly_id=assembly.id,
            seq=assembly.version,
            at=now(),
            actor_id=actor.person_id,
            action=action,
            note=words,
        )
    )
    audit.record(actor, f"governance.assembly_{action}", f"assembly:{assembly.id}")
    db.session.flush()
