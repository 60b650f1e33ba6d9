"""The call-back desk, exclusions and the three rates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.callbacks import present, queries, schemas, service
from app.core.auth import Actor
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of

api = Api("staff_callbacks", __name__, url_prefix="/api/v1/staff", description="Call-backs and rates")

Shape = dict[str, Any]


@api.get(
    "/callbacks",
    permission=Permission.CALLBACKS_WORK,
    query=schemas.CallbackListQuery,
    answers=page_of(schemas.CallbackOut),
    operation="list_callbacks",
    summary="Whom to call back, longest waiting first",
)
def callbacks(actor: Actor, query: Shape) -> Shape:
    page = queries.desk(actor, **query)
    return {"items": [present.for_desk(actor, row) for row in page.items], "next": page.next}


@api.get(
    "/callbacks/<uuid:task_id>",
    permission=Permission.CALLBACKS_WORK,
    answers=schemas.CallbackDetailOut,
    operation="get_callback",
    summary="One call-back with the words to say",
)
def callback(actor: Actor, task_id: UUID) -> Shape:
    return present.whole(actor, queries.one(actor, task_id))


def _after(actor: Actor, task_id: UUID) -> Shape:
    return present.whole(actor, queries.one(actor, task_id))


@api.post(
    "/callbacks/<uuid:task_id>/actions/answer",
    permission=Permission.CALLBACKS_WORK,
    body=schemas.CallbackAnswerIn,
    answers=schemas.CallbackDetailOut,
    operation="answer_callback",
    summary="Take down an answer",
)
def answer(actor: Actor, task_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        service.answer(actor=actor, task_id=task_id, body=body)
    return _after(actor, task_id)


@api.post(
    "/callbacks/<uuid:task_id>/actions/missed",
    permission=Permission.CALLBACKS_WORK,
    body=schemas.CallbackMissedIn,
    answers=schemas.CallbackDetailOut,
    operation="miss_callback",
    summary="Nobody answered",
)
def missed(actor: Actor, task_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        service.missed(actor=actor, task_id=task_id, version=body["version"], note=body["note"])
    return _after(actor, task_id)


@api.post(
    "/callbacks/<uuid:task_id>/actions/correct",
    permission=Permission.CALLBACKS_WORK,
    body=schemas.CallbackCorrectIn,
    answers=schemas.CallbackDetailOut,
    operation="correct_callback",
    summary="Correct an answer by a new one",
)
def correct(actor: Actor, task_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        service.correct(actor=actor, task_id=task_id, body=body)
    return _after(actor, task_id)


@api.post(
    "/callbacks/<uuid:task_id>/reveal",
    permission=Permission.CALLBACKS_WORK,
    body=schemas.CallbackRevealIn,
    answers=schemas.CallbackPhoneOut,
    operation="reveal_callback_phone",
    summary="The whole number of who is to be called, for a reason that is written down",
)
def reveal(actor: Actor, task_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        return {"phone": service.reveal(actor=actor, task_id=task_id, reason=body["reason"])}


@api.post(
    "/tickets/<uuid:ticket_id>/exclusion",
    permission=Permission.EXCLUSIONS_ASK,
    body=schemas.ExclusionIn,
    status=204,
    operation="ask_exclusion",
    summary="Ask that an order be left out of the rates",
)
def exclude(actor: Actor, ticket_id: UUID, body: Shape) -> None:
    with unit_of_work():
        service.ask_exclusion(actor=actor, ticket_id=ticket_id, **body)


@api.get(
    "/exclusions",
    permission=Permission.EXCLUSIONS_ASK,
    query=ListQuery,
    answers=page_of(schemas.ExclusionOut),
    operation="list_exclusions",
    summary="Orders left out of the rates, or to be",
)
def exclusions(actor: Actor, query: Shape) -> Shape:
    page = queries.exclusions(actor, **query)
    return {"items": [present.exclusion(actor, row) for row in page.items], "next": page.next}


@api.post(
    "/exclusions/<uuid:exclusion_id>/actions/<any(approve, deny):decision>",
    permission=Permission.EXCLUSIONS_ASK,
    body=schemas.ExclusionDecideIn,
    status=204,
    operation="decide_exclusion",
    summary="Approve or refuse leaving an order out",
)
def decide(actor: Actor, exclusion_id: UUID, decision: str, body: Shape) -> None:
    with unit_of_work():
        service.decide_exclusion(actor=actor, exclusion_id=exclusion_id, approve=decision == "approve", **body)


@api.post(
    "/exclusions/<uuid:exclusion_id>/actions/revoke",
    permission=Permission.EXCLUSIONS_ASK,
    body=schemas.ExclusionRevokeIn,
    status=204,
    operation="revoke_exclusion",
    summary="Let an order that was left out count again, with the reason",
)
def revoke(actor: Actor, exclusion_id: UUID, body: Shape) -> None:
    with unit_of_work():
        service.revoke_exclusion(actor=actor, exclusion_id=exclusion_id, **body)


def _within(query: Shape) -> dict[str, UUID | None]:
    return {name: query[f"{name}_id"] for name in queries.WITHIN}


@api.get(
    "/rates",
    permission=Permission.RATES_READ,
    query=schemas.RatesQuery,
    answers=schemas.RatesOut,
    operation="get_rates",
    summary="The three rates with numerators and denominators",
)
def rates(actor: Actor, query: Shape) -> Shape:
    first, last = service.months_between(query["first"], query["last"])
    return service.table(actor, first, last, query["group_by"], _within(query))


@api.get(
    "/rates/rows",
    permission=Permission.RATES_READ,
    query=schemas.RateRowsQuery,
    answers=page_of(schemas.CallbackOut),
    operation="list_rate_rows",
    summary="The call-backs behind a number",
)
def rate_rows(actor: Actor, query: Shape) -> Shape:
    first, last = service.months_between(query["first"], query["last"])
    page: Page = queries.rows_behind(
        actor, query["measure"], first, last, within=_within(query), limit=query["limit"], cursor=query["cursor"]
    )
    return {"items": [present.for_rates(actor, row) for row in page.items], "next": page.next}
