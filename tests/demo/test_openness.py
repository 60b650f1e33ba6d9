"""What is promised, done, published, missing and questioned in the demo district: as the product would have it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.core.clock import BEIJING, today
from app.demo.chance import ident
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.openness.shapes import EXEMPLARY, HAND_MADE, NEVER_PUBLISHED
from app.demo.people import password_of
from app.disclosures.service.moves import sealed_part
from app.forms import FORMS, Before, Facts
from app.forms import content as contents
from app.tickets.models import Action
from app.workdays.service import calendar

VERSIONS = """
    SELECT v.*, x.form, x.compound_id, x.period_from, x.period_to, x.subject, c.households, c.name AS compound
    FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    JOIN places_compound c ON c.id = x.compound_id
"""


def compound(key: str) -> str:
    """Return the id of a compound by the key of its plan."""
    return str(ident("compound", key))


def public(demo_app, key: str) -> dict:
    """Return the public page of a compound, as somebody reads it who is not signed in."""
    answer = demo_app.test_client(use_cookies=False).get(f"/api/v1/public/compounds/{compound(key)}")
    assert answer.status_code == 200, answer.text
    return answer.json


class SecondManager:
    """The company's second manager, signed in to the panel with his password."""

    def __init__(self, app) -> None:
        self._client = app.test_client()
        body = {"username": "manager2", "password": password_of("manager2")}
        answer = self._client.post("/api/v1/auth/session", json=body, headers={"Origin": "http://localhost"})
        assert answer.status_code == 200, answer.text

    def get(self, path: str):
        answer = self._client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json


# --- what is published ---


def test_every_seal_is_that_of_what_people_read(demo):
    published = demo(f"{VERSIONS} WHERE v.number IS NOT NULL")

    assert len(published) > 90
    for row in published:
        assert contents.seal(sealed_part(row, row)) == row.hash, row.compound


def test_nothing_was_published_that_the_checks_would_have_refused(demo, demo_app):
    """Each version is judged again as on the day on which it came out, after what came out before it."""
    rows = demo(f"{VERSIONS} WHERE v.number IS NOT NULL ORDER BY v.publication_id, v.number")
    last = {}
    with demo_app.app_context():
        days_off = calendar()
    for row in rows:
        before = last.get(row.publication_id)
        facts = Facts(
            today=row.published_at.astimezone(BEIJING).date(),
            calendar=days_off,
            period_from=row.period_from,
            period_to=row.period_to,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            places=len(row.places),
            attachments=len(row.attachments),
            households=row.households,
            before=Before(before.body, before.number, before.valid_from) if before else None,
            corrects=row.corrects_id is not None,
            in_force_from=before.valid_from if before and row.corrects_id is None else None,
        )
        found = contents.stops(contents.problems(FORMS[row.form], row.body, facts))
        assert found == [], f"{row.compound} {row.form}"
        last[row.publication_id] = row


def test_each_of_two_people_may_do_what_he_did(demo):
    """Who wrote and who published hold a post that lets them, on the same side."""
    strangers = demo("""
        SELECT v.id FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
        CROSS JOIN LATERAL (VALUES (v.author_id), (v.approved_by)) AS who (person_id)
        WHERE v.number IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM identity_post p WHERE p.person_id = who.person_id AND p.ended_at IS NULL
              AND (p.role = 'manager' AND p.organisation_id = v.organisation_id
                   AND coalesce(p.compound_id, x.compound_id) = x.compound_id
                   OR p.role = 'community' AND v.organisation_id IS NULL AND p.region_id = x.community_id))
    """)

    assert strangers == []


def test_the_quarters_of_a_year_add_up_to_it_and_follow_one_another(demo):
    quarters = demo(f"""{VERSIONS} WHERE x.form = 'accounts_quarter'
        ORDER BY x.compound_id, x.period_from""")

    assert len({row.compound_id for row in quarters}) == 3
    for earlier, later in pairwise(quarters):
        if earlier.compound_id == later.compound_id:
            assert later.body["head"]["opening"] == earlier.body["head"]["closing"]
    years = {row.compound_id: row for row in demo(f"{VERSIONS} WHERE x.form = 'accounts' AND v.state = 'published'")}
    follow = [row for row in quarters if row.period_from.month == 1 and row.period_from.year == today().year]
    for row in follow:
        year = years[row.compound_id]
        if year.period_to.year == row.period_from.year - 1:
            assert row.body["head"]["opening"] == year.body["head"]["closing"]


