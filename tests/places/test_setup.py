"""From nothing to the first report: an empty installation is filled by its own people, with tables and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta

import pytest

from app.core import wechat
from app.core.clock import today
from tests.places.steps import fill, see
from tests.tickets.steps import file
from tests.world import Estate, Someone

LONG = "yi-ge-hen-chang-de-mima"
STREET, COMMUNITY = {"street": "示例街道"}, {"street": "示例街道", "community": "示例社区"}


@pytest.fixture
def signed_in(client):
    """Sign somebody of the staff in by name and password."""

    def enter(username: str, password: str) -> Someone:
        body = {"username": username, "password": password, "bearer": True}
        answer = client.post("/api/v1/auth/session", json=body)
        assert answer.status_code == 200, answer.json
        return Someone(None, username, answer.json["token"], None, client)

    return enter


def command(*words: str) -> str:
    """Run a command of operators as they do, and return what it prints."""
    done = subprocess.run([sys.executable, "-m", "app.cli", *words], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def admin(app, signed_in):
    """The first administrator, made from the command line."""
    said = command("create-admin", "admin", "--district", "示例区")
    return signed_in("admin", re.search(r"password (\S+)", said).group(1))


def hire(admin, signed_in, username: str, role: str, **place) -> Someone:
    """Open an account with one post and sign it in."""
    account = admin.post("/staff/people", {"username": username, "name": "示例人员", "password": LONG})
    assert account.status_code == 201, account.json
    post = admin.post(
        f"/staff/people/{account.json['id']}/posts", {"role": role, "starts_on": today().isoformat()} | place
    )
    assert post.status_code == 201, post.json
    return signed_in(username, LONG)


def ledgers(person) -> dict[str, str]:
    """Return whose tables somebody keeps, by table."""
    return {one["table"]: one["subject_id"] for one in person.get("/staff/places/ledgers").json["items"]}


def test_an_empty_installation_is_filled_by_tables_until_a_resident_can_report(
    admin, signed_in, client, deliver, monkeypatch
):
    district = ledgers(admin)["regions"]
    fill(
        admin, district, "regions",
        [{"kind": "street", "code": "110107001", "name": "示例街道"},
         {"kind": "community", "code": "110107001001", "name": "示例社区", "street": "示例街道"}],
    )  # fmt: skip
    regions = {one["name"]: one["id"] for one in admin.get("/staff/regions").json["items"]}

    office = hire(admin, signed_in, "qu", "district", region_id=district)
    fill(
        office, district, "organisations",
        [{"kind": "property_company", "name": "示例物业服务有限公司", "short_name": "示例物业", "phone": "01088880000"},
         {"kind": "contractor", "name": "示例施工有限公司", "short_name": "示例施工"},
         {"kind": "residents_committee", "name": "示例居委会", "short_name": "示例居委会", **COMMUNITY},
         {"kind": "street_office", "name": "示例街道办事处", "short_name": "示例街道", **STREET}],
    )  # fmt: skip
    street = hire(admin, signed_in, "jiedao", "street", region_id=regions["示例街道"])
    here = ledgers(street)["compounds"]
    fill(street, here, "compounds", [{"name": "示例新村", "address": "示例路1号", **COMMUNITY, "households": 2}])
    starts = (today() - timedelta(days=1)).isoformat()
    fill(street, here, "contracts", [{"compound": "示例新村", "company": "示例物业服务有限公司", "starts_on": starts}])

    community = hire(admin, signed_in, "shequ", "community", region_id=regions["示例社区"])
    [compound] = community.get("/staff/compounds").json["items"]
    subject = compound["id"]
    fill(community, subject, "buildings", [{"name": "1号楼", "floors": 6, "lifts": 0}])
    fill(community, subject, "homes", [{"building": "1号楼", "unit": "1单元", "label": "101", "area_centi_m2": 5680}])
    fill(
        community, subject, "assets",
        [{"kind": "roof", "name": "屋面", "building": "1号楼", "operator_status": "not_handed_over"}],
    )  # fmt: skip
    fill(
        community, subject, "warranties",
        [{"building": "1号楼", "asset": "屋面", "part": "屋面防水", "contractor": "示例施工有限公司",
          "starts_on": "2025-06-30", "ends_on": "2030-06-29"}],
    )  # fmt: skip

    company = next(one["id"] for one in admin.get("/staff/organisations?kind=property_company").json["items"])
    manager = hire(admin, signed_in, "jingli", "manager", organisation_id=company)
    monkeypatch.setattr(wechat, "code_to_session", lambda code: f"openid-{code}")
    resident = newcomer(client)
    [listed] = resident.get("/compounds?q=示例新村").json["items"]
    [building] = resident.get(f"/compounds/{listed['id']}/buildings").json["items"]
    [home] = resident.get(f"/units/{building['units'][0]['id']}/homes").json["items"]
    claim = resident.post("/bindings", {"home_id": home["id"], "relation": "owner"})
    assert claim.status_code == 201, claim.json
    ticket = file(resident, Estate(listed["id"], building["id"], None, [], None, ""), description="楼道灯不亮")
    deliver()
    [seen] = manager.get("/staff/tickets").json["items"]
    assert (seen["id"], seen["state"]) == (ticket["id"], "dispatched")
    assert see(community, subject, "homes")["total"] == 1

    assert "compound: 1\n" in command("places")


def newcomer(client) -> Someone:
    """Return a resident who signed in with WeChat for the first time."""
    answer = client.post("/api/v1/auth/wechat", json={"code": "newcomer"})
    assert answer.status_code == 200, answer.json
    return Someone(None, "居民", answer.json["token"], None, client)
