"""SELECTs that give the things of the audit log a name: whose, which number, what it is called.

Rows of the log are written for good, so a thing may be over or ended when somebody reads of it: nothing here asks
whether it still counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from app.core.clock import as_beijing
from app.core.db import fast
from app.core.permissions import ROLE_NAMES, Role

HOME = """
    SELECT h.id, c.name || ' ' || b.name || u.name || h.label AS name
    FROM places_home h JOIN places_unit u ON u.id = h.unit_id JOIN places_building b ON b.id = h.building_id
    JOIN places_compound c ON c.id = h.compound_id
"""


def _name(row: Row[Any]) -> str:
    return str(row.name)


def _post(row: Row[Any]) -> str:
    return f"{row.name}，{row.place}{ROLE_NAMES[Role(row.role)]}"


def _shift(row: Row[Any]) -> str:
    return f"{row.name}，{as_beijing(row.starts_at)}起"


@dataclass(frozen=True, slots=True)
class Naming:
    """How things of one kind are named: a SELECT of ``id`` and more for ``:ids``, and how a row is said."""

    statement: TextClause
    say: Callable[[Row[Any]], str] = _name


def _one(table: str, name: str, joins: str = "") -> Naming:
    statement = f"SELECT x.id, {name} AS name FROM {table} x {joins} WHERE x.id = ANY(:ids)"  # noqa: S608 - constants
    return Naming(text(statement))


NAMINGS: dict[str, Naming] = {
    "person": _one("identity_person", "x.display_name"),
    "ticket": _one("tickets_ticket", "x.no"),
    "organisation": _one("places_organisation", "x.name"),
    "compound": _one("places_compound", "x.name"),
    "region": _one("places_region", "x.name"),
    "resources": _one("places_region", "x.name"),
    "client": _one("hotline_client", "x.name"),
    "batch": _one("hotline_batch", "x.file_name"),
    "proactive": _one("proactive_task", "x.title"),
    "agreement": _one("party_agreement", "x.number"),
    "commitment": _one("party_commitment", "x.measure"),
    "committee": _one("governance_committee", "c.name", "JOIN places_compound c ON c.id = x.compound_id"),
    "assembly": _one("governance_assembly", "c.name", "JOIN places_compound c ON c.id = x.compound_id"),
    "topic": _one("council_topic", "x.title"),
    "consultation": _one("consultations_consultation", "x.title"),
    "meeting": _one("council_meeting", "x.convener || '召集，' || x.place"),
    "cross_post": _one("party_cross_post", "x.name || '，' || x.to_post"),
    "poll": _one("voting_poll", "c.name || '，' || x.title", "JOIN places_compound c ON c.id = x.compound_id"),
    "resource": _one(
        "resources_resource", "c.name || '，' || x.name", "JOIN places_compound c ON c.id = x.compound_id"
    ),
    "disclosure": _one(
        "disclosures_version",
        "c.name || '，' || coalesce('第 ' || x.number || ' 版', '草稿')",
        "JOIN disclosures_publication p ON p.id = x.publication_id JOIN places_compound c ON c.id = p.compound_id",
    ),
    "objection": _one("disclosures_objection", "x.label"),
    "duty": _one("disclosures_duty", "c.name || '，' || x.code", "JOIN places_compound c ON c.id = x.compound_id"),
    "plan": _one(
        "standards_plan", "c.name || ' 第 ' || x.number || ' 份'", "JOIN places_compound c ON c.id = x.compound_id"
    ),
    "record": _one(
        "standards_record",
        "c.name || ' ' || i.name",
        "JOIN places_compound c ON c.id = x.compound_id"
        " JOIN standards_item i ON i.catalogue_version = x.catalogue_version AND i.code = x.item_code",
    ),
    "rule_set": _one("tickets_rule_set", "x.title"),
    "home": _one(f"({HOME})", "x.name"),
    "post": Naming(
        text("""
            SELECT x.id, p.display_name AS name, x.role, coalesce(r.name, o.short_name, '') || coalesce(c.name, '')
                   AS place
            FROM identity_post x JOIN identity_person p ON p.id = x.person_id
            LEFT JOIN places_region r ON r.id = x.region_id LEFT JOIN places_organisation o ON o.id = x.organisation_id
            LEFT JOIN places_compound c ON c.id = x.compound_id WHERE x.id = ANY(:ids)
        """),
        _post,
    ),
    "session": _one(
        "identity_session",
        "p.display_name || CASE x.kind WHEN 'cookie' THEN '的工作台' ELSE '的手机端' END",
        "JOIN identity_person p ON p.id = x.person_id",
    ),
    "binding": _one(
        "identity_home_binding",
        "p.display_name || '，' || h.name",
        f"JOIN identity_person p ON p.id = x.person_id JOIN ({HOME}) AS h ON h.id = x.home_id",
    ),
    "delegation": _one(
        "identity_delegation",
        "p.display_name || coalesce('，由' || a.display_name || '代办', '，还没有人接受')",
        "JOIN identity_person p ON p.id = x.principal_id LEFT JOIN identity_person a ON a.id = x.agent_id",
    ),
    "delivery": _one(
        "notify_delivery",
        "concat_ws('，', CASE x.channel WHEN 'wechat' THEN '微信' ELSE '短信' END, p.display_name,"
        " nullif(x.ticket_no, ''))",
        "LEFT JOIN identity_person p ON p.id = x.person_id",
    ),
    "callback": _one("callbacks_task", "t.no", "JOIN tickets_ticket t ON t.id = x.ticket_id"),
    "hotline_callback": _one(
        "hotline_callback",
        "c.name || coalesce('，' || o.own_no, '')",
        "JOIN hotline_client c ON c.id = x.client_id LEFT JOIN hotline_order o ON o.id = x.order_id",
    ),
    "shift": Naming(
        text("""
            SELECT x.id, p.display_name AS name, x.starts_at
            FROM duty_shift x JOIN identity_person p ON p.id = x.person_id WHERE x.id = ANY(:ids)
        """),
        _shift,
    ),
}


def names(kind: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return by id how things of ``kind`` are called; what is not there, or a kind without names, is left out."""
    naming = NAMINGS.get(kind)
    if naming is None:
        return {}
    with fast() as connection:
        return {row.id: naming.say(row) for row in connection.execute(naming.statement, {"ids": list(ids)})}