def test_the_fund_and_the_common_revenue_say_the_same(demo):
    funds = {row.compound_id: row.body for row in demo(f"{VERSIONS} WHERE x.form = 'fund' AND v.state = 'published'")}
    revenues = demo(f"{VERSIONS} WHERE x.form = 'revenue' AND v.state = 'published'")

    both = [(funds[row.compound_id]["head"], row.body["head"]) for row in revenues if row.compound_id in funds]
    assert len(both) >= 6
    for fund, revenue in both:
        assert fund["closing"] == revenue["fund_balance"]
        assert fund["first_deposit"] == revenue["first_deposit"]
        assert fund["paid_in"] >= revenue["refill"] > 0


def test_every_state_and_every_turn_is_there(demo):
    states = {row.state for row in demo("SELECT DISTINCT state FROM disclosures_version")}

    assert states == {"draft", "submitted", "published", "superseded", "withdrawn"}
    assert demo("SELECT 1 FROM disclosures_version WHERE corrects_id IS NOT NULL AND number IS NOT NULL")
    assert demo("SELECT 1 FROM disclosures_version WHERE state = 'draft' AND return_reason <> ''")
    assert demo("SELECT 1 FROM disclosures_version WHERE state = 'published' AND valid_from > current_date")
    forms = {row.form for row in demo("SELECT DISTINCT form FROM disclosures_publication")}
    assert forms == set(FORMS)


def test_a_roof_was_repaired_at_once_and_neighbours_keep_the_parking(demo, demo_app):
    """The rare sheets hang there: what each stairwell pays comes to the audited sum, each quarter follows the last."""
    near, north = (public(demo_app, key)["disclosures"] for key in (PERSONA_COMPOUND, "chunhui_north"))
    assert [one["form"] for one in near].count("fund_emergency") == 1
    assert [one["form"] for one in north if one["form"] == "parking_selfgov"]
    [roof] = demo(f"{VERSIONS} WHERE x.form = 'fund_emergency'")
    split = roof.body["tables"]["split"]
    assert (len(split) > 1, sum(row["amount"] for row in split)) == (True, roof.body["head"]["amount"])
    assert (roof.valid_to - roof.published_at.date()).days >= 3
    assert len(roof.attachments) == 3
    earlier, later = demo(f"{VERSIONS} WHERE x.form = 'parking_selfgov' ORDER BY x.period_from")
    assert later.body["head"]["opening"] == earlier.body["head"]["closing"]
    [duty] = demo("SELECT * FROM disclosures_duty WHERE code = 'D16' AND exempt_reason = ''")
    assert (str(duty.compound_id), duty.next_due_on >= today()) == (compound("chunhui_north"), True)


# --- duties ---


def test_every_compound_has_its_duties_and_they_are_due_when_the_product_says(demo_app):
    from sqlalchemy import select

    from app.core.db import db
    from app.disclosures.duties import next_due, reached, rule_of
    from app.disclosures.models import Duty
    from app.disclosures.queries.duties import shown
    from app.disclosures.service import duties

    withdrawn = ident("duty", "huaiyin", "D5", "sharing")
    with demo_app.app_context():
        assert duties.arm() == 0
        for duty in db.session.scalars(select(Duty)):
            rule, since = rule_of(duty.code, duty.form), duty.created_at.astimezone(BEIJING).date()
            due = next_due(rule, shown(duty.compound_id, duty.form), today(), since)
            if duty.id == withdrawn:
                assert duty.next_due_on < today()
                assert duty.next_due_on != due
            elif duty.code != "D14":
                assert duty.next_due_on == due, (duty.code, duty.form)
            if duty.next_due_on is not None and not duty.exempt_reason:
                assert duty.stage == reached(duty.next_due_on, duties.now())
        db.session.rollback()


def test_compounds_are_in_different_shape(persona):
    overview = {one["compound"]["name"]: one for one in persona("district").get("/staff/disclosures/overview")["items"]}

    exemplary, never = overview["示例春晖东里"], overview["示例柳岸小区"]
    assert (exemplary["overdue"], exemplary["never"]) == (0, 0)
    assert (never["published"], never["overdue"] > 5) == (0, True)
    assert 0 < overview["示例清泉家园"]["overdue"] < never["overdue"]
    assert overview["示例春晖里小区"]["objections_open"] == 3


