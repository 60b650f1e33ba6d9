"""What was promised last year goes on in the agreement that follows, without being typed in again."""

from __future__ import annotations

from datetime import date, timedelta

from app.core.clock import today
from tests.party.steps import act, content, copy, do, execute, promise, promised, retold, see, signed

DAY = timedelta(days=1)


def listed(person, agreement):
    """Return what an agreement promises: measure, rhythm, due day and state."""
    answer = person.get("/staff/party/commitments", query_string={"agreement_id": agreement["id"]})
    return [(one["measure"], one["rhythm"], one["due_on"], one["state"]) for one in answer.json["items"]]


def followed(world, last, number="2", **fields):
    """Return the agreement that follows one, signed."""
    made = copy(world.community_a, last, number)
    parties = [{"organisation_id": one["id"], "role": one["role"]} for one in last["parties"]]
    term = {key: made[key] for key in ("starts_on", "ends_on")}
    body = content(world, number=number, parties=parties, **term) | fields
    return act(world.community_a, act(world.community_a, made, "save", content=body), "sign")


def finish(world, one):
    """Bring something promised to its end."""
    for person, action in ((world.manager_a, "claim"), (world.manager_a, "submit"), (world.community_a, "confirm")):
        one = do(person, one, action, note="好了")
    return do(world.community_a, one, "rate", rating=5)


def test_what_recurs_and_what_is_not_done_goes_on_and_the_rest_does_not(world):
    heat = str(world.orgs["heat"])
    parties = [*content(world)["parties"], {"organisation_id": heat, "role": "utility"}]
    last = signed(world, parties=parties)
    open_one = promised(world, last, measure="没办完的", due_on=str(today() + 20 * DAY))
    finish(world, promised(world, last, measure="办完的"))
    dropped = promised(world, last, measure="撤销的", rhythm="monthly")
    do(world.community_a, dropped, "drop", note="不再需要")
    promise(world.community_a, last, world, measure="供热的", organisation_id=heat)
    promised(world, last, measure="每月的", rhythm="monthly", due_on=str(today() + 3 * DAY))
    made = followed(world, last, parties=content(world)["parties"])
    due = date.fromisoformat(open_one["due_on"])
    moved = due.replace(year=due.year + 1, day=min(due.day, 28 if due.month == 2 else 31))
    first = date.fromisoformat(made["starts_on"])
    found = {one[0]: one[1:] for one in listed(world.community_a, made)}
    assert set(found) == {"没办完的", "每月的"}
    assert found["没办完的"] == ("once", str(moved), "listed")
    turn = date.fromisoformat(found["每月的"][1])
    assert (found["每月的"][0], found["每月的"][2], turn.day) == ("monthly", "listed", (today() + 3 * DAY).day)
    assert first <= turn < first + 31 * DAY
    assert see(world.community_a, made)["promised"]["total"] == 2
    assert len(listed(world.community_a, last)) == 4


def test_what_ended_with_the_agreement_goes_on_and_only_once(app, world, deliver):
    last = signed(world)
    promised(world, last, measure="没办完的", due_on=str(today() + DAY))
    execute(app, "update party_agreement set starts_on = starts_on - 366, ends_on = :d", d=today() - DAY)
    execute(app, "update core_outbox set due_at = now() where topic = 'party.agreement_ends'")
    deliver()
    over = see(world.community_a, last)
    assert (over["state"], listed(world.community_a, last)) == ("ended", [])
    [one] = listed(world.community_a, followed(world, over))
    assert (one[0], one[3]) == ("没办完的", "listed")
    assert listed(world.community_a, followed(world, over, "3")) == []


def test_every_month_stays_on_the_last_day_after_a_short_one(app, world):
    one = promised(world, signed(world), rhythm="monthly", due_on=str(today() + DAY))
    retold(app, "update party_commitment_event set due_on = :d", d=today().replace(month=1, day=31))
    second = today().replace(month=2, day=28)
    execute(app, "update party_commitment set round = 2, due_on = :d", d=second)
    finish(world, one)
    [found] = listed(world.community_a, one["agreement"])
    turn = date.fromisoformat(found[2])
    assert (turn + DAY).day == 1
    assert turn > today()
