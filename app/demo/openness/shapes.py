"""How open each compound is: one is exemplary, one never published anything, the others lie in between."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.demo.chance import stream
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.district import Compound
from app.standards.models import Basis

STANDING = ("company", "services", "maintenance", "fees", "parking")
YEARLY = ("accounts", "revenue", "sharing", "fund")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a compound promises, does and publishes.

    ``level`` is that of most services, None where the company has fixed nothing; ``basis`` is by what it goes.
    ``higher`` are items at one level more. ``days`` is since when the plan holds; ``corrected`` that it was put right
    once. ``late`` are items that were forgotten, ``met`` the share of rounds that are made. ``rate`` is the property
    fee in fen for a square metre and month. ``missing`` are forms that were never published, ``low`` that the
    maintenance fund has to be refilled, ``commission`` that the company works for a commission (酬金制).
    """

    level: int | None = None
    basis: Basis = Basis.STANDARD
    higher: tuple[str, ...] = ()
    days: int = 110
    corrected: bool = False
    drafted: bool = False
    late: tuple[str, ...] = ()
    met: float = 0.9
    rate: int = 55
    published: bool = True
    missing: frozenset[str] = field(default_factory=frozenset)
    low: bool = False
    commission: bool = False
    quarterly: bool = False


NEVER = Shape(published=False)

HAND_MADE: dict[str, Shape] = {
    PERSONA_COMPOUND: Shape(
        level=2, higher=("ENV-01", "FAC-08"), days=130, corrected=True, late=("ENV-09", "FAC-24"), met=0.93,
        rate=78, quarterly=True,
    ),
    "chunhui_north": Shape(published=False),
    "chunhui_east": Shape(
        level=2, higher=("ENV-01", "ENV-02", "ENV-06", "SEC-02"), days=115, met=1.0, rate=85, quarterly=True,
    ),
    "heshun": Shape(level=2, days=105, late=("FAC-26",), met=0.95, rate=72, missing=frozenset({"survey"})),
    "huaiyin": Shape(level=1, days=105, late=("FAC-28", "SEC-06"), met=0.85, rate=52),
    "liuan": NEVER,
    "yingshan": Shape(drafted=True, level=1, rate=48, missing=frozenset({"services", "revenue", "parking"})),
    "songfeng": Shape(level=1, basis=Basis.OWN, days=100, late=("SEC-06",), met=0.8, rate=40, low=True),
    "wanqing": Shape(
        level=3, days=100, met=0.98, rate=160, commission=True, quarterly=True,
    ),
    "qingquan": Shape(
        level=2, days=90, late=("FAC-19", "ENV-13"), met=0.82, rate=95, missing=frozenset({"sharing", "fund"}),
    ),
    "shiliu": Shape(level=1, days=95, met=0.9, rate=45),
    "haitang": Shape(level=2, days=100, late=("ENV-05",), met=0.88, rate=110, missing=frozenset({"fund"})),
}  # fmt: skip
EXEMPLARY = "chunhui_east"
NEVER_PUBLISHED = "liuan"


def shape_of(compound: Compound) -> Shape:
    """Return how open a compound is; the plain ones of the large district by chance."""
    known = HAND_MADE.get(compound.plan.key)
    if known is not None:
        return known
    chance = stream("shape", compound.plan.key)
    if compound.plan.company is None or chance.random() < 0.15:
        return NEVER
    missing = {form for form in (*YEARLY, "parking", "survey") if chance.random() < 0.2}
    return Shape(
        level=chance.choice((1, 1, 2)),
        days=35,
        late=("FAC-28",) if chance.random() < 0.4 else (),
        met=chance.uniform(0.75, 0.98),
        rate=chance.randint(40, 120),
        missing=frozenset(missing),
    )
