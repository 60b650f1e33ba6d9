"""Loads taxonomy and routing rules from the data files. Running it again changes nothing but what the files changed."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.core.db import db
from app.tickets.models import Category, RoutingRule

DATA = Path(__file__).resolve().parent.parent / "data"


def _words(text: str) -> list[str]:
    return [word for word in text.split("|") if word]


def categories() -> list[dict[str, Any]]:
    """Return the rows of categories.csv in the order of the file."""
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as file:
        return [
            {
                **row,
                "position": position,
                "contact_minutes": int(row["contact_minutes"]),
                "onsite_minutes": int(row["onsite_minutes"]) if row["onsite_minutes"] else None,
                "finish_hours": int(row["finish_hours"]),
                "asset_kind": row["asset_kind"] or None,
                "emergency": row["emergency"] or None,
                "keywords": _words(row["keywords"]),
                "kinds": _words(row["kinds"]),
            }
            for position, row in enumerate(csv.DictReader(file), start=1)
        ]


def rules() -> list[dict[str, Any]]:
    """Return the routing rules of routing_rules.json."""
    raw = json.loads((DATA / "routing_rules.json").read_text(encoding="utf-8"))
    return [
        {
            "name": rule["name"],
            "position": rule["position"],
            "conditions": rule["when"],
            "target": rule["target"],
            "reason": rule["reason"],
        }
        for rule in raw
    ]


@cache
def emergencies() -> dict[str, Any]:
    """Return emergencies.json: what to do and whom to call before any form."""
    known: dict[str, Any] = json.loads((DATA / "emergencies.json").read_text(encoding="utf-8"))
    return known


def load_reference() -> None:
    """Write taxonomy and rules into the database, in the current unit of work."""
    for row in categories():
        statement = insert(Category).values(**row)
        db.session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=row))
    db.session.execute(delete(RoutingRule))
    db.session.execute(insert(RoutingRule), rules())
