"""Shapes of people, sessions and homes on the wire."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from app.core.permissions import Role
from app.core.wire import CleanStr, Day, Flag, Id, Int, ListQuery, Out, Phone, Secret, Strict
from app.identity.models import BindingState, Relation
from app.identity.personas import PERSONAS
from app.places.schemas import NamedOut

USERNAME = validate.Regexp(r"\A[a-z][a-z0-9._-]{1,39}\Z", error="用户名由小写字母、数字、点、横线组成，以字母开头")


def _one_of(values: Any, error: str) -> validate.OneOf:
    return validate.OneOf([value.value for value in values], error=error)


# --- what comes in ---


class WeChatIn(Strict):
    """A code of wx.login; the openid is asked from WeChat, never taken from here."""

    code = CleanStr(max=200, min=1, required=True)


class PasswordIn(Strict):
    """A member of staff signs in."""

    username = CleanStr(max=40, min=1, required=True)
    password = Secret(required=True)
    bearer = Flag(
        load_default=False,
        metadata={"description": "answer with a bearer token instead of a cookie, for clients that keep none"},
    )


class PersonaIn(Strict):
    """A demo person."""

    persona = fields.String(required=True, validate=validate.OneOf(list(PERSONAS), error="没有这个演示身份"))


class ChoosePostIn(Strict):
    """One of the own posts."""

    post_id = Id(required=True)


class ChangePasswordIn(Strict):
    """The old password proves that it is still the owner who sits there."""

    old_password = Secret(required=True)
    new_password = Secret(required=True)


class MeIn(Strict):
    """What a person may change about himself."""

    name = CleanStr(max=40, min=1)
    phone = Phone(allow_none=True)


class VisitIn(Strict):
    """The code on a label."""

    code = CleanStr(max=32, min=4, required=True)


class ClaimIn(Strict):
    """A claim to belong to a home."""

    home_id = Id(required=True)
    relation = fields.String(required=True, validate=_one_of(Relation, "请选择业主、家庭成员或租户"))
    note = CleanStr(max=200, load_default="")


class VersionIn(Strict):
    """The version on the person's screen."""

    version = Int(min=1, max=1_000_000, required=True)


class DecisionIn(VersionIn):
    """A decision on a claim."""

    note = CleanStr(max=200, load_default="")


class ClaimsQuery(ListQuery):
    """Claims of one state."""

    state = fields.String(load_default=None, validate=_one_of(BindingState, "没有这种状态"))


class PeopleQuery(ListQuery):
    """Staff accounts by part of the name, or by role."""

    q = CleanStr(max=40, load_default="")
    role = fields.String(load_default=None, validate=_one_of(Role, "没有这种岗位"))


class AccountIn(Strict):
    """A new staff account."""

    username = CleanStr(max=40, min=2, required=True, validate=USERNAME)
    name = CleanStr(max=40, min=1, required=True)
    phone = Phone(load_default=None, allow_none=True)
    password = Secret(required=True)


class PostIn(Strict):
    """A post to give: at a region, or in an organisation and perhaps at one compound of it."""

    role = fields.String(required=True, validate=_one_of(Role, "没有这种岗位"))
    region_id = Id(load_default=None, allow_none=True)
    organisation_id = Id(load_default=None, allow_none=True)
    compound_id = Id(load_default=None, allow_none=True)
    starts_on = Day(required=True)
    ends_on = Day(load_default=None, allow_none=True)


class AccountActionIn(Strict):
    """Only ``set_password`` takes a password, and it must."""

    password = Secret(load_default=None)


def needed_password(body: dict[str, Any]) -> str:
    """Return the password of an action that needs one. Raises ``ValidationError``."""
    password = body["password"]
    if not isinstance(password, str):
        raise ValidationError({"password": ["请填写"]})
    return password


class Nothing(Strict):
    """A body without fields."""


# --- what goes out ---


class PersonOut(Out):
    """A person by id and name."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, attribute="display_name")


class SignInOut(Out):
    """A resident's new session."""

    token = fields.String(required=True)
    person = fields.Nested(PersonOut, required=True)
    first_time = fields.Boolean(required=True)


class StaffSignInOut(Out):
    """A new session: a cookie, whose ``csrf_token`` goes into ``X-CSRF-Token``; or, when asked for, a bearer token."""

    csrf_token = fields.String()
    token = fields.String()
    person = fields.Nested(PersonOut, required=True)


class SessionOut(Out):
    """The session in use."""

    csrf_token = fields.String(required=True)
    kind = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)


class TokenOut(Out):
    """A new session of a demo person."""

    token = fields.String(required=True)


class PersonaOut(Out):
    """A demo person who can be played."""

    persona = fields.String(required=True)
    title = fields.String(required=True)
    posts = fields.List(fields.String(), required=True)


class PersonasOut(PersonaOut):
    """All demo persons, as a bare list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"many": True}))


class SessionItemOut(Out):
    """One of the own sessions."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    last_seen_at = fields.AwareDateTime(required=True)
    user_agent = fields.String(required=True)
    current = fields.Boolean(required=True)


