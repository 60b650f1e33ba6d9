"""Shapes of routing rules on the wire."""

from __future__ import annotations

from marshmallow import fields, validate

from app.core.wire import CleanStr, Day, Flag, Id, Int, ListQuery, Out, Strict
from app.rulebook.grammar import UNITS
from app.rulebook.models import RunState
from app.rulebook.workflow import Action
from app.tickets.models.reference import RuleSetState
from app.tickets.models.words import Urgency

TITLE, NOTE, REASON = 60, 1000, 300
MONTH = r"20[0-9]{2}-(0[1-9]|1[0-2])"

# --- what may be chosen ---


class RuleValueOut(Out):
    """One value of a list. ``group`` is the heading under which it stands, if lists of it have headings."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    group = fields.String(required=True, allow_none=True)


class RuleKeyOut(Out):
    """One thing that a condition may ask.

    ``many``: the condition is a list of values; ``flag``: true or false, which read as ``said`` (true first);
    ``hours``: an object with ``from`` and ``to`` (HH:MM), which may run past midnight. ``values`` is null for flags
    and hours, and for buildings, which are asked for by compound.
    """

    name = fields.String(required=True)
    label = fields.String(required=True)
    topic = fields.String(required=True)
    shape = fields.String(required=True, validate=validate.OneOf(["many", "flag", "hours"]))
    values = fields.List(fields.Nested(RuleValueOut), required=True, allow_none=True)
    said = fields.List(fields.String(), required=True)


class RuleUnitOut(Out):
    """A unit of a deadline with its least and greatest amount."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    least = fields.Integer(required=True)
    greatest = fields.Integer(required=True)


class RuleGrammarOut(Out):
    """Everything that a rule may say. ``street_id`` is set for a street, whose rules are bound to it."""

    keys = fields.List(fields.Nested(RuleKeyOut), required=True)
    targets = fields.List(fields.Nested(RuleValueOut), required=True)
    urgencies = fields.List(fields.Nested(RuleValueOut), required=True)
    units = fields.List(fields.Nested(RuleUnitOut), required=True)
    placeholders = fields.List(fields.Nested(RuleValueOut), required=True)
    most_rules = fields.Integer(required=True)
    most_values = fields.Integer(required=True)
    street_id = fields.UUID(required=True, allow_none=True)


class RuleBuildingsQuery(Strict):
    compound_id = Id(required=True)


class RuleOrganisationsQuery(ListQuery):
    q = CleanStr(max=40, load_default="")


class RuleTargetOut(Out):
    """An organisation that a rule may name; ``value`` is the target."""

    value = fields.String(required=True)
    label = fields.String(required=True)
    kind_name = fields.String(required=True)


# --- versions ---


class RuleDeadlineIn(Strict):
    amount = Int(min=1, max=1000, required=True)
    unit = CleanStr(max=20, required=True, validate=validate.OneOf(list(UNITS), error="没有这个单位"))


class RuleIn(Strict):
    """One rule. ``id`` is kept from version to version; a new rule has none."""

    id = CleanStr(max=36, load_default=None, allow_none=True)
    name = CleanStr(min=1, max=60, required=True)
    conditions = fields.Dict(keys=fields.String(), required=True)
    target = CleanStr(min=1, max=60, required=True)
    reason = CleanStr(min=1, max=300, required=True)
    deadline = fields.Nested(RuleDeadlineIn, load_default=None, allow_none=True)
    urgency = CleanStr(max=2, load_default=None, allow_none=True)


RULES = validate.Length(max=1000, error="规则太多了")


class RuleSetIn(Strict):
    """A new draft. ``based_on_id`` is the version whose rules are copied, by default the one in force."""

    title = CleanStr(min=1, max=TITLE, required=True)
    note = CleanStr(max=NOTE, load_default="")
    based_on_id = Id(load_default=None, allow_none=True)


class RuleSetActIn(Strict):
    """One move.

    ``save`` takes ``rules``, ``title`` and ``note``; what is left out stays. ``return`` needs a ``reason``.
    """

    version = Int(min=1, max=1_000_000, required=True)
    rules = fields.List(fields.Nested(RuleIn), load_default=None, allow_none=True, validate=RULES)
    title = CleanStr(min=1, max=TITLE, load_default=None, allow_none=True)
    note = CleanStr(max=NOTE, load_default=None, allow_none=True)
    reason = CleanStr(max=REASON, load_default="")


