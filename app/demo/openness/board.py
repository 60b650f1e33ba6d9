"""What each compound publishes, from the board at the gate to the accounts: when, in which version, what went wrong.

Days are counted back from the day of loading, or follow from the calendar where the rules name one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.demo.compounds import PERSONA_COMPOUND
from app.demo.district import Compound, District, Service
from app.demo.openness import accounts, occasions, sheets
from app.demo.openness.books import Books, open_books
from app.demo.openness.press import Edition, Period, Press
from app.demo.openness.promises import Fixed, Promises
from app.demo.openness.questions import SWAPPED
from app.demo.openness.shapes import Shape, shape_of
from app.demo.seasons import moment
from app.forms.base import Body
from app.forms.words import quarter_end

PLACES = ("小区大门公示栏", "1号楼1单元门口")
BOARD_DAYS, DECIDED_DAYS, FEES_DAYS = 380, 392, 370
"""How many days ago the board was filled, the price of the spaces decided, and the price list put up."""
ACCOUNTS_SHOWN = (3, 26)
"""From this day of a year on the accounts of the year before are published."""
SURVEY_SHOWN = (11, 22)
QUARTER_TAKES_DAYS = 16
QUARTERS_SHOWN = 3
NEW_PRICE: dict[str, tuple[int, int, int]] = {
    # How many days ago a new property fee was shown, from when on it counts (days ago), and by how much it is more.
    "wanqing": (130, 95, 10),
    "shiliu": (5, -27, 7),
}
CORRECTION_REASON = "“清洁卫生”和“绿化养护”两项金额填反，合计不变"
WITHDRAWN_BECAUSE = "分摊面积的口径有误，核对后重新公示"
CANCELLED_BECAUSE = "供电单位取消了当天的检修，不再停电"
SENT_BACK_BECAUSE = "消防维保单位的资质和电话没有更新，请按新合同改好后再提交"


@dataclass(frozen=True, slots=True)
class Board:
    """Publishes for one compound that has a company."""

    district: District
    press: Press
    compound: Compound
    shape: Shape
    service: Service
    books: Books
    promises: Promises | None

    def fill(self) -> None:
        """Publish everything that the compound has published by now."""
        self._hanging()
        self._services()
        self._yearly()
        self._survey()
        if self.shape.quarterly:
            self._quarters()
        if self.compound.plan.key == PERSONA_COMPOUND:
            self._at_home()
        elif self.compound.plan.key == "heshun":
            day = self.district.days_ago(12)
            body = sheets.holiday(day + timedelta(days=3))
            made = self.press.publish(self.compound, "other", body, moment(day, 9), subject="办公时间调整")
            self.press.withdraw(made, moment(day + timedelta(days=1), 16), CANCELLED_BECAUSE)

    # --- what hangs on the board all the time ---

    def _hanging(self) -> None:
        press, compound = self.press, self.compound
        at = self._at(BOARD_DAYS)
        decided = self.district.days_ago(DECIDED_DAYS)
        for form, body in (
            ("company", sheets.company(compound, self.service)),
            ("maintenance", sheets.maintenance(compound)),
        ):
            press.publish(compound, form, body, at)
        if "parking" not in self.shape.missing:
            press.publish(compound, "parking", accounts.parking(self.books, decided), at, papers=1)
        press.publish(
            compound,
            "fees",
            sheets.fees(self.books, self.service, decided),
            self._at(FEES_DAYS),
            places=PLACES,
            papers=1,
        )
        new = NEW_PRICE.get(compound.plan.key)
        if new is not None:
            shown, begins, more = new
            start = self.district.days_ago(begins)
            body = sheets.fees(self.books, self.service, decided, rate=self.shape.rate + more, since=start)
            press.publish(compound, "fees", body, self._at(shown), valid_from=start)

    def _services(self) -> None:
        if self.promises is None or "services" in self.shape.missing:
            return
        for plan in self.promises.plans:
            at = moment(plan.starts_on + timedelta(days=2), 10, 30)
            self.press.publish(self.compound, "services", _services(plan), at)

    # --- what comes round ---

    def _yearly(self) -> None:
        year = shown_year(self.district.today)
        period = (date(year, 1, 1), date(year, 12, 31))
        at = moment(date(year + 1, 3, 8 + len(self.compound.homes) % 12), 9, 40)
        made: dict[str, Edition] = {}
        for form, body in (
            ("accounts", accounts.year_of(self.books, year)),
            ("revenue", accounts.revenue(self.books, year)),
            ("sharing", accounts.sharing(self.books, year)),
            ("fund", accounts.fund(self.books, year)),
        ):
            if form in self.shape.missing:
                continue
            if form == "accounts" and self.compound.plan.key == PERSONA_COMPOUND:
                self._accounts_put_right(body, period)
                continue
            made[form] = self.press.publish(self.compound, form, body, at, period=period)
        if self.compound.plan.key == "huaiyin":
            self.press.withdraw(made["sharing"], self._at(20), WITHDRAWN_BECAUSE)

    def _accounts_put_right(self, right: Body, period: Period) -> None:
        """Two amounts were written into each other's lines; the sums came out all the same."""
        wrong: Body = {
            "head": dict(right["head"]),
            "tables": {key: [dict(row) for row in rows] for key, rows in right["tables"].items()},
        }
        lines = {row["item"]: row for row in wrong["tables"]["expense"]}
        one, other = lines[SWAPPED], lines["greening"]
        one["amount"], other["amount"] = other["amount"], one["amount"]
        for row in (one, other):
            row["note"] = "按项目归集"
        shown = moment(date(period[1].year + 1, 3, 6), 9, 40)
        first = self.press.publish(self.compound, "accounts", wrong, shown, period=period)
        again = shown + timedelta(days=11)
        self.press.publish(
            self.compound, "accounts", right, again, period=period, corrects=first, reason=CORRECTION_REASON
        )

    def _survey(self) -> None:
        if "survey" in self.shape.missing:
            return
        today = self.district.today
        year = today.year if (today.month, today.day) >= SURVEY_SHOWN else today.year - 1
        period = (date(year, 1, 1), date(year, 12, 31))
        body = sheets.survey(self.compound, year, date(year, 10, 8), date(year, 10, 31))
        self.press.publish(self.compound, "survey", body, moment(date(year, 11, 10), 15), period=period)

    def _quarters(self) -> None:
        """Publish the last quarters; in the demo persons' compound the newest one waits for the second person."""
        today, near = self.district.today, self.compound.plan.key == PERSONA_COMPOUND
        ended = [period for period in quarters_before(today, QUARTERS_SHOWN + 2) if (today - period[1]).days >= 4]
        if near:
            newest, *ended = ended
            body = self._quarter(newest)
            self.press.wait(
                self.compound, "accounts_quarter", body, self.district.now - timedelta(hours=27), period=newest
            )
        done = [period for period in ended if (today - period[1]).days > QUARTER_TAKES_DAYS + 1]
        for period in reversed(done[:QUARTERS_SHOWN]):
            at = moment(period[1] + timedelta(days=QUARTER_TAKES_DAYS), 10)
            self.press.publish(self.compound, "accounts_quarter", self._quarter(period), at, period=period)

    def _quarter(self, period: Period) -> Body:
        return accounts.quarter_of(self.books, period[1].year, period[1].month // 3)

    # --- what happens at the demo persons' compound ---

    def _at_home(self) -> None:
        press, compound, days_ago = self.press, self.compound, self.district.days_ago
        decided = days_ago(DECIDED_DAYS)
        press.publish(
            compound,
            "decision",
            sheets.parking_decision(self.books, decided),
            moment(decided + timedelta(days=2), 9),
            subject="院内共用车位收费",
            valid_to=decided + timedelta(days=40),
        )
        press.publish(
            compound,
            "decision",
            sheets.lamp_decision(compound, days_ago(6)),
            moment(days_ago(4), 9),
            subject="更换楼道感应灯",
            valid_to=days_ago(-21),
        )
        press.publish(compound, "other", sheets.rules_of_living(compound), self._at(BOARD_DAYS - 5), subject="管理规约")
        press.publish(
            compound,
            "outage",
            sheets.outage(compound, days_ago(-3)),
            moment(days_ago(1), 9),
            subject="1 至 3 号楼停水",
            valid_to=days_ago(-3),
        )
        press.publish(
            compound,
            "works",
            sheets.works(compound, days_ago(8), 50),
            moment(days_ago(10), 11),
            subject=f"{compound.buildings[-1].name}1单元装修",
            valid_to=days_ago(-42),
        )
        occasions.urgent_repair(self.district, press, self.books, PLACES)
        body = sheets.maintenance(compound)
        press.send_back(compound, "maintenance", body, self.district.now - timedelta(hours=45), SENT_BACK_BECAUSE)

    def _at(self, days: int) -> datetime:
        return moment(self.district.days_ago(days), 10, 10)


def fill(district: District, press: Press, promised: dict[str, Promises]) -> None:
    """Publish for every compound what it has published by now."""
    for key, compound in district.compounds.items():
        shape, service = shape_of(compound), compound.company_on(district.today)
        if service is None:
            if key == "chunhui_north":
                without_company(district, press, compound)
        elif shape.published:
            books = open_books(compound, shape, district.today)
            Board(district, press, compound, shape, service, books, promised.get(key)).fill()


def without_company(district: District, press: Press, compound: Compound) -> None:
    """The community publishes where no company is: the emergency service, and the money that the owners keep."""
    first, last = district.days_ago(100), district.days_ago(-75)
    office = compound.street.office
    body = sheets.emergency_service("示例嘉和物业管理有限公司", office.phone or "", first, last)
    at = moment(district.days_ago(101), 9)
    press.publish(compound, "emergency_service", body, at, subject="应急物业服务", valid_to=last)
    occasions.parking_of_neighbours(press, compound, district.today, quarters_before(district.today, 4))
    older = [period for period in quarters_before(district.today, 4) if (district.today - period[1]).days > 30][1:3]
    opening = 1_260_00
    for period in reversed(older):
        body = accounts.cashbook(opening, *period)
        opening = int(str(body["head"]["closing"]))
        press.publish(compound, "selfmanaged", body, moment(period[1] + timedelta(days=12), 15), period=period)


def shown_year(today: date) -> int:
    """Return the newest year whose accounts are published by ``today``."""
    return today.year - 1 if (today.month, today.day) >= ACCOUNTS_SHOWN else today.year - 2


def quarters_before(today: date, count: int) -> list[Period]:
    """Return the last ``count`` quarters that ended before ``today``, the newest first."""
    found: list[Period] = []
    day = today
    for _ in range(count):
        year, quarter = day.year, (day.month + 2) // 3
        begin = date(year, 3 * quarter - 2, 1)
        day = begin - timedelta(days=1)
        found.append((date(day.year, day.month - 2, 1), quarter_end(day)))
    return found


def _services(plan: Fixed) -> Body:
    return sheets.services(promise.row() for promise in plan.promises)
