"""All SELECTs of the consultations area. What is made for a member of staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.consultations.models import PUBLIC, Consultation, Opinion, Topic
from app.consultations.policy import ANSWER_WITHIN, PUBLISH_WITHIN
from app.core.auth import Actor
from app.core.dated import Span
from app.core.db import Found, db, fast, read_row
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission

OPENED = ", ".join(f"'{state.value}'" for state in PUBLIC)
ROWS = """
    SELECT x.*, r.name AS region_name, n.opinions, n.undecided
    FROM consultations_consultation x JOIN places_region r ON r.id = x.region_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS opinions, count(*) FILTER (WHERE o.decision IS NULL) AS undecided
        FROM consultations_opinion o WHERE o.consultation_id = x.id) n
"""


def visible(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return a condition on alias ``x`` and its parameters: the district reads all of it, a street its own."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.CONSULTATIONS_READ):
        return "false", {}
    column = "district_id" if post.region_kind == "district" else "region_id"
    return f"x.{column} = :scope", {"scope": post.region_id}


def page(actor: Actor, *, limit: int, cursor: str | None, state: str | None = None, q: str | None = None) -> Page:
    """Return consultations that ``actor`` sees, the newest first."""
    condition, params = visible(actor)
    return _page(condition, params | {"state": state, "q": q}, limit, cursor)


def public_page(*, limit: int, cursor: str | None) -> Page:
    """Return what everybody may read, the newest first."""
    return _page(f"x.state IN ({OPENED})", {"state": None, "q": None}, limit, cursor)


def _page(condition: str, params: dict[str, Any], limit: int, cursor: str | None) -> Page:
    conditions = [condition]
    if params["state"] is not None:
        conditions.append("x.state = :state")
    if params["q"]:
        conditions.append("strpos(x.title, :q) > 0")
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        conditions.append("(x.created_at, x.id) < (:at, :after)")
    params = {name: value for name, value in params.items() if value is not None} | {"limit": limit + 1}
    statement = text(f"{ROWS} WHERE {' AND '.join(conditions)} ORDER BY x.created_at DESC, x.id DESC LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def one(actor: Actor, consultation_id: UUID) -> Found:
    """Return one consultation. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor)
    found = read_row(text(f"{ROWS} WHERE x.id = :id AND {condition}"), {"id": consultation_id} | params)
    if found is None:
        raise NotFound
    return found


def sees(actor: Actor, consultation_id: UUID) -> bool:
    """Return whether ``actor`` sees a consultation at his desk, and with it its papers."""
    condition, params = visible(actor)
    statement = text(f"SELECT 1 FROM consultations_consultation x WHERE x.id = :id AND {condition}")  # noqa: S608
    return read_row(statement, {"id": consultation_id} | params) is not None


def public_one(consultation_id: UUID) -> Found:
    """Return one consultation that everybody may read. Raises ``NotFound``."""
    found = read_row(text(f"{ROWS} WHERE x.id = :id AND x.state IN ({OPENED})"), {"id": consultation_id})
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, consultation_id: UUID) -> Consultation:
    """Lock and return one consultation for a change. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor)
    statement = text(f"SELECT x.id FROM consultations_consultation x WHERE x.id = :id AND {condition} FOR UPDATE")  # noqa: S608
    if db.session.execute(statement, {"id": consultation_id} | params).first() is None:
        raise NotFound
    return _loaded(consultation_id)


SHARED = text(f"SELECT 1 FROM consultations_consultation WHERE id = :id AND state IN ({OPENED}) FOR SHARE")  # noqa: S608


def hold_public(consultation_id: UUID) -> Consultation:
    """Return a consultation that everybody may read, and let nobody move it meanwhile. Raises ``NotFound``."""
    if db.session.execute(SHARED, {"id": consultation_id}).first() is None:
        raise NotFound
    return _loaded(consultation_id)


def lock_for_system(consultation_id: UUID) -> Consultation | None:
    """Lock and return a consultation for the clock."""
    return db.session.get(Consultation, consultation_id, with_for_update=True, populate_existing=True)


def _loaded(consultation_id: UUID) -> Consultation:
    found = db.session.get(Consultation, consultation_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def topics_of(consultation_id: UUID) -> list[Row[Any]]:
    """Return the topics with how many opinions stand under each, and what became of them."""
    statement = text(f"""
        SELECT t.number, t.name, {COUNTS}
        FROM consultations_topic t
        LEFT JOIN consultations_opinion o ON o.consultation_id = t.consultation_id AND o.topic = t.number
        WHERE t.consultation_id = :id GROUP BY t.number, t.name ORDER BY t.number
    """)  # noqa: S608
    with fast() as connection:
        return list(connection.execute(statement, {"id": consultation_id}).all())


def topics_for_change(consultation_id: UUID) -> dict[int, Topic]:
    """Return the topics as things that can be changed, in the caller's transaction."""
    found = db.session.query(Topic).filter(Topic.consultation_id == consultation_id).all()
    return {topic.number: topic for topic in found}


