"""The money of a compound in whole fen: fees, costs, common revenue and the maintenance fund, quarter by quarter.

A year is the sum of its quarters and begins with what the one before left, so that every sheet reconciles with every
other. Nothing here knows a form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random

from app.demo.chance import split, stream
from app.demo.compounds import areas
from app.demo.district import Building, Compound
from app.demo.openness.shapes import Shape

YEARS_BACK = 4
"""So many years before the present one the books begin."""
QUARTERS = (1, 2, 3, 4)
TAX_PERCENT, COMMISSION_PERCENT = 6, 8
COST_WEIGHTS = {
    "staff": 46, "common": 15, "cleaning": 13, "greening": 5, "order": 11, "office": 5, "depreciation": 3,
    "insurance": 2, "other": 0,
}  # fmt: skip
DEPOSIT_FEN = 4_000
"""What was paid into the maintenance fund for a square metre when the homes were sold."""
HOMES_PER_SPACE = 6
SPACE_FEN = 15_000
"""What a parking space costs in a month."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """What came in and went out in one quarter; ``costs`` by the code of the cost item."""

    fees_due: int
    fees: int
    arrears: int
    subsidy: int
    other: int
    costs: dict[str, int]
    commission: int
    tax: int

    @property
    def income(self) -> int:
        """Return what came in."""
        return self.fees + self.arrears + self.subsidy + self.other

    @property
    def balance(self) -> int:
        """Return what was left."""
        return self.income - sum(self.costs.values()) - self.commission - self.tax

    def __add__(self, more: Quarter) -> Quarter:
        return Quarter(
            self.fees_due + more.fees_due,
            self.fees + more.fees,
            self.arrears + more.arrears,
            self.subsidy + more.subsidy,
            self.other + more.other,
            {item: fen + more.costs[item] for item, fen in self.costs.items()},
            self.commission + more.commission,
            self.tax + more.tax,
        )


@dataclass(frozen=True, slots=True)
class Source:
    """One source of common revenue in a year."""

    source: str
    name: str
    payer: str | None
    gross: int
    cost: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Revenue:
    """The common revenue of a year, and what became of it."""

    sources: tuple[Source, ...]
    opening: int
    refill: int
    repair: int
    activity: int

    @property
    def net(self) -> int:
        """Return what was earned."""
        return sum(source.gross - source.cost for source in self.sources)

    @property
    def used(self) -> int:
        """Return what was spent."""
        return self.refill + self.repair + self.activity

    @property
    def closing(self) -> int:
        """Return what is left."""
        return self.opening + self.net - self.used


@dataclass(frozen=True, slots=True)
class Share:
    """What one building has in the maintenance fund at the end of a year."""

    building: Building
    opening: int
    paid_in: int
    paid_out: int

    @property
    def closing(self) -> int:
        """Return what is left."""
        return self.opening + self.paid_in - self.paid_out


@dataclass
class Books:
    """The books of one compound, the same whenever they are opened in the same year."""

    compound: Compound
    shape: Shape
    first_year: int

    def _chance(self, *what: str | int) -> Random:
        return stream("books", self.compound.plan.key, *what)

    @cached_property
    def areas(self) -> list[int]:
        """Return the area of each home in 0.01 ㎡."""
        return list(areas(self.compound))

    @cached_property
    def monthly(self) -> int:
        """Return what all homes pay in a month, each rounded for itself."""
        return sum((area * self.shape.rate + 50) // 100 for area in self.areas)

    @cached_property
    def spaces(self) -> int:
        """Return how many parking spaces belong to all owners."""
        return max(12, len(self.compound.homes) // HOMES_PER_SPACE)

    @property
    def let(self) -> int:
        """Return how many of them are let."""
        return self.spaces - self.spaces // 12

    # --- the company's accounts ---

    def quarter(self, year: int, number: int) -> Quarter:
        """Return one quarter."""
        chance = self._chance("quarter", year, number)
        due = 3 * self.monthly
        fees = due * chance.randint(820 + 20 * (year - self.first_year), 940) // 1000
        arrears = (due - fees) * chance.randint(5, 30) // 100
        subsidy = 3 * len(self.compound.homes) * 500 if self.compound.plan.built < 1990 else 0
        other = chance.randint(1_500_00, 6_000_00)
        income = fees + arrears + subsidy + other
        commission = income * COMMISSION_PERCENT // 100 if self.shape.commission else 0
        tax = income * TAX_PERCENT // 100
        spent = (income - commission - tax) * chance.randint(940, 1015) // 1000
        weights = [weight * chance.uniform(0.95, 1.05) for weight in COST_WEIGHTS.values()]
        costs = dict(zip(COST_WEIGHTS, split(spent, weights), strict=True))
        return Quarter(due, fees, arrears, subsidy, other, costs, commission, tax)

    def year(self, year: int) -> Quarter:
        """Return a year: the sum of its quarters."""
        first, *more = (self.quarter(year, number) for number in QUARTERS)
        for quarter in more:
            first += quarter
        return first

    def left_by(self, year: int, number: int = 4) -> int:
        """Return what was left at the end of a quarter, of a year without one."""
        base = self._chance("base").randint(8_000_00, 30_000_00)
        whole = sum(self.year(past).balance for past in range(self.first_year, year))
        return base + whole + sum(self.quarter(year, one).balance for one in QUARTERS[:number])

    # --- what belongs to all owners ---

    def revenue(self, year: int) -> Revenue:
        """Return the common revenue of a year."""
        opening = self._chance("revenue").randint(2_000_00, 9_000_00)
        for past in range(self.first_year, year):
            opening = self._revenue(past, opening).closing
        return self._revenue(year, opening)

    def _revenue(self, year: int, opening: int) -> Revenue:
        chance = self._chance("revenue", year)
        parking = self.let * SPACE_FEN * 12 * chance.randint(920, 990) // 1000
        sources = [
            Source("parking", "院内共用车位", None, parking, parking * 30 // 100, "划线、标牌、停车管理人员"),
            Source("lockers", "快递柜 2 组", "示例快递柜运营公司", 4_800_00, 0, None),
            Source("recycling", "废旧物资回收点", "示例再生资源公司", chance.randint(900_00, 1_800_00), 0, None),
            Source("interest", "存款利息", None, chance.randint(20_00, 90_00), 0, None),
        ]
        lifts = sum(building.lifts for building in self.compound.buildings)
        if lifts:
            sources.insert(1, Source("lift_ads", f"电梯轿厢广告 {lifts} 部", "示例广告公司", lifts * 1_200_00, 0, None))
        net = sum(source.gross - source.cost for source in sources)
        refill = net * (60 if self.shape.low else 30) // 100
        repair = net * chance.randint(15, 30) // 100
        activity = chance.randint(1_000_00, 3_000_00)
        return Revenue(tuple(sources), opening, refill, repair, activity)

    @property
    def first_deposit(self) -> int:
        """Return what was paid into the fund at first."""
        return sum(self.areas) * DEPOSIT_FEN // 100

    def fund(self, year: int) -> list[Share]:
        """Return the maintenance fund by building: what was refilled is split by area, one building was repaired."""
        weights = self._areas_by_building()
        percent = 22 if self.shape.low else self._chance("fund").randint(48, 70)
        balances = split(self.first_deposit * percent // 100, weights)
        found: list[Share] = []
        for past in range(self.first_year, year + 1):
            chance = self._chance("fund", past)
            paid_in = split(self.revenue(past).refill + sum(balances) * 15 // 1000, weights)
            repaired = chance.randrange(len(balances))
            found = [
                Share(building, balance, paid, balance * 6 // 100 if place == repaired else 0)
                for place, (building, balance, paid) in enumerate(
                    zip(self.compound.buildings, balances, paid_in, strict=True)
                )
            ]
            balances = [share.closing for share in found]
        return found

    def _areas_by_building(self) -> list[float]:
        by_name: dict[str, int] = {building.name: 0 for building in self.compound.buildings}
        for home, area in zip(self.compound.homes, self.areas, strict=True):
            by_name[home.building.name] += area
        return [float(area) for area in by_name.values()]


def open_books(compound: Compound, shape: Shape, today: date) -> Books:
    """Return the books of a compound."""
    return Books(compound, shape, today.year - YEARS_BACK)
