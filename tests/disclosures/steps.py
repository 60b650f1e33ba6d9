"""Steps that the tests of disclosures take, each through HTTP."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

from PIL import Image

from app.core.clock import today
from app.core.permissions import Role
from app.forms import FORMS
from tests.disclosures.bodies import PERIODS, RIGHT
from tests.duty.steps import execute, rows, together  # the same tools serve here
from tests.world import give_post, make_person, write

__all__ = ["execute", "rows", "together"]

BASE = "/staff/disclosures"
Shape = dict[str, Any]


def unguarded(app, statement: str, **params) -> None:
    """Let something have happened at another time: change a version as nobody can in the product."""
    execute(app, "alter table disclosures_version disable trigger guarded")
    execute(app, statement, **params)
    execute(app, "alter table disclosures_version enable trigger guarded")


def second_manager(app, world, key: str = "manager_a2", company: str = "company_a"):
    """Return another manager of a company."""

    def make():
        person = make_person(world, world.manager_a.client, "经理二", username=key, key=key)
        give_post(world, person, Role.MANAGER, organisation=world.orgs[company])
        return person

    return write(app, make)


def second_community(app, world):
    """Return another worker of community a."""

    def make():
        person = make_person(world, world.manager_a.client, "社工二", username="community-a2", key="community_a2")
        give_post(world, person, Role.COMMUNITY, region=world.regions["community_a"])
        return person

    return write(app, make)


def photo(person) -> str:
    """Send a photo and return its id."""
    picture = io.BytesIO()
    Image.new("RGB", (16, 12), "gray").save(picture, "JPEG")
    picture.seek(0)
    sent = person._call("post", "/media", data={"file": (picture, "a.jpg")})
    assert sent.status_code == 201, sent.json
    return sent.json["id"]


def places(person, count: int = 2) -> list[Shape]:
    """Return posting places, each with a photo."""
    return [{"place": f"{number} 号楼公告栏", "media_id": photo(person)} for number in range(1, count + 1)]


def begin(person, estate, form: str = "company", expect: int = 201, **more) -> Shape:
    """Begin a version of a form, of its usual period."""
    first, last = PERIODS.get(FORMS[form].period, (None, None)) if form in FORMS else (None, None)
    body = {"compound_id": str(estate.compound), "form": form}
    if first is not None:
        body |= {"period_from": str(first), "period_to": str(last)}
    if form in FORMS and FORMS[form].period == "event":
        body["subject"] = "某一件事"
    headers = {"Idempotency-Key": more.pop("key", None) or str(uuid.uuid4())}
    answer = person.post(f"{BASE}/publications", body | more, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, version_id: str, expect: int = 200) -> Shape:
    """Return a version."""
    answer = person.get(f"{BASE}/versions/{version_id}")
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, version: Shape, action: str, expect: int = 200, **body) -> Shape:
    """Do ``action`` with the version on the screen."""
    path = f"{BASE}/versions/{version['id']}/actions/{action}"
    answer = person.post(path, {"version": version["version"]} | body)
    assert answer.status_code == expect, answer.json
    return answer.json


def written(person, estate, form: str = "company", body=None, *, begun: Shape | None = None, **more) -> Shape:
    """Return a draft in which everything is right (or as ``body`` says)."""
    draft = begun or begin(person, estate, form)
    sent: Shape = {"body": body if body is not None else RIGHT[form]()}
    if FORMS[form].least_places and not draft["places"]:
        sent["places"] = places(person, FORMS[form].least_places)
    if form in ("parking", "fund_emergency") and not draft["attachments"]:
        sent["attachments"] = [photo(person)]
    return act(person, draft, "save", **sent | more)


def published(person, second, estate, form: str = "company", body=None, **more) -> Shape:
    """Return a version that one person wrote and another one published."""
    draft = written(person, estate, form, body, **more)
    submitted = act(person, draft, "submit")
    return act(second, submitted, "publish")


def errors(version: Shape) -> list[str]:
    """Return the paths of what stops a version."""
    return [one["path"] for one in version["problems"] if one["level"] == "error"]


def public(app, estate, on=None) -> Shape:
    """Return what everybody may read of a compound."""
    from app.disclosures.service import public_disclosures
    from tests.world import in_app

    return in_app(app, public_disclosures, estate.compound, on or today())


def duties(person, **query) -> list[Shape]:
    """Return the duties that somebody sees."""
    answer = person.get(f"{BASE}/duties", query_string={"limit": 100} | query)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def arm(app) -> None:
    """Give compounds their duties, as the sweeper does, none of them due soon whatever day of the year it is."""
    from app.disclosures import jobs
    from tests.world import in_app

    had = [one.id for one in rows(app, "select id from disclosures_duty")]
    in_app(app, jobs.arm)
    execute(
        app,
        "update disclosures_duty set next_due_on = :later, stage = 0, version = version + 1"
        " where next_due_on < :later and id <> all(:had)",
        later=today() + timedelta(days=100), had=had,
    )  # fmt: skip


def let_be_due(app, estate, form: str, in_days: int) -> str:
    """Let a duty be due in some days with its ladder to be climbed from the start, and return its id."""
    execute(
        app,
        "update disclosures_duty set next_due_on = :day, stage = 0, version = version + 1"
        " where compound_id = :compound and form = :form",
        day=today() + timedelta(days=in_days), compound=estate.compound, form=form,
    )  # fmt: skip
    found = rows(
        app, "select id, version from disclosures_duty where compound_id = :c and form = :f", c=estate.compound, f=form
    )
    return str(found[0].id)