COUNTS = """
    count(o.id) AS total,
    count(o.id) FILTER (WHERE o.decision = 'adopted') AS adopted,
    count(o.id) FILTER (WHERE o.decision = 'partly') AS partly,
    count(o.id) FILTER (WHERE o.decision = 'not') AS refused,
    count(o.id) FILTER (WHERE o.decision = 'explained') AS explained,
    count(o.id) FILTER (WHERE o.decision IS NULL) AS undecided
"""
WHOLE = text(f"SELECT {COUNTS} FROM consultations_opinion o WHERE o.consultation_id = :id")  # noqa: S608


def counts(consultation_id: UUID) -> Row[Any]:
    """Return how many opinions came in, and what became of them."""
    with fast() as connection:
        return connection.execute(WHOLE, {"id": consultation_id}).one()


def counts_now(consultation_id: UUID) -> Row[Any]:
    """Return the same within the caller's transaction."""
    return db.session.execute(WHOLE, {"id": consultation_id}).one()


REASONS = text("""
    SELECT o.topic, o.decision, o.reason, count(*) AS count FROM consultations_opinion o
    WHERE o.consultation_id = :id AND o.decision IS NOT NULL
    GROUP BY o.topic, o.decision, o.reason ORDER BY o.topic, o.decision, count(*) DESC, o.reason
""")


def reasons(consultation_id: UUID) -> list[Row[Any]]:
    """Return what was decided for which reason, and how often."""
    with fast() as connection:
        return list(connection.execute(REASONS, {"id": consultation_id}).all())


OPINIONS = """
    SELECT o.*, t.name AS topic_name, h.receipt AS merged_receipt, p.display_name AS decided_name
    FROM consultations_opinion o
    LEFT JOIN consultations_topic t ON t.consultation_id = o.consultation_id AND t.number = o.topic
    LEFT JOIN consultations_opinion h ON h.id = o.merged_into
    LEFT JOIN identity_person p ON p.id = o.decided_by
"""


