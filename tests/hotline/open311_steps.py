"""What a client of Open311 does, and how to look what became of it."""

from __future__ import annotations

from types import SimpleNamespace

import requests
from sqlalchemy import text

from app.core.db import db
from app.tickets.service.showing import show_to_others
from tests.world import in_app, write

WORDS = "顶层楼道漏水，我是王某某 13800138000"
LEAK = {"service_code": "0101", "description": WORDS, "address_string": "示例小区a 3号楼"}


def send(address: str, key: str, form: str = "json", *, headers: dict[str, str] | None = None, **fields: str):
    """File a request as the standard says: a form with the key in it."""
    data = {"api_key": key} | LEAK | fields
    return requests.post(f"{address}/requests.{form}", data=data, headers=headers, timeout=20)


def read(address: str, path: str, key: str | None = None, **params: str):
    """Read something, as anybody or with a key."""
    headers = {"Authorization": f"Bearer {key}"} if key else None
    return requests.get(f"{address}/{path}", params=params, headers=headers, timeout=20)


def number_of(answer, status: int = 201) -> str:
    """Return the number that a request got."""
    assert answer.status_code == status, answer.text
    (one,) = answer.json()
    return str(one["service_request_id"])


def ticket_of(app, number: str) -> SimpleNamespace:
    """Return what became of a request."""

    def look() -> SimpleNamespace:
        statement = text("""
            select t.*, p.display_name, o.client_id from hotline_order o join tickets_ticket t on t.id = o.ticket_id
            join identity_person p on p.id = t.reporter_id where o.own_no = :number
        """)
        return SimpleNamespace(**db.session.execute(statement, {"number": number}).one()._mapping)

    return in_app(app, look)


def counted(app) -> int:
    """Return how many tickets there are."""
    return in_app(app, lambda: db.session.execute(text("select count(*) from tickets_ticket")).scalar_one())


def fit_to_show(app, number: str) -> None:
    """Let the words of a request be found fit to be shown."""
    ticket = ticket_of(app, number).id
    write(app, lambda: show_to_others(ticket, True, 1))
