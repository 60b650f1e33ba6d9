"""Committees of owners at work: who sits there, when they met, what they decided, and one that is late with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.demo.album import Album
from app.demo.chance import ident
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import Compound, District, Home
from app.demo.people import PERSONAS
from app.demo.residents import PERSONA_HOME
from app.demo.seasons import moment
from app.governance.models import (
    REPRESENTATIVES,
    Action,
    Committee,
    CommitteeEvent,
    Decision,
    Kind,
    Meeting,
    Member,
    MemberType,
    Role,
    State,
)
from app.governance.queries.postings import DECISION, MEMBERS
from app.governance.service.postings import STAGE

INTERIM, ELECTED = ("chunhui", "huaiyin"), ("chunhui_east", "heshun")
T, R = MemberType, Role
RESIDENT = dict(PERSONAS)["resident"]
SEVEN = (
    ("孙建华", T.JUWEIHUI, R.HEAD), ("马秀英", T.OWNER, R.DEPUTY), (RESIDENT, T.OWNER, R.MEMBER),
    ("林志明", T.OWNER, R.MEMBER), ("何淑芬", T.OWNER_UNIT_REP, R.MEMBER), ("郭文", T.USER_REP, R.MEMBER),
    ("刘文静", T.JUWEIHUI, R.MEMBER),
)  # fmt: skip
FIVE = (
    ("张卫东", T.OWNER, R.HEAD), ("王桂兰", T.OWNER, R.DEPUTY), ("陈建", T.OWNER, R.MEMBER),
    ("李凤云", T.OWNER, R.MEMBER), ("周强", T.EMPLOYEE_REP, R.MEMBER),
)  # fmt: skip
DECIDED = (
    ("三个单元门加装闭门器，由物业在十日内装好。", 40, True),
    ("每月第一个周六请物业到院里公开答疑。", 12, False),
)
"""What was decided, how many days ago, and whether it is done."""


def write(district: District, copier: Copier, album: Album) -> None:
    """Write them; the elected ones are late with what their members paid this half-year."""
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Committee, Member, Meeting, Decision, CommitteeEvent)
    }
    for keys, kind, people in ((INTERIM, Kind.INTERIM, SEVEN), (ELECTED, Kind.COMMITTEE, FIVE)):
        for key in keys:
            compound = district.compounds.get(key)
            if compound is not None:
                _committee(district, compound, kind, people, rows)
                _photograph(district, compound, rows, album)
    for model, found in rows.items():
        copier.rows(model, found)


def _photograph(district: District, compound: Compound, rows: Any, album: Album) -> None:
    """Take a photo of the notice board with the members, and one with each decision."""
    owner = district.cadres[compound.community.id][0].person
    committee = rows[Committee][-1]
    decisions = [one for one in rows[Decision] if one["committee_id"] == committee["id"]]
    for kind, posted in ((MEMBERS, committee), *((DECISION, one) for one in decisions)):
        at, photo = moment(posted["posted_on"], 11), ident("posting-photo", str(posted["id"]))
        album.paste(photo, "board", owner, at, (kind, posted["id"], STAGE))


def _committee(
    district: District, compound: Compound, kind: Kind, people: tuple[tuple[str, MemberType, Role], ...], rows: Any
) -> None:
    committee_id = ident("owners-at-work", compound.plan.key)
    starts = district.days_ago(420)
    rows[Committee].append(
        {
            "id": committee_id,
            "created_at": moment(starts, 9),
            "district_id": district.id,
            "street_id": compound.street.id,
            "community_id": compound.community.id,
            "compound_id": compound.id,
            "kind": kind,
            "state": State.IN_OFFICE,
            "version": 3,
            "starts_on": starts,
            "ends_on": starts + timedelta(days=1095 if kind is Kind.INTERIM else 1826),
            "seats": len(people),
            "posted_on": district.days_ago(432),
            "posted_at": "大门公示栏、各单元门",
            "filed_on": district.days_ago(422),
            "fees_on": None,
            "because": "",
        }
    )
    members = _members(compound, committee_id, starts, people, rows)
    for seq, action in enumerate(("add", Action.POST, Action.TAKE_OFFICE), start=1):
        rows[CommitteeEvent].append(
            {
                "committee_id": committee_id,
                "seq": seq,
                "at": moment(district.days_ago(440 - 7 * seq), 10),
                "actor_id": district.cadres[compound.community.id][0].person,
                "action": action,
                "note": "",
            }
        )
    for words, ago, done in DECIDED:
        _session(district, compound, committee_id, members, (words, ago, done), kind, rows)


def _members(
    compound: Compound, committee_id: Any, starts: date, people: tuple[tuple[str, MemberType, Role], ...], rows: Any
) -> list[Any]:
    """Seat them: representatives come from the unit that holds title there, some owners gave their home."""
    members = []
    held = next((one.title_unit for one in compound.buildings if one.title_unit), None)
    for name, wished, role in people:
        # Where no unit holds title, nobody can represent one.
        type_ = wished if held or wished not in REPRESENTATIVES else T.OWNER
        home = _home(compound, name) if type_ is T.OWNER else None
        member_id = ident("owners-member", compound.plan.key, name)
        members.append(member_id)
        rows[Member].append(
            {
                "id": member_id,
                "created_at": moment(starts, 9),
                "committee_id": committee_id,
                "name": name,
                "home": home.label if home else "",
                "home_id": home.id if home else None,
                "organisation_id": held.id if held and type_ in REPRESENTATIVES else None,
                "type": type_,
                "role": role,
                "lived_here": True,
                "no_arrears": True,
                "no_interest": True,
            }
        )
    return members


def _home(compound: Compound, name: str) -> Home | None:
    """Return where an owner lives: not everybody was asked. One of them is confirmed there, the demo resident."""
    if compound.plan.key == PERSONA_COMPOUND and name == RESIDENT:
        return next(home for home in compound.homes if home.label == PERSONA_HOME)
    number = int.from_bytes(name.encode()) % (len(compound.homes) * 2)
    return compound.homes[number] if number < len(compound.homes) else None


def _session(
    district: District, compound: Compound, committee_id: Any, members: list[Any], said: tuple[str, int, bool],
    kind: Kind, rows: Any,
) -> None:  # fmt: skip
    words, ago, done = said
    meeting_id = ident("owners-meeting", compound.plan.key, str(ago))
    rows[Meeting].append(
        {
            "id": meeting_id,
            "created_at": moment(district.days_ago(ago), 16),
            "committee_id": committee_id,
            "held_on": district.days_ago(ago),
            "told_on": district.days_ago(ago + 6),
            "place": "社区会议室",
            "present": members[:-1],
            "minutes": "",
        }
    )
    rows[Decision].append(
        {
            "id": ident("owners-decision", compound.plan.key, str(ago)),
            "created_at": moment(district.days_ago(ago), 16),
            "committee_id": committee_id,
            "meeting_id": meeting_id,
            "words": words,
            "signed": members[:-1],
            "decided_on": district.days_ago(ago),
            "version": 2,
            "posted_on": district.days_ago(ago - 1),
            "posted_at": "大门公示栏、1号楼单元门",
            "post_until": district.days_ago(ago - 15) if kind is Kind.INTERIM else None,
            "owner": "物业",
            "due_on": None,
            "done_on": district.days_ago(ago - 9) if done else None,
            "proof": "装好了，主任看过" if done else "",
            "revoked_because": "",
        }
    )