def opinions(consultation_id: UUID, *, limit: int, cursor: str | None, **wanted: Any) -> Page:
    """Return the opinions of a consultation, the newest first. The caller has decided that they may be shown."""
    conditions, params = ["o.consultation_id = :id"], {"id": consultation_id, "limit": limit + 1}
    for name in ("source", "topic"):
        if wanted.get(name) is not None:
            conditions.append(f"o.{name} = :{name}")
            params[name] = wanted[name]
    if wanted.get("decision") == "none":
        conditions.append("o.decision IS NULL")
    elif wanted.get("decision") is not None:
        conditions.append("o.decision = :decision")
        params["decision"] = wanted["decision"]
    if wanted.get("q"):
        conditions.append("strpos(o.words, :q) > 0")
        params["q"] = wanted["q"]
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        conditions.append("(o.created_at, o.id) < (:at, :after)")
    where = " AND ".join(conditions)
    statement = text(f"{OPINIONS} WHERE {where} ORDER BY o.created_at DESC, o.id DESC LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def opinions_for_change(consultation_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Opinion]:
    """Return some opinions of a locked consultation with all that is merged with them. Raises ``NotFound``.

    Who asks for one that belongs to another consultation gets nothing at all.
    """
    mine = db.session.query(Opinion).filter(Opinion.consultation_id == consultation_id)
    asked = {row.id: row for row in mine.filter(Opinion.id.in_(ids)).populate_existing()}
    if set(asked) != set(ids):
        raise NotFound
    heads = {row.merged_into or row.id for row in asked.values()}
    group = mine.filter(Opinion.id.in_(heads) | Opinion.merged_into.in_(heads)).populate_existing()
    return asked | {row.id: row for row in group}


SAME = text("""
    SELECT receipt FROM consultations_opinion
    WHERE consultation_id = :id AND source IN ('letter', 'meeting')
      AND regexp_replace(words, '[\\s\u3000]', '', 'g') = :words
    ORDER BY created_at LIMIT 1
""")


def same_words(consultation_id: UUID, squeezed: str) -> str | None:
    """Return the receipt of a letter, or of what was said at a meeting, with these words; they have no white space."""
    found: str | None = db.session.execute(SAME, {"id": consultation_id, "words": squeezed}).scalar()
    return found


def owner_of_scan(opinion_id: UUID) -> Found | None:
    """Return what is needed to decide who sees the scans of an opinion."""
    statement = text("""
        SELECT x.region_id, x.state, x.summary_by FROM consultations_opinion o
        JOIN consultations_consultation x ON x.id = o.consultation_id WHERE o.id = :id
    """)
    return read_row(statement, {"id": opinion_id})


MINE = text("""
    SELECT o.*, x.title, x.state, x.id AS consultation FROM consultations_opinion o
    JOIN consultations_consultation x ON x.id = o.consultation_id
    WHERE o.person_id = :person ORDER BY o.created_at DESC, o.id DESC LIMIT 100
""")


def mine(person_id: UUID) -> list[Row[Any]]:
    """Return the opinions that a person sent while signed in, the newest first."""
    with fast() as connection:
        return list(connection.execute(MINE, {"person": person_id}).all())


BY_RECEIPT = text("""
    SELECT o.*, x.title, x.state FROM consultations_opinion o
    JOIN consultations_consultation x ON x.id = o.consultation_id WHERE o.receipt = :receipt
""")


def by_receipt(receipt: str) -> Found:
    """Return the opinion with a receipt number. Raises ``NotFound``."""
    found = read_row(BY_RECEIPT, {"receipt": receipt})
    if found is None:
        raise NotFound
    return found


def receipt_of(opinion_id: UUID) -> str:
    """Return the receipt number of an opinion that the caller has just made."""
    with fast() as connection:
        statement = text("SELECT receipt FROM consultations_opinion WHERE id = :id")
        return str(connection.execute(statement, {"id": opinion_id}).scalar_one())


# --- the calendar ---


def days(actor: Actor, span: Span) -> Sequence[Row[Any]]:
    """Return the days of a span of consultations that ``actor`` sees, the first ones first.

    Those on which one ends, the answers to its opinions are to be written, and published.
    """
    condition, params = visible(actor)
    statement = text(f"""
        SELECT 'consultation' AS kind, m.on_day, x.id, x.title || '：' || m.what AS title,
               r.name || ' · 第' || x.round || '轮' AS subtitle, '' AS extra, m.done
        FROM consultations_consultation x JOIN places_region r ON r.id = x.region_id
        CROSS JOIN LATERAL (VALUES
            (1, '截止', x.closes_on, x.state <> 'open'),
            (2, '写明采纳情况', ((x.close_at + :answer) AT TIME ZONE 'Asia/Shanghai')::date,
             x.state NOT IN ('open', 'closed')),
            (3, '公布采纳情况', ((x.close_at + :publish) AT TIME ZONE 'Asia/Shanghai')::date,
             x.state NOT IN ('open', 'closed', 'answered'))) AS m(place, what, on_day, done)
        WHERE {condition} AND x.state IN ({OPENED}) AND m.on_day BETWEEN :first AND :last
        ORDER BY m.on_day, x.title, x.id, m.place LIMIT :limit
    """)  # noqa: S608
    params |= {"first": span.first, "last": span.last, "limit": span.limit}
    params |= {"answer": ANSWER_WITHIN, "publish": ANSWER_WITHIN + PUBLISH_WITHIN}
    with fast() as connection:
        return connection.execute(statement, params).all()
