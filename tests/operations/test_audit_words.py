"""The audit log is read by people: names, numbers and plain words, never a machine's id or code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app as product
from app.consultations.models import Action as ConsultationAction
from app.council.models import TopicAction
from app.disclosures.models import VersionAction
from app.disclosures.service.duties import ASK_AGAIN, SET_ASIDE
from app.governance.models import Action as GovernanceAction
from app.governance.models import SessionAction
from app.hotline.policy import MOVES as BATCH_MOVES
from app.identity.workflow import BindingAction
from app.moderation.policy import DECISIONS
from app.operations.details import DETAILS, IDS, VALUES
from app.operations.wording import SUBJECTS, WHAT
from app.party.models import AgreementAction, CommitmentAction
from app.proactive.models import TaskAction
from app.resources.models import Action as ResourceAction
from app.standards.models import PlanAction
from app.tickets.models import Action
from app.voting.models import PollAction
from tests.tickets.steps import act, file, finish_by_repair

MACHINES = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}|[a-z_]{4,}|[A-Z]{3,}")
SOURCE = Path(product.__file__).parent


def log(world):
    """Return the whole first page of the log by act."""
    rows = world.auditor.get("/staff/audit?limit=100").json["items"]
    return {row["what"]: row for row in rows}, rows


def details(row):
    return {part["name"]: part["value"] for part in row["details"]}


def test_people_posts_homes_and_tickets_have_their_names(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    home = str(world.a.homes[2])
    claim = world.stranger.post("/bindings", {"home_id": home, "relation": "tenant", "note": ""}).json
    world.community_a.post(f"/staff/bindings/{claim['id']}/actions/approve", {"version": 1})
    body = {"role": "community", "region_id": str(world.regions["community_b"]), "starts_on": "2026-01-01"}
    person = str(world.community_a.id)
    granted = world.sysadmin.post(f"/staff/people/{person}/posts", body)
    assert granted.status_code in (200, 201), granted.json
    found, rows = log(world)

    finished = found["tickets.finish"]
    assert (finished["what_name"], finished["subject_name"]) == ("办理完成", f"工单 {ticket['no']}")
    assert (finished["actor_name"], finished["actor_post"]) == ("repaira", "示例物业a维修人员")
    assert details(finished) == {"原来": "处理中", "改为": "待居民确认"}
    approved = found["identity.home_approve"]
    assert approved["subject_name"] == "房屋认证 陌生人，示例小区a 1号楼1单元201"
    assert details(approved)["人员"] == "陌生人"
    assert details(found["identity.home_claimed"]) == {"住房": "示例小区a 1号楼1单元201", "关系": "租户"}
    post = found["identity.post_granted"]
    assert post["subject_name"] == "岗位 communitya，示例社区b社区工作者"
    assert details(post) == {"岗位": "社区工作者", "人员": "communitya"}
    for row in rows:
        said = [row["what_name"], row["subject_name"], *(part["value"] for part in row["details"])]
        names = {"repaira", "communitya", "managera"}
        assert not [word for words in said for word in MACHINES.findall(words) if word not in names], row


def test_codes_of_other_areas_have_words(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    act(world.resident_a, ticket["id"], "confirm", outcome="unsolved", rating=1)
    deliver()
    world.community_a.post(f"/staff/tickets/{ticket['id']}/exclusion", {"reason": "unlawful", "note": "违建"})
    found, _ = log(world)

    asked = found["callbacks.ask_exclusion"]
    assert (asked["subject_name"], details(asked)) == (f"工单 {ticket['no']}", {"理由": "诉求不合法"})


def test_a_page_costs_one_statement_for_each_kind_not_for_each_row(world, deliver, count_queries):
    for number in range(8):
        file(world.resident_a, world.a, description=f"第{number}件")
    count_queries.clear()
    world.auditor.get("/staff/audit?limit=2")
    few = len(count_queries)
    count_queries.clear()
    assert len(world.auditor.get("/staff/audit?limit=50").json["items"]) == 8

    assert len(count_queries) == few


def test_what_is_named_in_the_filter_is_everything_there_is(world):
    acts = world.auditor.get("/staff/audit/acts").json["items"]

    assert {"what": "tickets.file", "name": "提交工单"} in acts
    assert len({one["name"] for one in acts}) == len(acts)  # two acts of one name could not be told apart


FAMILIES = {
    "tickets": [action.value for action in Action],
    "identity.home_": [action.value for action in BindingAction],
    "hotline": list(BATCH_MOVES),
    "moderation": list(DECISIONS),
    "voting": [action.value for action in PollAction],
    "resources": [action.value for action in ResourceAction],
    "disclosures": [*(action.value for action in VersionAction), SET_ASIDE, ASK_AGAIN],
    "standards": [action.value for action in PlanAction if action is not PlanAction.SAVE],
    "proactive": [action.value for action in TaskAction if action is not TaskAction.OPEN],
    "governance": [
        "add",
        *(action.value for action in GovernanceAction),
        "member_add",
        "member_leave",
        "member_unit",
        "meeting",
        "decision_post",
        "decision_done",
        "decision_revoke",
        "namesake",
    ],
    "governance.assembly_": ["save", "ask", "call", *(action.value for action in SessionAction)],
    "governance.barred_": ["add", "change", "take_off", "other", "other_post"],
    "consultations": [action.value for action in ConsultationAction],
    "council": ["add", "propose", *(action.value for action in TopicAction)],
    "party": ["draft", "copy", *(action.value for action in AgreementAction)],
    "party.commitment_": ["add", "next", "late", *(action.value for action in CommitmentAction)],
    "callbacks.exclusion_": ["approved", "denied"],
    "notify": ["resend", "mark_sent", "mark_failed"],
    "duty": ["add_shift", "change_shift", "remove_shift"],
}
"""Acts whose name is put together in the source, by how it begins."""


def written() -> dict[str, list[str]]:
    """Return every act that the source writes down, with where; what stands in braces as ``{}``."""
    found: dict[str, list[str]] = {}
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"audit\.record\(\s*[\w.]+,\s*f?\"([a-z_.]+(?:\{[^}]+\})?)\"", text):
            found.setdefault(re.sub(r"\{.*\}", "{}", match[1]), []).append(path.name)
    return found


def test_every_act_in_the_source_has_words():
    acts = written()
    assert len(acts) > 40
    for what, where in acts.items():
        if not what.endswith("{}"):
            assert what in WHAT, where
            continue
        begin = what.removesuffix("{}")
        family = FAMILIES[begin.removesuffix(".")]
        assert [begin + one for one in family if begin + one not in WHAT] == []


@pytest.mark.parametrize("words", [WHAT, SUBJECTS, DETAILS, VALUES])
def test_the_words_are_chinese(words):
    for word in words.values():
        assert re.search(r"[\u4e00-\u9fff]|^12345$", word), word
    assert set(IDS) <= set(DETAILS)
