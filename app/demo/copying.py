"""Writing many rows at once: COPY into the tables of the models, inside the transaction that is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, LiteralString, cast
from uuid import UUID

import orjson
from psycopg import sql
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import JSONB

Row = Mapping[str, Any]


def _as_json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _plain(value: Any) -> Any:
    return value


class Copier:
    """Puts rows into tables by COPY. The rows of one call must all have the same columns.

    Columns that a row does not name get the default of the database, so ``created_at`` and ids must be named.
    """

    def __init__(self, connection: Connection) -> None:
        self._cursor = cast(Any, connection.connection.driver_connection).cursor()
        self.written: dict[str, int] = {}

    def rows(self, model: type[Any], rows: Iterable[Row]) -> int:
        """Write ``rows`` (column name → value) into the table of ``model``. Returns how many there were.

        Raises ``KeyError`` or ``ValueError`` when a row has other columns than the first one.
        """
        iterator = iter(rows)
        first = next(iterator, None)
        if first is None:
            return 0
        table: Table = model.__table__
        columns = tuple(first)
        dumps: tuple[Callable[[Any], Any], ...] = tuple(
            _as_json if isinstance(table.columns[name].type, JSONB) else _plain for name in columns
        )
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        count = 0
        with self._cursor.copy(statement) as copy:
            for row in _chain(first, iterator):
                if len(row) != len(columns):
                    raise ValueError(f"a row of {table.name} has other columns than the first one")
                copy.write_row([dump(row[name]) for name, dump in zip(columns, dumps, strict=True)])
                count += 1
        self.written[table.name] = self.written.get(table.name, 0) + count
        return count

    def run(self, statement: LiteralString, *values: str | int | date | datetime | UUID) -> None:
        """Run one plain statement on the same connection."""
        self._cursor.execute(statement, values)

    def one(self, statement: LiteralString, *values: str | int | datetime | UUID) -> Any:
        """Return the first column of the first row, or None."""
        row = self._cursor.execute(statement, values).fetchone()
        return row[0] if row else None

    def analyze(self) -> None:
        """Let the planner know the tables that were filled."""
        for name in self.written:
            self._cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))


def _chain(first: Row, rest: Iterable[Row]) -> Iterable[Row]:
    yield first
    yield from rest