def test_the_public_pages_show_it(demo_app):
    near, never, bright = (public(demo_app, key) for key in (PERSONA_COMPOUND, NEVER_PUBLISHED, EXEMPLARY))

    assert near["fees"]["my_fee"]["price"] == "0.78 元/㎡·月"
    assert near["standards_summary"]["late"] == 2
    corrected = next(one for one in near["disclosures"] if one["form"] == "accounts")["corrected_from"]
    assert set(corrected["values"]) >= {"expense.cleaning.amount", "expense.greening.amount"}
    asked = [one for entry in near["disclosures"] for one in entry["objections"]]
    assert {one["state"] for one in asked} == {"open", "answered"}
    assert (never["disclosures"], never["fees"], len(never["overdue"]) > 5) == ([], None, True)
    assert bright["overdue"] == []
    assert bright["standards_summary"]["late"] == 0
    assert bright["standards_summary"]["share_permille"] > near["standards_summary"]["share_permille"]


@pytest.mark.parametrize("page", ["", "/fees", "/standards", "/accounts", "/all"])
def test_the_plain_pages_open_for_every_compound(demo, demo_app, page):
    for row in demo("SELECT code FROM places_compound"):
        answer = demo_app.test_client(use_cookies=False).get(f"/p/{row.code}{page}")
        assert answer.status_code == 200


def test_photos_of_what_is_public_open(demo, demo_app):
    photos = demo("""
        (SELECT id FROM media_file WHERE subject_kind = 'disclosure' ORDER BY id LIMIT 3)
        UNION (SELECT id FROM media_file WHERE subject_kind = 'service_record' ORDER BY id LIMIT 3)
    """)

    assert len(photos) == 6
    for row in photos:
        answer = demo_app.test_client(use_cookies=False).get(f"/api/v1/public/photos/{row.id}")
        assert answer.status_code == 200
        assert answer.data[:2] == b"\xff\xd8"


# --- the desk ---


def test_the_second_person_of_the_company_may_publish_what_the_first_handed_in(persona, demo_app):
    waiting = next(
        group["items"][0]
        for group in SecondManager(demo_app).get("/staff/todo")["groups"]
        if group["key"] == "disclosures_approve"
    )

    for person, may in ((persona("manager"), False), (SecondManager(demo_app), True)):
        shown = person.get(f"/staff/disclosures/versions/{waiting['id']}")
        assert ("publish" in shown["actions"], bool(shown["why_not_me"])) == (may, not may)
        assert [one for one in shown["problems"] if one["level"] == "error"] == []


def test_the_manager_finds_what_was_sent_back_and_what_is_asked(persona):
    heaps = {group["key"]: group["items"] for group in persona("manager").get("/staff/todo")["groups"]}

    assert len(heaps["objections"]) == 3
    assert sum(item["late"] for item in heaps["objections"]) == 1
    listed = persona("manager").get("/staff/disclosures/publications?limit=100")["items"]
    versions = [(one["title"], version) for one in listed for version in one["versions"]]
    drafts = [title for title, version in versions if version["state"] == "draft"]
    assert drafts == ["设施设备维护保养单位"]


# --- questions ---


def test_questions_say_what_their_tickets_say(demo):
    rows = demo("""
        SELECT o.*, t.state AS ticket_state, t.ordered_due_at, t.created_at AS filed_at, t.category, t.description,
               v.body, x.form FROM disclosures_objection o
        JOIN tickets_ticket t ON t.id = o.ticket_id JOIN disclosures_version v ON v.id = o.version_id
        JOIN disclosures_publication x ON x.id = o.publication_id
    """)

    assert len(rows) == 10
    assert {row.state for row in rows} == {"open", "answered", "withdrawn"}
    for row in rows:
        spot = contents.spot(FORMS[row.form], row.body, row.anchor)
        assert (spot.label, spot.shown) == (row.label, row.shown)
        assert row.shown in row.description
        steps = demo("SELECT * FROM tickets_event WHERE ticket_id = :id ORDER BY seq", id=row.ticket_id)
        answers = demo("SELECT * FROM disclosures_answer WHERE objection_id = :id ORDER BY seq", id=row.id)
        finished = [step for step in steps if step.action == Action.FINISH]
        assert [(one.seq, one.answer, one.answered_by) for one in answers] == [
            (step.seq, step.note, step.actor_id) for step in finished
        ]
        ended = [step.action for step in steps if step.action in (Action.FINISH, Action.REOPEN, Action.WITHDRAW)]
        state = {"finish": "answered", "reopen": "open", "withdraw": "withdrawn"}.get(
            ended[-1] if ended else "", "open"
        )
        assert row.state == state


