"""Orders from 12345: the files that the demo person of the street imported, one of them with a row that was refused."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.core.clock import BEIJING
from app.core.crypto import get_crypto
from app.demo.cast import Cast
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.draft import Draft
from app.demo.life import Life
from app.hotline.models import Batch, BatchRow, BatchState, Client, Order, RowOutcome, RowVerdict, Scope
from app.hotline.queries.orders import HOTLINE
from app.hotline.service.batches import CONTENT as FILE_CONTENT
from app.hotline.service.clients import HINT_LENGTH, KEY_PREFIX, SECRET, SECRET_PREFIX, hashed
from app.hotline.service.receiving import CONTENT as ORDER_CONTENT

COLUMNS = {"own_no": "A", "called_at": "B", "caller_name": "D", "kind": "F", "compound": "J", "content": "M"}
FIRST_ROW = 2
CHECKED_BEFORE = timedelta(minutes=6)
"""How long before its orders were stored a file came in."""
CLIENT_DAYS_AGO = 30


@dataclass(frozen=True, slots=True)
class File:
    """A file of orders: the matters in it, and a row that was refused with its reason."""

    key: str
    matters: tuple[str, ...]
    refused: tuple[str, str] | None = None


FILES = (
    File("earlier", ("hotline-1",)),
    File("latest", ("hotline-2", "hotline-3"), ("3107", "没有找到小区“示例春辉里”，是不是：示例春晖里小区？")),
)


class Orders:
    """Writes the files with what became of their rows."""

    def __init__(self, district: District, told: Life) -> None:
        self._district = district
        self._told = told
        self._street = Cast(district).compound.street.id
        self._orders: list[dict[str, Any]] = []
        self._rows: list[dict[str, Any]] = []

    def write(self, copier: Copier) -> None:
        """Write everything; the tickets are there by now."""
        batches = [self._batch(file) for file in FILES]
        copier.rows(Client, [self._client()])
        copier.rows(Batch, batches)
        copier.rows(Order, self._orders)
        copier.rows(BatchRow, self._rows)

    def _batch(self, file: File) -> dict[str, Any]:
        tickets = [self._told.story(key).ticket for key in file.matters]
        batch_id, begin = ident("batch", file.key), min(ticket.created_at for ticket in tickets)
        for place, ticket in enumerate(tickets):
            self._order(batch_id, ticket, FIRST_ROW + place)
        if file.refused is not None:
            self._refuse(batch_id, begin, FIRST_ROW + len(tickets), file.refused)
        who = self._district.personas["street"]
        refused = {RowOutcome.REJECTED.value: 1} if file.refused else {}
        count = len(tickets) + len(refused)
        return {
            "id": batch_id,
            "district_id": self._district.id,
            "street_id": self._street,
            "made_by": who,
            "file_name": f"12345派单{begin.astimezone(BEIJING):%m%d}.xlsx",
            "content_hash": get_crypto().blind_index(str(batch_id), column=FILE_CONTENT),
            "state": BatchState.DONE,
            "version": 2,
            "row_count": count,
            "position": FIRST_ROW + len(tickets) - 1,
            "done_count": len(tickets),
            "tally": {RowOutcome.CREATED.value: len(tickets)} | refused,
            "columns": COLUMNS,
            "confirmed_by": who,
            "confirmed_at": begin - timedelta(seconds=2),
            "finished_at": begin + timedelta(seconds=1),
            "created_at": begin - CHECKED_BEFORE,
        }

    def _order(self, batch_id: Any, ticket: Draft, number: int) -> None:
        order_id, own_no = ident("order", str(ticket.id)), f"JC{ticket.no}"
        self._orders.append(
            {
                "id": order_id,
                "district_id": self._district.id,
                "source": HOTLINE,
                "own_no": own_no,
                "ticket_id": ticket.id,
                "client_id": None,
                "batch_id": batch_id,
                "called_at": ticket.created_at - timedelta(minutes=40),
                "due_at": ticket.ordered_due_at,
                "urged": 0,
                "content_index": get_crypto().blind_index(str(ticket.id), column=ORDER_CONTENT),
                "created_at": ticket.created_at,
            }
        )
        taken = {"compound_id": ticket.compound_id, "category": ticket.category, "due_at": ticket.ordered_due_at}
        fate = {"verdict": RowVerdict.NEW, "outcome": RowOutcome.CREATED, "order_id": order_id, "problems": []}
        self._row(batch_id, number, own_no, ticket.created_at, taken | fate)

    def _refuse(self, batch_id: Any, at: Any, number: int, refused: tuple[str, str]) -> None:
        ending, message = refused
        problem = {"column": COLUMNS["compound"], "title": "小区", "message": message}
        nowhere = {"compound_id": None, "category": None, "due_at": None, "order_id": None}
        fate = {"verdict": RowVerdict.ERROR, "outcome": RowOutcome.REJECTED, "problems": [problem]}
        self._row(batch_id, number, f"JC{at.astimezone(BEIJING):%y%m%d}{ending}", at, nowhere | fate)

    def _row(self, batch_id: Any, number: int, own_no: str, at: Any, rest: dict[str, Any]) -> None:
        row = {"id": ident("row", str(batch_id), number), "batch_id": batch_id, "number": number, "own_no": own_no}
        self._rows.append(row | {"sealed": None, "notes": [], "created_at": at - CHECKED_BEFORE} | rest)

    def _client(self) -> dict[str, Any]:
        """A connection whose key and secret nobody knows: both are made here and forgotten."""
        client_id = ident("client", "12345")
        key, secret = (prefix + secrets.token_urlsafe(32) for prefix in (KEY_PREFIX, SECRET_PREFIX))
        return {
            "id": client_id,
            "district_id": self._district.id,
            "name": "区 12345 平台（示例）",
            "key_hash": hashed(key),
            "key_hint": key[:HINT_LENGTH],
            "scopes": [Scope.ORDERS],
            "networks": [],
            "callback_url": None,
            "secret_cipher": get_crypto().encrypt(secret, column=SECRET, row_id=client_id),
            "made_by": self._district.personas["sysadmin"],
            "version": 1,
            "created_at": self._district.now - timedelta(days=CLIENT_DAYS_AGO),
        }
