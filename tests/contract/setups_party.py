"""What has to be there before the operations of agreements are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core.clock import today
from tests.party import forms
from tests.party import steps as party


def agreement_draft(app, world) -> dict:
    """An agreement that community a is writing."""
    content = party.content(world)
    return {"agreement": party.draft(world.community_a, content)["id"], "content": content}


def agreement_in_force(app, world) -> dict:
    """The same, signed."""
    return {"agreement": party.signed(world)["id"]}


def agreement_form(app, world) -> dict:
    """A draft of community a, and a form whose names have their own meaning in each community."""
    found = agreement_draft(app, world)
    same = "update places_organisation set name = '同名居委会' where id in (:a, :b)"
    party.execute(app, same, a=world.orgs["jwh_a"], b=world.orgs["jwh_b"])
    same = "update places_compound set name = '同名小区' where id in (:a, :b)"
    party.execute(app, same, a=world.a.compound, b=world.b.compound)
    paper = forms.form_of(world.community_a, {"id": found["agreement"]})
    forms.put(paper, "协议编号", "示例〔2027〕1号")
    forms.put(paper, "社区", "")
    forms.write_row(paper, forms.PARTIES, 2, "其他共建单位", "示例供热公司")
    return found | {"form": forms.packed(paper)}


def commitment_listed(app, world) -> dict:
    """Something that the company of community a promised, and what it could promise besides."""
    made = party.signed(world)
    one = party.promised(world, made)
    more = {
        "organisation_id": str(world.orgs["company_a"]),
        "measure": "清理楼道",
        "due_on": str(today() + timedelta(days=9)),
    }
    return {"agreement": made["id"], "commitment": one["id"], "promise": more}


def commitment_claimed(app, world) -> dict:
    """The same, taken up: its version is 2."""
    found = commitment_listed(app, world)
    party.do(world.manager_a, {"id": found["commitment"], "version": 1}, "claim")
    return found


def commitment_reported(app, world) -> dict:
    """The same, reported done."""
    found = commitment_listed(app, world)
    one = party.do(world.manager_a, party.see_commitment(world.manager_a, {"id": found["commitment"]}), "claim")
    party.do(world.manager_a, one, "submit", note="好了")
    return found


def cross_post_held(app, world) -> dict:
    """Somebody of community a who serves at the company, and somebody who will."""
    held = party.cross_post(world.community_a, world)
    more = {
        "name": "赵兰", "from_id": str(world.orgs["jwh_a"]), "from_post": "委员", "to_id": str(world.orgs["company_a"]),
        "to_post": "监督员", "basis": "协议", "starts_on": str(today()),
    }  # fmt: skip
    return {"cross_post": held["id"], "post": more, "today": str(today()), "agreement": party.signed(world)["id"]}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "agreement_draft": agreement_draft,
    "agreement_in_force": agreement_in_force,
    "agreement_form": agreement_form,
    "commitment_listed": commitment_listed,
    "commitment_claimed": commitment_claimed,
    "commitment_reported": commitment_reported,
    "cross_post_held": cross_post_held,
}