class OwnPersonOut(NamedOut):
    """The own person. ``wechat`` says whether messages have a WeChat account to go to."""

    phone_masked = fields.String(required=True, allow_none=True)
    wechat = fields.Boolean(required=True)


class OwnPostOut(Out):
    """One of the own posts."""

    id = fields.UUID(required=True)
    role = fields.String(required=True)
    title = fields.String(required=True)
    place = fields.String(required=True)
    organisation = fields.String(required=True)
    active = fields.Boolean(required=True)


class OwnHomeOut(Out):
    """A home to which the person belongs, or asks to belong. Its area (1/100 m²) is told to who belongs to it."""

    binding_id = fields.UUID(required=True)
    home_id = fields.UUID(required=True)
    label = fields.String(required=True)
    compound_id = fields.UUID(required=True)
    compound_name = fields.String(required=True)
    building_id = fields.UUID(required=True)
    area_centi_m2 = fields.Integer(required=True, allow_none=True)
    relation = fields.String(required=True)
    state = fields.String(required=True)


class OwnCompoundOut(NamedOut):
    """A compound that concerns the person, and why."""

    basis = fields.String(required=True, validate=validate.OneOf(["home", "pending", "visit", "post"]))


class PrincipalHomeOut(Out):
    """A home of somebody for whom the person may report there."""

    home_id = fields.UUID(required=True)
    label = fields.String(required=True)
    compound_id = fields.UUID(required=True)
    compound_name = fields.String(required=True)
    building_id = fields.UUID(required=True)
    state = fields.String(required=True)


class PrincipalOut(Out):
    """Somebody who lets the person act for him (``all``) or only look (``view``; no homes then), until a day."""

    delegation_id = fields.UUID(required=True)
    person = fields.Nested(NamedOut, required=True)
    relation = fields.String(required=True)
    scope = fields.String(required=True, validate=validate.OneOf(["all", "view"]))
    ends_on = fields.Date(required=True)
    homes = fields.List(fields.Nested(PrincipalHomeOut), required=True)


class MeOut(Out):
    """Who is signed in."""

    person = fields.Nested(OwnPersonOut, required=True)
    posts = fields.List(fields.Nested(OwnPostOut), required=True)
    homes = fields.List(fields.Nested(OwnHomeOut), required=True)
    compounds = fields.List(fields.Nested(OwnCompoundOut), required=True)
    principals = fields.List(fields.Nested(PrincipalOut), required=True)


class VisitPlaceOut(NamedOut):
    """The place of a label."""

    kind = fields.String(required=True)


class VisitOut(Out):
    """Where the person stands, and until when that counts."""

    compound = fields.Nested(NamedOut, required=True)
    place = fields.Nested(VisitPlaceOut, required=True, allow_none=True)
    expires_at = fields.AwareDateTime(required=True)


class ClaimOut(Out):
    """A claim as the person who made it sees it."""

    id = fields.UUID(required=True)
    state = fields.String(required=True)
    home_label = fields.String(required=True)
    compound_name = fields.String(required=True)
    relation = fields.String(required=True)
    relation_name = fields.String(required=True)
    note = fields.String(required=True)
    decision_note = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class StaffClaimOut(ClaimOut):
    """A claim as those see it who decide. Never reuse it on a resident's route."""

    person_name = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)


class StaffPostOut(Out):
    """A post of a member of staff."""

    id = fields.UUID(required=True)
    role = fields.String(required=True)
    title = fields.String(required=True)
    place = fields.String(required=True)
    organisation = fields.String(required=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)


class AccountOut(NamedOut):
    """A staff account."""

    username = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    posts = fields.List(fields.Nested(StaffPostOut), required=True)
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class StepUpIn(Strict):
    """Proof that it is still the same person: the password, or a fresh code of the same WeChat account."""

    password = CleanStr(max=200, load_default=None, allow_none=True)
    code = CleanStr(max=200, load_default=None, allow_none=True)


class InviteIn(Strict):
    """Whom somebody lets act for him: what the relative is to him, what for, until when."""

    relation = CleanStr(max=20, min=1, required=True)
    scope = CleanStr(max=8, required=True, validate=validate.OneOf(["all", "view"], error="没有这个选项"))
    ends_on = fields.Date(required=True)


class AcceptIn(Strict):
    code = CleanStr(max=12, min=8, required=True)


class DelegationOut(Out):
    """A delegation as its two people see it."""

    id = fields.UUID(required=True)
    mine = fields.Boolean(required=True)
    principal = fields.Nested(NamedOut, required=True)
    agent = fields.Nested(NamedOut, required=True, allow_none=True)
    relation = fields.String(required=True)
    scope = fields.String(required=True)
    scope_name = fields.String(required=True)
    state = fields.String(required=True)
    ends_on = fields.Date(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class InvitedOut(DelegationOut):
    """A new invitation with its code, which is shown this once; null when it was used or has lapsed meanwhile."""

    code = fields.String(required=True, allow_none=True)
