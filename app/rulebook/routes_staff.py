"""Routing rules for those who keep them: the district, and the streets with proposals of their own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of
from app.rulebook import schemas, service
from app.rulebook.workflow import Action

api = Api("rulebook", __name__, url_prefix="/api/v1/staff/rulebook", description="Routing rules that people edit")

Shape = dict[str, Any]


# --- what may be chosen ---


@api.get(
    "/grammar",
    permission=Permission.RULES_READ,
    answers=schemas.RuleGrammarOut,
    operation="get_rule_grammar",
    summary="What a rule may ask, and what it may decide",
)
def grammar(actor: Actor) -> Shape:
    return service.grammar(actor)


@api.get(
    "/grammar/buildings",
    permission=Permission.RULES_READ,
    query=schemas.RuleBuildingsQuery,
    answers=page_of(schemas.RuleValueOut),
    operation="list_rule_buildings",
    summary="The buildings of a compound, for a condition",
)
def buildings(actor: Actor, query: Shape) -> Page:
    return service.buildings(actor, query["compound_id"])


@api.get(
    "/grammar/organisations",
    permission=Permission.RULES_READ,
    query=schemas.RuleOrganisationsQuery,
    answers=page_of(schemas.RuleTargetOut),
    operation="list_rule_organisations",
    summary="Organisations that a rule may name, by part of the name",
)
def organisations(actor: Actor, query: Shape) -> Page:
    return service.organisations(actor, **query)


# --- versions ---


@api.get(
    "/sets",
    permission=Permission.RULES_READ,
    query=schemas.RuleSetsQuery,
    answers=page_of(schemas.RuleSetItemOut),
    operation="list_rule_sets",
    summary="Versions of the rules, newest first",
)
def sets(actor: Actor, query: Shape) -> Page:
    return service.listed(actor, **query)


@api.post(
    "/sets",
    permission=Permission.RULES_EDIT,
    body=schemas.RuleSetIn,
    answers=schemas.RuleSetOut,
    status=201,
    creates=True,
    operation="draft_rule_set",
    summary="Begin a version with the rules in force, or those of another version",
)
def draft(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.begin(actor=actor, **body))
    return service.shown(actor, made)


@api.get(
    "/sets/<uuid:set_id>",
    permission=Permission.RULES_READ,
    answers=schemas.RuleSetOut,
    operation="get_rule_set",
    summary="One version with its rules and what is found in it",
)
def one(actor: Actor, set_id: UUID) -> Shape:
    return service.shown(actor, set_id)


@api.post(
    "/sets/<uuid:set_id>/check",
    permission=Permission.RULES_EDIT,
    body=schemas.RuleCheckIn,
    answers=schemas.RuleCheckOut,
    operation="check_rules",
    summary="What would be wrong with these rules; stores nothing",
)
def check(actor: Actor, set_id: UUID, body: Shape) -> Shape:
    return service.check(actor, set_id, body["rules"])


@api.get(
    "/sets/<uuid:set_id>/changes",
    permission=Permission.RULES_READ,
    query=schemas.RuleChangesQuery,
    answers=schemas.RuleChangesOut,
    operation="compare_rule_sets",
    summary="What differs from another version, by default the one it was begun from",
)
def changes(actor: Actor, set_id: UUID, query: Shape) -> Shape:
    return service.changes(actor, set_id, query["against"])


@api.post(
    "/sets/<uuid:set_id>/actions/<action>",
    permission=Permission.RULES_EDIT,
    body=schemas.RuleSetActIn,
    answers=schemas.RuleSetMovedOut,
    operation="act_on_rule_set",
    summary="Save, carry over, discard, submit, take back, publish or send back",
)
def act(actor: Actor, set_id: UUID, action: str, body: Shape) -> Shape:
    if action not in set(Action):
        raise NotFound
    with unit_of_work():
        clashes = _moved(actor, set_id, Action(action), body)
    return service.shown(actor, set_id) | {"clashes": clashes}


def _moved(actor: Actor, set_id: UUID, action: Action, body: Shape) -> list[str]:
    step: Shape = {"actor": actor, "set_id": set_id, "version": body["version"]}
    if action is Action.REBASE:
        return service.rebase(**step)
    if action is Action.SAVE:
        service.save(**step, rules=body["rules"], title=body["title"], note=body["note"])
    elif action is Action.SEND_BACK:
        service.send_back(**step, reason=body["reason"])
    else:
        plain = {
            Action.DISCARD: service.discard,
            Action.SUBMIT: service.submit,
            Action.WITHDRAW: service.withdraw,
            Action.PUBLISH: service.publish,
        }
        plain[action](**step)
    return []


# --- dry runs ---


@api.post(
    "/sets/<uuid:set_id>/runs",
    permission=Permission.RULES_EDIT,
    body=schemas.RuleRunIn,
    answers=schemas.RuleRunOut,
    status=201,
    creates=True,
    operation="start_rule_run",
    summary="Try a version out over the tickets of a period; changes no ticket",
)
def start(actor: Actor, set_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.start(actor=actor, set_id=set_id, **body))
    return service.run(actor, made)


@api.get(
    "/sets/<uuid:set_id>/runs",
    permission=Permission.RULES_READ,
    query=ListQuery,
    answers=page_of(schemas.RuleRunOut),
    operation="list_rule_runs",
    summary="Dry runs of a version, newest first",
)
def runs(actor: Actor, set_id: UUID, query: Shape) -> Page:
    return service.runs(actor, set_id, **query)


@api.get(
    "/runs/<uuid:run_id>",
    permission=Permission.RULES_READ,
    answers=schemas.RuleRunOut,
    operation="get_rule_run",
    summary="One dry run: how far it is and what would change",
)
def run(actor: Actor, run_id: UUID) -> Shape:
    return service.run(actor, run_id)


@api.post(
    "/runs/<uuid:run_id>/actions/cancel",
    permission=Permission.RULES_EDIT,
    body=schemas.RuleNothingIn,
    answers=schemas.RuleRunOut,
    operation="cancel_rule_run",
    summary="End a dry run early",
)
def cancel(actor: Actor, run_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        service.cancel(actor=actor, run_id=run_id)
    return service.run(actor, run_id)


# --- accuracy ---


@api.get(
    "/accuracy",
    permission=Permission.RULES_READ,
    query=schemas.RuleAccuracyQuery,
    answers=schemas.RuleAccuracyOut,
    operation="get_rule_accuracy",
    summary="How often each rule was right in a month",
)
def accuracy(actor: Actor, query: Shape) -> Shape:
    return service.accuracy(actor, query["month"])


@api.get(
    "/accuracy/rows",
    permission=Permission.RULES_READ,
    query=schemas.RuleAccuracyRowsQuery,
    answers=page_of(schemas.RuleAccuracyRowOut),
    operation="list_rule_accuracy_rows",
    summary="The tickets behind one rule's accuracy, the last closed first",
)
def accuracy_rows(actor: Actor, query: Shape) -> Page:
    return service.accuracy_rows(actor, **query)