class RuleCheckIn(Strict):
    rules = fields.List(fields.Nested(RuleIn), required=True, validate=RULES)


class RuleSetsQuery(ListQuery):
    """Without a state everything but what was discarded."""

    state = CleanStr(
        max=12,
        load_default=None,
        validate=validate.OneOf([state.value for state in RuleSetState], error="没有这个状态"),
    )


class RuleSetItemOut(Out):
    """A version as a row of the list.

    Version 1 is the product's own and was written by nobody. ``stale``: another version was published since this one
    was begun, so it has to be carried over before it can be submitted or published.
    """

    id = fields.UUID(required=True)
    number = fields.Integer(required=True, allow_none=True)
    title = fields.String(required=True)
    note = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in RuleSetState]))
    state_name = fields.String(required=True)
    street_name = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    rule_count = fields.Integer(required=True)
    based_on_number = fields.Integer(required=True, allow_none=True)
    author_name = fields.String(required=True)
    changed_at = fields.AwareDateTime(required=True, allow_none=True)
    submitted_by_name = fields.String(required=True, allow_none=True)
    submitted_at = fields.AwareDateTime(required=True, allow_none=True)
    published_by_name = fields.String(required=True, allow_none=True)
    published_at = fields.AwareDateTime(required=True, allow_none=True)
    return_reason = fields.String(required=True)
    stale = fields.Boolean(required=True)
    actions = fields.List(fields.String(validate=validate.OneOf([action.value for action in Action])), required=True)


class RuleDeadlineOut(Out):
    amount = fields.Integer(required=True)
    unit = fields.String(required=True)


class RulePhraseOut(Out):
    """One condition in words: ``text`` cuts a long list short, ``whole`` does not."""

    key = fields.String(required=True)
    text = fields.String(required=True)
    whole = fields.String(required=True)


