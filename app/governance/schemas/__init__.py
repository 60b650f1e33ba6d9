"""Shapes of committees on the wire."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Id, Int, Out, Strict
from app.governance.models import Kind, MemberType, Role
from app.media.schemas import FileOut

MOST_MEMBERS, MOST_DECISIONS, MOST_PHOTOS = 60, 20, 9


def _one_of(values: type[StrEnum]) -> validate.OneOf:
    return validate.OneOf([value.value for value in values], error="没有这个选项")


def _photos() -> Any:
    """Photos of the notice board, with a posting only."""
    most = validate.Length(max=MOST_PHOTOS, error=f"最多 {MOST_PHOTOS} 张照片")
    return fields.List(Id(), load_default=list, validate=most)


class CommitteesQuery(Strict):
    """``gaps``: only compounds that lack something."""

    gaps = fields.Boolean(load_default=False)


class CommitteeContentIn(Strict):
    kind = CleanStr(max=10, required=True, validate=_one_of(Kind))
    starts_on = Day(required=True)
    ends_on = Day(required=True)


class CommitteeIn(CommitteeContentIn):
    compound_id = Id(required=True)


class CommitteeActIn(Strict):
    """One move. ``day`` is when it was posted, filed or shown; ``content`` goes with ``save``."""

    version = Int(min=1, max=1_000_000, required=True)
    day = Day(load_default=None, allow_none=True)
    posted_at = CleanStr(max=300, load_default="")
    reason = CleanStr(max=300, load_default="")
    content = fields.Nested(CommitteeContentIn, load_default=None, allow_none=True)
    media_ids = _photos()


class CommitteeMemberIn(Strict):
    name = CleanStr(min=1, max=40, required=True)
    home = CleanStr(max=60, load_default="")
    home_id = Id(load_default=None, allow_none=True)
    organisation_id = Id(load_default=None, allow_none=True)
    """The unit of a representative."""
    type = CleanStr(max=16, required=True, validate=_one_of(MemberType))
    role = CleanStr(max=10, required=True, validate=_one_of(Role))
    lived_here = fields.Boolean(load_default=False)
    no_arrears = fields.Boolean(load_default=False)
    no_interest = fields.Boolean(load_default=False)
    namesake = CleanStr(max=200, load_default="")
    """Why he is not the one of the same name who may hold no post."""


class NamesakeIn(Strict):
    reason = CleanStr(min=1, max=200, required=True)


class MemberUnitIn(Strict):
    organisation_id = Id(required=True)


class MemberLeaveIn(Strict):
    reason = CleanStr(max=200, load_default="")


class CommitteeDecisionIn(Strict):
    """``matter`` is the number of 民法典 278, first paragraph: with one the committee may not decide."""

    words = CleanStr(min=1, max=2000, required=True)
    matter = Int(min=0, max=9, load_default=0)
    signed = fields.List(
        Id(), required=True, validate=validate.Length(max=MOST_MEMBERS, error=f"最多 {MOST_MEMBERS} 人")
    )
    owner = CleanStr(max=80, load_default="")
    due_on = Day(load_default=None, allow_none=True)


class CommitteeMeetingIn(Strict):
    held_on = Day(required=True)
    told_on = Day(load_default=None, allow_none=True)
    place = CleanStr(min=1, max=120, required=True)
    present = fields.List(
        Id(), required=True, validate=validate.Length(max=MOST_MEMBERS, error=f"最多 {MOST_MEMBERS} 人")
    )
    minutes = CleanStr(max=8000, load_default="")
    decisions = fields.List(
        fields.Nested(CommitteeDecisionIn),
        load_default=list,
        validate=validate.Length(max=MOST_DECISIONS, error=f"最多 {MOST_DECISIONS} 个决定"),
    )


class DecisionRevokeIn(Strict):
    version = Int(min=1, max=1_000_000, required=True)
    reason = CleanStr(max=300, load_default="")


class DecisionActIn(DecisionRevokeIn):
    day = Day(load_default=None, allow_none=True)
    posted_at = CleanStr(max=300, load_default="")
    media_ids = _photos()


class CommitteePlaceOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class AssemblyLineOut(Out):
    """When the assembly of a compound was set up, and the day of what comes next."""

    set_up_on = fields.Date(required=True, allow_none=True)
    next_on = fields.Date(required=True, allow_none=True)


class CommitteeRowOut(Out):
    """A compound with its present committee, if it has one."""

    compound = fields.Nested(CommitteePlaceOut, required=True)
    community = fields.String(required=True)
    id = fields.UUID(required=True, allow_none=True)
    kind_name = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    state_name = fields.String(required=True, allow_none=True)
    starts_on = fields.Date(required=True, allow_none=True)
    ends_on = fields.Date(required=True, allow_none=True)
    sitting = fields.Integer(required=True)
    met_on = fields.Date(required=True, allow_none=True)
    assembly = fields.Nested(AssemblyLineOut, required=True)
    gaps = fields.List(fields.String(), required=True)
    may_add = fields.Boolean(required=True)


class CommitteesOut(Out):
    items = fields.List(fields.Nested(CommitteeRowOut), required=True)


class FindingOut(Out):
    """What a rule found: the clause, and whether it bars the next step."""

    clause = fields.String(required=True)
    words = fields.String(required=True)
    bars = fields.Boolean(required=True)


class CommitteeMemberOut(Out):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    home = fields.String(required=True)
    home_check = fields.String(required=True, validate=validate.OneOf(["none", "confirmed", "unconfirmed"]))
    unit = fields.String(required=True)
    lacks_unit = fields.Boolean(required=True)
    type_name = fields.String(required=True)
    role = fields.String(required=True)
    role_name = fields.String(required=True)
    lived_here = fields.Boolean(required=True)
    no_arrears = fields.Boolean(required=True)
    no_interest = fields.Boolean(required=True)
    left_on = fields.Date(required=True, allow_none=True)
    left_because = fields.String(required=True)


class CommitteeMeetingOut(Out):
    id = fields.UUID(required=True)
    held_on = fields.Date(required=True)
    told_on = fields.Date(required=True, allow_none=True)
    told_late = fields.Boolean(required=True)
    place = fields.String(required=True)
    present = fields.List(fields.String(), required=True)
    minutes = fields.String(required=True)


class CommitteeDecisionOut(Out):
    id = fields.UUID(required=True)
    words = fields.String(required=True)
    signed = fields.Integer(required=True)
    decided_on = fields.Date(required=True)
    post_by = fields.Date(required=True)
    late = fields.Boolean(required=True)
    posted_on = fields.Date(required=True, allow_none=True)
    posted_at = fields.String(required=True)
    post_until = fields.Date(required=True, allow_none=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    owner = fields.String(required=True)
    due_on = fields.Date(required=True, allow_none=True)
    done_on = fields.Date(required=True, allow_none=True)
    proof = fields.String(required=True)
    revoked_because = fields.String(required=True)
    version = fields.Integer(required=True)
    may_post = fields.Boolean(required=True)
    may_add_photos = fields.Boolean(required=True)
    may_finish = fields.Boolean(required=True)
    may_revoke = fields.Boolean(required=True)


class CommitteeEventOut(Out):
    seq = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    actor = fields.String(required=True, allow_none=True)
    action = fields.String(required=True)
    note = fields.String(required=True)


class CommitteeDetailOut(Out):
    id = fields.UUID(required=True)
    compound = fields.Nested(CommitteePlaceOut, required=True)
    kind = fields.String(required=True)
    kind_name = fields.String(required=True)
    state = fields.String(required=True)
    state_name = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    seats = fields.Integer(required=True)
    posted_on = fields.Date(required=True, allow_none=True)
    posted_at = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    filed_on = fields.Date(required=True, allow_none=True)
    fees_on = fields.Date(required=True, allow_none=True)
    because = fields.String(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    may_change_members = fields.Boolean(required=True)
    may_name_units = fields.Boolean(required=True)
    may_meet = fields.Boolean(required=True)
    findings = fields.List(fields.Nested(FindingOut), required=True)
    members = fields.List(fields.Nested(CommitteeMemberOut), required=True)
    title_units = fields.List(fields.Nested(CommitteePlaceOut), required=True)
    meetings = fields.List(fields.Nested(CommitteeMeetingOut), required=True)
    decisions = fields.List(fields.Nested(CommitteeDecisionOut), required=True)
    events = fields.List(fields.Nested(CommitteeEventOut), required=True)


class MyCommitteeMemberOut(Out):
    name = fields.String(required=True)
    role_name = fields.String(required=True)
    type_name = fields.String(required=True)


class MyCommitteeDecisionOut(Out):
    words = fields.String(required=True)
    decided_on = fields.Date(required=True)
    posted_at = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    done_on = fields.Date(required=True, allow_none=True)
    revoked_because = fields.String(required=True)


class MyCommitteeOut(Out):
    """The committee of a compound as people there see it."""

    id = fields.UUID(required=True)
    compound = fields.String(required=True)
    kind_name = fields.String(required=True)
    state_name = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    posted_at = fields.String(required=True)
    photos = fields.List(fields.Nested(FileOut), required=True)
    members = fields.List(fields.Nested(MyCommitteeMemberOut), required=True)
    decisions = fields.List(fields.Nested(MyCommitteeDecisionOut), required=True)
