"""Assemblies of owners as staff see them: what each is, what it lacks, what comes next, and what waits on the desk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.governance import policy, queries, workflow
from app.governance.models import (
    FORM_NAMES,
    KIND_OF_SESSION,
    SESSION_STATE_NAMES,
    Form,
    Kind,
    SessionKind,
    SessionState,
    State,
)
from app.governance.queries import assemblies as found
from app.governance.service.assemblies import poll_words

Shape = dict[str, Any]
MOST_TOLD = 20
"""Meetings on the page of a resident."""
SOON = timedelta(days=45)
"""How long before its day something stands on the desk: fifteen days of notice and a month to prepare."""


def lacks(row: Any) -> list[str]:
    """Return in words what the assembly of a compound lacks. Where nobody was elected there may be none yet."""
    if row.assembly_id is None or row.set_up_on is None:
        elected = row.id is not None and row.kind == Kind.COMMITTEE and row.state == State.IN_OFFICE
        return ["没有登记业主大会"] if elected else []
    return [lack.words for lack in policy.assembly_lacks(row)]


def gaps_of(row: Any, day: date) -> list[str]:
    """Return in words what the assembly of a compound lacks, or is late with."""
    return [*lacks(row), *(step.late_words for step in policy.assembly_steps(row) if step.day < day)]


def summary(row: Any) -> Shape:
    """Return the assembly of a compound in a line of the list."""
    steps = policy.assembly_steps(row)
    return {"set_up_on": row.set_up_on, "next_on": steps[0].day if steps else None}


def detail(actor: Actor, compound_id: UUID) -> Shape:
    """Return the assembly of a compound with its meetings and history, or that there is none. Raises ``NotFound``."""
    compound = found.compound(actor, compound_id)
    works = bool(policy.may_work(actor, compound.community_id))
    assembly = found.of_compound(compound_id)
    held = found.meetings(assembly.id) if assembly else []
    facts = found.facts(assembly, held) if assembly else None
    steps = policy.assembly_steps(facts) if facts else []
    lacking = policy.assembly_lacks(facts) if facts else []
    return {
        "compound": {"id": compound.id, "name": compound.name},
        "version": assembly.version if assembly else 0,
        "set_up_on": assembly.set_up_on if assembly else None,
        "convention_on": assembly.convention_on if assembly else None,
        "convention": assembly.convention if assembly else "",
        "procedure_on": assembly.procedure_on if assembly else None,
        "procedure": assembly.procedure if assembly else "",
        "every_months": assembly.every_months if assembly else 12,
        "owners": queries.homes(compound_id),
        "may_change": works,
        "may_call": works and assembly is not None and assembly.set_up_on is not None,
        "lacks": [{"clause": one.clause, "words": one.words} for one in lacking],
        "steps": [
            {
                "day": step.day,
                "words": step.late_words if step.day < today() else step.words,
                "clause": step.clause,
                "late": step.day < today(),
            }
            for step in steps
        ],
        "meetings": [_meeting(actor, compound_id, one, works) for one in held],
        "events": [
            {
                "seq": event.AssemblyEvent.seq,
                "at": event.AssemblyEvent.at,
                "actor": event.actor,
                "action": event.AssemblyEvent.action,
                "note": event.AssemblyEvent.note,
            }
            for event in (found.events(assembly.id) if assembly else [])
        ],
    }


def _meeting(actor: Actor, compound_id: UUID, one: Any, works: bool) -> Shape:
    names = ("id", "version", "kind", "state", "topics", "asked_on", "askers", "owners", "form", "place")
    more = ("notice_on", "planned_on", "held_on", "result", "poll_id", "posted_on", "posted_at", "because")
    return {name: getattr(one, name) for name in (*names, *more)} | {
        "kind_name": KIND_OF_SESSION[SessionKind(one.kind)],
        "state_name": SESSION_STATE_NAMES[SessionState(one.state)],
        "form_name": FORM_NAMES[Form(one.form)] if one.form else None,
        "poll": poll_words(actor, compound_id, one.poll_id),
        "post_by": one.held_on + policy.POST_WITHIN if one.held_on else None,
        "actions": workflow.session_actions(one.state) if works else [],
    }


def at_home(actor: Actor) -> list[Shape]:
    """Return the assemblies of the compounds where ``actor`` is at home, with the meetings of which owners were told.

    A result is shown from the day on which it was posted, like the decision of a committee.
    """
    rows = found.at_home(actor)
    told = found.told(row.Assembly.id for row in rows)
    names = ("id", "set_up_on", "convention", "convention_on", "procedure", "procedure_on", "every_months")
    return [
        {name: getattr(row.Assembly, name) for name in names}
        | {
            "compound": row.compound,
            "meetings": [_told(one) for one in told.get(row.Assembly.id, [])[:MOST_TOLD]],
        }
        for row in rows
    ]


def _told(one: Any) -> Shape:
    names = (
        "id",
        "state",
        "topics",
        "place",
        "notice_on",
        "planned_on",
        "held_on",
        "posted_on",
        "posted_at",
        "because",
    )
    posted = one.state == SessionState.POSTED
    return {name: getattr(one, name) for name in names} | {
        "kind_name": KIND_OF_SESSION[SessionKind(one.kind)],
        "state_name": SESSION_STATE_NAMES[SessionState(one.state)],
        "form_name": FORM_NAMES[Form(one.form)] if one.form else "",
        "result": one.result if posted else "",
        "poll_id": one.poll_id if posted else None,
    }


def todo(rows: list[Any]) -> list[Shape]:
    """Return the next step of each assembly that is late or soon, as rows of the desk."""
    day, shown = today(), []
    for row in rows:
        for step in policy.assembly_steps(row)[:1]:
            if step.day > day + SOON:
                continue
            late = step.day < day
            shown.append(
                {
                    "kind": "assembly",
                    "id": row.compound_id,
                    "title": f"{row.compound}：{step.late_words if late else step.words}",
                    "subtitle": row.community,
                    "due_at": datetime.combine(step.day + timedelta(days=1), time(), BEIJING),
                    "late": late,
                    "link": f"/assemblies/{row.compound_id}",
                }
            )
    return shown