# --- service standards ---


@pytest.mark.parametrize("key", [key for key, shape in HAND_MADE.items() if shape.level and not shape.drafted])
def test_exactly_what_was_forgotten_is_late(persona, key):
    board = persona("district").get(f"/staff/standards/compounds/{compound(key)}/board")

    assert {one["code"] for one in board["items"] if one["state"] == "late"} == set(HAND_MADE[key].late)
    # Before the first round of the day, what is done daily is still to be done.
    assert board["counts"]["on_time"] + board["counts"]["due"] > 20
    assert board["share"]["permille"] > 700


def test_plans_were_right_when_they_were_fixed(demo):
    plans = demo("SELECT * FROM standards_plan ORDER BY compound_id, number")

    assert {plan.state for plan in plans} == {"draft", "fixed", "superseded"}
    assert {plan.basis for plan in plans} == {"standard", "own"}
    assert {row.n for row in demo("SELECT count(*) AS n FROM standards_term GROUP BY plan_id")} == {71}
    reasons = demo("SELECT DISTINCT not_applicable AS why FROM standards_term WHERE not_applicable IS NOT NULL")
    assert {"小区台账里没有电梯", "小区没有公共卫生间"} <= {row.why for row in reasons}
    early = demo("""
        SELECT r.id FROM standards_record r JOIN standards_plan p ON p.compound_id = r.compound_id AND p.number = 1
        WHERE r.source = 'log' AND (r.at AT TIME ZONE 'Asia/Shanghai')::date < p.starts_on
    """)
    assert early == []


def test_records_are_those_of_people_who_work_there(demo):
    strangers = demo("""
        SELECT r.id FROM standards_record r WHERE r.source = 'log' AND NOT EXISTS (
            SELECT 1 FROM identity_post p WHERE p.person_id = r.by_person AND p.role = 'repair'
              AND coalesce(p.compound_id, r.compound_id) = r.compound_id)
    """)
    repairs = demo("""
        SELECT r.undone_at, t.outcome FROM standards_record r JOIN tickets_ticket t ON t.id = r.ticket_id
        WHERE t.round = r.ticket_round
    """)

    assert strangers == []
    assert len(repairs) > 30
    assert all((row.undone_at is not None) == (row.outcome == "unsolved") for row in repairs)


def test_repairs_are_proof_exactly_where_the_product_says(demo, demo_app):
    """Made again by the product's own service, nothing is added."""
    from app.core.db import db
    from app.standards.service import from_ticket

    finished = demo("""
        SELECT id, round FROM tickets_ticket WHERE finished_at > now() - interval '119 days'
          AND state IN ('closed', 'awaiting_confirmation')
    """)
    with demo_app.app_context():
        added = [row.id for row in finished if from_ticket(row.id, row.round)]
        db.session.rollback()

    assert len(finished) > 100
    assert added == []


# --- what owners decided ---


def test_what_owners_decided_is_what_the_votes_say(demo):
    from app.voting import counting
    from app.voting.service.tally import digest

    polls = demo("SELECT * FROM voting_poll ORDER BY created_at")

    assert {(row.kind, row.state) for row in polls} == {
        ("survey", "announced"), ("assembly", "announced"), ("assembly", "draft"),
    }  # fmt: skip
    for poll in polls:
        if poll.state == "draft":
            continue
        rows = demo(
            "SELECT e.area, e.home_id::text AS head, v.choices FROM voting_elector e LEFT JOIN voting_ballot v"
            " ON v.poll_id = e.poll_id AND v.home_id = e.home_id WHERE e.poll_id = :id",
            id=poll.id,
        )
        topics = demo("SELECT number, matter FROM voting_topic WHERE poll_id = :id", id=poll.id)
        voters = [counting.Voter(row.area, row.head, row.choices) for row in rows]
        found = counting.count(voters, {topic.number: topic.matter for topic in topics})
        assert found == {name: value for name, value in poll.result.items() if name != "channels"}
        assert digest(poll.recount) == poll.hash
        assert found["enough"]
    [roof] = [poll for poll in polls if poll.kind == "assembly" and poll.state == "announced"]
    assert [topic["passed"] for topic in roof.result["topics"]] == [True, False]
