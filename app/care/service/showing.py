"""Warranties as screens show them: how much is left, what is open, and who comes after."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from app.care import policy, queries
from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.paging import Page
from app.places.models import PAYER_NAMES, Payer
from app.places.periods import periods, seasons_words, standing
from app.tickets.models import STATE_NAMES, State

Shape = dict[str, Any]


def page(actor: Actor, **query: Any) -> Page:
    """Return warranties that ``actor`` sees, what ends first before the rest."""
    found = queries.page(actor, **query)
    return Page([_shown(row, today()) for row in found.items], found.next)


def stands(row: Any, day: date) -> policy.Standing:
    """Return where a warranty stands on ``day``."""
    return policy.Standing((row.ends_on - day).days, row.followed, row.open_orders, row.owed, row.gone)


def _shown(row: Any, day: date) -> Shape:
    state, within = standing(row.ends_on, day)
    one = stands(row, day)
    return {
        "id": row.id,
        "compound": {"id": row.compound_id, "name": row.compound},
        "community": row.community,
        "place": place_of(row),
        "building": row.building,
        "asset": row.asset,
        "part": row.part,
        "kind_name": periods().by_code[row.code].name if row.code else "",
        "contractor": {"id": row.contractor_id, "name": row.contractor},
        "contractor_gone": row.gone,
        "contractor_phone": row.contractor_phone,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "state": state,
        "within": within,
        "days_left": one.days_left,
        "seasons": seasons_words(row.code, row.starts_on, row.ends_on, day),
        "open_count": row.open_orders,
        "open_tickets": [
            {"id": order["id"], "no": order["no"], "state_name": STATE_NAMES[State(order["state"])]}
            for order in row.orders or ()
        ],
        "duty": _duty(row),
        "gap": policy.gap(one),
    }


def _duty(row: Any) -> Shape | None:
    if row.maintainer is None:
        return None
    return {
        "maintainer": row.maintainer,
        "payer_name": PAYER_NAMES[Payer(row.payer)],
        "basis": row.basis,
        "starts_on": row.duty_from,
        "ends_on": row.duty_until,
    }


def place_of(row: Any) -> str:
    """Return how people call an asset: its building before its name, unless the name says it already."""
    if row.building is None or row.asset.startswith(row.building):
        return str(row.asset)
    return f"{row.building}{row.asset}"


def words(one: policy.Standing) -> list[str]:
    """Return what there is to say of a warranty that asks for work."""
    left = f"还有 {one.days_left} 天到期" if one.days_left > 0 else "今天到期" if one.days_left == 0 else "保修已到期"
    orders = f"{one.open_orders} 件报修没有办结" if one.open_orders else ""
    if one.days_left < 0 and one.owed and not one.gone:
        orders = f"保修期内报的还有 {one.owed} 件没有办结，仍由施工单位负责"
    return [part for part in (left, orders, policy.gap(one)) if part]


def todo(actor: Actor, limit: int) -> tuple[list[Shape], int]:
    """Return what asks the post in use for work, as rows of the desk, what ends first first; and how many there are."""
    day = today()
    rows, count = queries.to_look_after(actor, limit)
    items = [
        {
            "kind": "warranty",
            "id": row.id,
            "title": f"{place_of(row)}：{row.part}",
            "subtitle": " · ".join((row.compound, *words(stands(row, day)))),
            "due_at": datetime.combine(row.ends_on + timedelta(days=1), time(), BEIJING),
            "late": row.ends_on < day,
            "link": f"/care?left=all&warranty_id={row.id}",
        }
        for row in rows
    ]
    return items, count