class RuleOut(Out):
    """One rule, and how it reads."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    conditions = fields.Dict(keys=fields.String(), required=True)
    conditions_words = fields.String(required=True)
    phrases = fields.List(fields.Nested(RulePhraseOut), required=True)
    target = fields.String(required=True)
    target_name = fields.String(required=True)
    reason = fields.String(required=True)
    deadline = fields.Nested(RuleDeadlineOut, required=True, allow_none=True)
    urgency = fields.String(required=True, allow_none=True, validate=validate.OneOf([one.value for one in Urgency]))


class RuleFindingOut(Out):
    """Something found in a version. An ``error`` keeps it from being submitted. ``rule`` is the id of the rule."""

    level = fields.String(required=True, validate=validate.OneOf(["error", "warning"]))
    text = fields.String(required=True)
    rule = fields.String(required=True, allow_none=True)


class RuleSetOut(RuleSetItemOut):
    """A whole version."""

    rules = fields.List(fields.Nested(RuleOut), required=True)
    findings = fields.List(fields.Nested(RuleFindingOut), required=True)


class RuleSetMovedOut(RuleSetOut):
    """A version after a move. ``clashes``, after ``rebase``, are the rules that both sides changed."""

    clashes = fields.List(fields.String(), required=True)


class RuleCheckOut(Out):
    """What would be wrong with rules: ``problems`` keep them from being stored, then nothing else is looked at."""

    problems = fields.List(fields.String(), required=True)
    findings = fields.List(fields.Nested(RuleFindingOut), required=True)
    rules = fields.List(fields.Nested(RuleOut), required=True)


class RuleChangesQuery(Strict):
    against = Id(load_default=None)


class RuleSetNamedOut(Out):
    id = fields.UUID(required=True)
    number = fields.Integer(required=True, allow_none=True)
    title = fields.String(required=True)


class RuleFieldOut(Out):
    """One field of a rule in words, before and after."""

    label = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)


class RuleChangeOut(Out):
    """What became of one rule. Positions count from 1."""

    kind = fields.String(required=True, validate=validate.OneOf(["added", "removed", "changed", "moved"]))
    name = fields.String(required=True)
    position_before = fields.Integer(required=True, allow_none=True)
    position_after = fields.Integer(required=True, allow_none=True)
    fields_ = fields.List(fields.Nested(RuleFieldOut), required=True, data_key="fields", attribute="fields")


class RuleChangesOut(Out):
    against = fields.Nested(RuleSetNamedOut, required=True)
    items = fields.List(fields.Nested(RuleChangeOut), required=True)


# --- dry runs ---


class RuleRunIn(Strict):
    """The days, in Beijing and both included, whose tickets are judged; by default the last calendar month."""

    since = Day(load_default=None, allow_none=True)
    until = Day(load_default=None, allow_none=True)


class RuleNothingIn(Strict):
    """Nothing to say."""


class RuleTallyOut(Out):
    """Tickets by what would differ: another party; the same party with other limits; only another rule; nothing.

    ``nobody``: no party would be found. ``drifted``: the rules in force would not find today whom they first found.
    """

    organisation = fields.Integer(required=True)
    limits = fields.Integer(required=True)
    rule = fields.Integer(required=True)
    same = fields.Integer(required=True)
    nobody = fields.Integer(required=True)
    drifted = fields.Integer(required=True)


class RulePairOut(Out):
    """So many tickets went from one to the other."""

    before = fields.String(required=True)
    after = fields.String(required=True)
    count = fields.Integer(required=True)


class RuleDecisionOut(Out):
    """Whom a version finds, by which rule, and why."""

    organisation = fields.String(required=True)
    rule = fields.String(required=True)
    reason = fields.String(required=True)


class RuleExampleOut(Out):
    """One ticket that would go another way."""

    ticket_id = fields.UUID(required=True)
    no = fields.String(required=True)
    compound = fields.String(required=True)
    category = fields.String(required=True)
    what = fields.String(required=True, validate=validate.OneOf(["organisation", "limits"]))
    before = fields.Nested(RuleDecisionOut, required=True)
    after = fields.Nested(RuleDecisionOut, required=True)


class RuleRunOut(Out):
    """A dry run and what it found so far. ``since`` and ``until`` are days, both included; lists have no examples.

    ``capped``: the period had more tickets than are judged, and the newest were taken. ``set_version`` is what the
    version was when it was judged: a draft may have changed since.
    """

    id = fields.UUID(required=True)
    set_id = fields.UUID(required=True)
    set_version = fields.Integer(required=True)
    base_number = fields.Integer(required=True)
    since = fields.Date(required=True)
    until = fields.Date(required=True)
    state = fields.String(required=True, validate=validate.OneOf([state.value for state in RunState]))
    state_name = fields.String(required=True)
    total = fields.Integer(required=True)
    done = fields.Integer(required=True)
    capped = fields.Boolean(required=True)
    requested_by_name = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    tally = fields.Nested(RuleTallyOut, required=True)
    moves = fields.List(fields.Nested(RulePairOut), required=True)
    rules = fields.List(fields.Nested(RulePairOut), required=True)
    examples = fields.List(fields.Nested(RuleExampleOut), required=True)
    actions = fields.List(fields.String(validate=validate.OneOf(["cancel"])), required=True)


# --- accuracy ---


def month() -> CleanStr:
    """Return the field of a month, which defaults to the last one."""
    return CleanStr(max=7, load_default=None, validate=validate.Regexp(rf"^{MONTH}\Z", error="月份应写成 2026-01 这样"))


class RuleAccuracyQuery(Strict):
    month = month()


class RuleAccuracyRowsQuery(ListQuery):
    month = month()
    rule = CleanStr(min=1, max=60, required=True)
    hit = Flag(load_default=None)


class RuleAccuracyItemOut(Out):
    """How often one rule was right. ``position`` is its place in the version in force, null once it is gone."""

    rule = fields.String(required=True)
    total = fields.Integer(required=True)
    hits = fields.Integer(required=True)
    share_permille = fields.Integer(required=True, allow_none=True)
    in_force = fields.Boolean(required=True)
    position = fields.Integer(required=True, allow_none=True)


class RuleAccuracyOut(Out):
    """Tickets closed in a month: first routed by a rule (``total``), and closed by the party it named (``hits``)."""

    month = fields.String(required=True)
    items = fields.List(fields.Nested(RuleAccuracyItemOut), required=True)
    total = fields.Integer(required=True)
    hits = fields.Integer(required=True)


class RuleAccuracyRowOut(Out):
    """One closed ticket: whom the rule named, and who closed it."""

    ticket_id = fields.UUID(required=True)
    no = fields.String(required=True)
    compound = fields.String(required=True)
    category = fields.String(required=True)
    first_party = fields.String(required=True)
    closer = fields.String(required=True)
    hit = fields.Boolean(required=True)
    closed_at = fields.AwareDateTime(required=True)
