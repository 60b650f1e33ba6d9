"""Which compounds 党建联建 has reached: Party organisation of the company, agreement, posts both ways."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.core.auth import Actor
from app.core.clock import today
from app.party.models import Direction
from app.party.queries.coverage import coverage as read

Shape = dict[str, Any]
NO_COMPANY, NO_AGREEMENT, NOT_SIGNED = "没有物业服务合同", "没有有效的党建联建协议", "物业企业党组织没有签约"
NO_POST: dict[str, str] = {
    Direction.TO_COMPANY: "没有社区到企业的任职",
    Direction.TO_COMMUNITY: "没有企业到社区的任职",
}


def gaps_of(row: Any) -> list[str]:
    """Return in words what a compound lacks."""
    found = []
    if row.company is None:
        found.append(NO_COMPANY)
    if row.agreement_id is None:
        found.append(NO_AGREEMENT)
    elif row.company is not None and not row.company_signed:
        found.append(NOT_SIGNED)
    if row.company is not None:
        found += [words for direction, words in NO_POST.items() if not getattr(row, direction)]
    return found


def coverage(actor: Actor, *, gaps: bool, day: date | None = None) -> Shape:
    """Return every compound in reach with what it has, and the sums of a district's streets, or of communities.

    Who reaches one community only must not read its sums under the name of the street.
    """
    on = day or today()
    rows = [_row(row) for row in read(actor, on)]
    by = "street" if actor.post is not None and actor.post.region_kind == "district" else "community"
    parts = dict.fromkeys(row[by] for row in rows)
    return {
        "day": on,
        "total": _sum("合计", rows),
        "by": by,
        "streets": [_sum(part, [row for row in rows if row[by] == part]) for part in parts],
        "items": [row for row in rows if row["gaps"] or not gaps],
    }


def _row(row: Any) -> Shape:
    return {
        "id": row.id,
        "name": row.name,
        "community": row.community,
        "street": row.street,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "company": row.company,
        "agreement": {"id": row.agreement_id, "number": row.number} if row.agreement_id else None,
        "ends_on": row.ends_on,
        "company_signed": row.company_signed,
        "to_company": row.to_company,
        "to_community": row.to_community,
        "open": row.open,
        "overdue": row.overdue,
        "gaps": gaps_of(row),
    }


def _sum(name: str, rows: list[Shape]) -> Shape:
    return {
        "name": name,
        "compounds": len(rows),
        "agreement": sum(row["agreement"] is not None for row in rows),
        "company": sum(row["company_signed"] for row in rows),
        "posts": sum(row["to_company"] > 0 and row["to_community"] > 0 for row in rows),
        "whole": sum(not row["gaps"] for row in rows),
    }
