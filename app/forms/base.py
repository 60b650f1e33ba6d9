"""What a form of disclosure (公示表) is: its head, its tables, and when it may be published. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypedDict

from app.core.calendar import Calendar
from app.core.ledger import Row, TableSpec


class Level(StrEnum):
    """How bad a problem is: an error stops publishing, a warning is told to who submits and who approves."""

    ERROR = "error"
    WARNING = "warning"


class PeriodKind(StrEnum):
    """For what stretch of time a form speaks. ``event``: for one occasion, which its subject names."""

    NONE = "none"
    YEAR = "year"
    QUARTER = "quarter"
    EVENT = "event"


class Party(StrEnum):
    """Who publishes a form: the company under contract, the community and street, or either of them."""

    COMPANY = "company"
    OFFICE = "office"
    EITHER = "either"


class Body(TypedDict):
    """What a form says: its head as one row, and the rows of its tables. All values in the kept form of a ledger."""

    head: Row
    tables: dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``path`` says where.

    ``head.tax``, ``items.3.rate`` (rows count from 1), ``items`` for a table as a whole, ``valid_from``, ``places``.
    """

    path: str
    text: str
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Total:
    """A figure that was worked out from a form, in words."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Before:
    """What was published last under the same name, also when it was withdrawn since."""

    body: Body
    number: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What a form is judged by besides its own content.

    ``valid_from`` None means from the day of publication. ``places`` counts those with a photo, ``attachments`` the
    photos of documents. ``in_force_from`` is the first day of the version in force, ``ahead_from`` that of one that
    is published but not in force yet. ``households`` are those of the compound as they are on record.
    """

    today: date
    calendar: Calendar = field(default_factory=Calendar)
    period_from: date | None = None
    period_to: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    places: int = 0
    attachments: int = 0
    households: int = 0
    before: Before | None = None
    corrects: bool = False
    in_force_from: date | None = None
    ahead_from: date | None = None

    @property
    def starts_on(self) -> date:
        """Return the first day on which it would count."""
        return self.valid_from or self.today

    @property
    def shown_on(self) -> date:
        """Return the first day on which people could read it: never before today, whatever day it is to count from."""
        return max(self.starts_on, self.today)


Rules = Callable[[Body, Facts], Iterable[Problem]]


def no_rules(body: Body, facts: Facts) -> Iterable[Problem]:
    """Add nothing to what the columns say themselves."""
    return ()


def no_totals(body: Body) -> list[Total]:
    """Work out nothing."""
    return []


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of disclosure.

    ``duties`` are the codes of the duties that it fulfils (D1 to D16). ``rules`` find what columns cannot; ``lead``
    says it in sentences that can be read aloud; ``totals`` are worked out for who fills it in. ``carry`` makes the
    beginning of the next period out of the last one. ``least_places`` is how many posting places, each with a photo,
    it needs. ``ended``: it can only be published once its period is over.
    """

    code: str
    name: str
    duties: tuple[str, ...]
    period: PeriodKind
    party: Party
    head: TableSpec
    tables: tuple[TableSpec, ...]
    lead: Callable[[Body], list[str]]
    rules: Rules = no_rules
    totals: Callable[[Body], list[Total]] = no_totals
    carry: Callable[[Body], Body] | None = None
    first: Callable[[], Body] | None = None
    least_places: int = 0
    ended: bool = False
    help: str = ""

    def table(self, key: str) -> TableSpec | None:
        """Return one of its tables, or its head, by key; None when it has no such table."""
        return next((spec for spec in (self.head, *self.tables) if spec.key == key), None)

    def described(self) -> dict[str, Any]:
        """Return it as screens need it to draw the form."""
        return {
            "code": self.code,
            "name": self.name,
            "duties": list(self.duties),
            "period": self.period.value,
            "party": self.party.value,
            "least_places": self.least_places,
            "help": self.help,
            "head": self.head.described(),
            "tables": [spec.described() for spec in self.tables],
        }


def blank(form: Form) -> Body:
    """Return an empty form, with the lines that belong on every one of its kind."""
    if form.first is not None:
        return form.first()
    return {
        "head": dict.fromkeys(column.key for column in form.head.columns),
        "tables": {t.key: [] for t in form.tables},
    }


def rows(body: Body, table: str) -> list[Row]:
    """Return the rows of a table."""
    return body["tables"].get(table, [])


def whole(row: Row, key: str) -> int:
    """Return a number of a row, 0 when nothing is filled in."""
    value = row.get(key)
    return value if isinstance(value, int) else 0


def words_of(row: Row, key: str) -> str:
    """Return a text of a row, empty when nothing is filled in."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def day_of(row: Row, key: str) -> date | None:
    """Return a day of a row, None when nothing is filled in."""
    value = words_of(row, key)
    return date.fromisoformat(value) if value else None


def sum_of(several: Iterable[Row], key: str) -> int:
    """Return the sum of a column."""
    return sum(whole(row, key) for row in several)
