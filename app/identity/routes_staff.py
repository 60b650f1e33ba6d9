"""Claims to homes and accounts of staff, for those who decide on them."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission, Role
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.identity import schemas
from app.identity.policy import Place
from app.identity.service import homes, people
from app.identity.workflow import BindingAction

api = Api("identity_staff", __name__, url_prefix="/api/v1/staff")


@api.get(
    "/bindings",
    permission=Permission.BINDINGS_READ,
    query=schemas.ClaimsQuery,
    answers=page_of(schemas.StaffClaimOut),
    summary="房屋认证申请",
    operation="list_staff_claims",
)
def claims(actor: Actor, query: dict[str, Any]) -> Page:
    return homes.staff_page(actor, **query)


@api.post(
    "/bindings/<uuid:binding_id>/actions/<any(approve, refuse, end):action>",
    permission=Permission.BINDINGS_DECIDE,
    body=schemas.DecisionIn,
    answers=schemas.StaffClaimOut,
    summary="审核房屋认证",
    operation="decide_claim",
)
def decide(actor: Actor, binding_id: UUID, action: str, body: dict[str, Any]) -> dict[str, Any]:
    with unit_of_work():
        binding = homes.decide(actor, binding_id, BindingAction(action), **body)
        return homes.staff_view(actor, [binding])[0]


@api.get(
    "/people",
    permission=Permission.PEOPLE_READ,
    query=schemas.PeopleQuery,
    answers=page_of(schemas.AccountOut),
    summary="工作人员",
    operation="list_people",
)
def accounts(actor: Actor, query: dict[str, Any]) -> Page:
    return people.page(actor, **query)


@api.get(
    "/people/<uuid:person_id>",
    permission=Permission.PEOPLE_READ,
    answers=schemas.AccountOut,
    summary="工作人员详情",
    operation="show_person",
)
def account(actor: Actor, person_id: UUID) -> dict[str, Any]:
    return people.one(actor, person_id)


@api.post(
    "/people",
    permission=Permission.PEOPLE_MANAGE,
    body=schemas.AccountIn,
    answers=schemas.AccountOut,
    status=201,
    creates=True,
    summary="新建工作人员账号",
    operation="open_account",
)
def open_account(actor: Actor, body: dict[str, Any], once: Once) -> dict[str, Any]:
    with unit_of_work():
        person_id = once(lambda: people.open_account(actor, **body)["id"])
        return people.one(actor, person_id)


@api.post(
    "/people/<uuid:person_id>/posts",
    permission=Permission.PEOPLE_MANAGE,
    body=schemas.PostIn,
    answers=schemas.AccountOut,
    status=201,
    creates=True,
    summary="授予岗位",
    operation="grant_post",
)
def grant(actor: Actor, person_id: UUID, body: dict[str, Any], once: Once) -> dict[str, Any]:
    place = Place(body["region_id"], body["organisation_id"], body["compound_id"])
    dates = {"starts_on": body["starts_on"], "ends_on": body["ends_on"]}
    with unit_of_work():
        once(lambda: people.grant(actor, person_id, role=Role(body["role"]), place=place, **dates)["id"])
        return people.one(actor, person_id)


@api.post(
    "/posts/<uuid:post_id>/actions/end",
    permission=Permission.PEOPLE_MANAGE,
    body=schemas.Nothing,
    summary="结束岗位",
    operation="end_post",
)
def end_post(actor: Actor, post_id: UUID, body: dict[str, Any]) -> None:
    with unit_of_work():
        people.end_post(actor, post_id)


@api.post(
    "/people/<uuid:person_id>/actions/<any(disable, enable, set_password, sign_out):action>",
    permission=Permission.PEOPLE_MANAGE,
    body=schemas.AccountActionIn,
    answers=schemas.AccountOut,
    summary="停用、启用账号，重置密码，退出全部设备",
    operation="act_on_account",
)
def act(
    actor: Actor,
    person_id: UUID,
    action: Literal["disable", "enable", "set_password", "sign_out"],
    body: dict[str, Any],
) -> dict[str, Any]:
    with unit_of_work():
        if action == "disable":
            return people.disable(actor, person_id)
        if action == "enable":
            return people.enable(actor, person_id)
        if action == "sign_out":
            return people.sign_out(actor, person_id)
        return people.set_password(actor, person_id, schemas.needed_password(body))
