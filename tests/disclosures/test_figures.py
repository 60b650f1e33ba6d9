"""The forms with figures and days: what each refuses, to the fen, the day and the per cent. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.calendar import Calendar
from app.core.clock import today
from app.forms import FORMS
from app.forms.occasions import posted_until
from tests.disclosures import bodies
from tests.disclosures.bodies import RIGHT, changed, problems, warnings

# --- accounts ---


@pytest.mark.parametrize("code", ["accounts", "accounts_quarter"])
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("head.total_income", "收入合计"),
        ("head.total_expense", "支出合计"),
        ("head.balance", "本期结余"),
        ("head.closing", "期末结余"),
    ],
)
@pytest.mark.parametrize("by", [-1, 1])
def test_one_fen_off_is_refused_with_the_difference(code, path, what, by):
    whole = RIGHT[code]()
    wrong = changed(whole, path, whole["head"][path[5:]] + by)
    [(where, text)] = problems(code, wrong)
    assert where == path
    assert what in text
    assert text.endswith("差 0.01 元")


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("income.1.amount", 100_000_00),
        ("expense.3.amount", 10_000_00),
        ("head.tax", 6_600_00),
        ("head.opening", 2_000_00),
    ],
)
def test_one_fen_in_a_line_is_one_fen_in_the_sums(path, right):
    found = problems("accounts", changed(bodies.accounts(), path, right + 1))
    assert found
    assert all(text.endswith("差 0.01 元") for _, text in found)


def test_all_nine_cost_items_are_there():
    whole = bodies.accounts(total_expense=80_000_00, balance=23_400_00, closing=25_400_00)
    del whole["tables"]["expense"][3]
    [(path, text)] = problems("accounts", whole)
    assert path == "expense"
    assert "绿化养护" in text


@pytest.mark.parametrize("word", ["屋面大修", "电梯中修", "门禁更新改造", "日常保养（不含小修）；水泵大修"])
def test_major_repairs_are_never_paid_out_of_fees(word):
    [(path, text)] = problems("accounts", changed(bodies.accounts(), "expense.2.name", word))
    assert path == "expense.2.name"
    assert "专项维修资金" in text
    assert "第十一条" in text


@pytest.mark.parametrize("word", ["日常保养", "日常维修，不含大修、中修", "除大修以外的维修"])
def test_saying_that_there_were_none_is_no_major_repair(word):
    assert problems("accounts", changed(bodies.accounts(), "expense.2.name", word)) == []


def test_a_commission_belongs_to_its_mode():
    taken = {"commission": 1_000_00, "balance": 12_400_00, "closing": 14_400_00}
    assert [path for path, _ in problems("accounts", bodies.accounts(**taken))] == ["head.commission"]
    assert problems("accounts", bodies.accounts(**taken, charging_mode="commission")) == []


@pytest.mark.parametrize(
    ("budget", "told"), [(8_333_33, True), (8_333_34, False), (12_500_00, True), (12_500_01, True)]
)
def test_far_from_the_budget_asks_for_a_reason(budget, told):
    """20 % of the budget is far; a sentence is asked for, nothing is refused."""
    whole = changed(bodies.accounts(), "expense.1.budget", budget)
    assert problems("accounts", whole) == []
    assert bool(warnings("accounts", whole)) is told
    assert warnings("accounts", changed(whole, "expense.1.note", "最低工资上调")) == []


def test_each_line_stands_against_its_budget():
    whole = changed(bodies.accounts(), "expense.1.budget", 8_000_00)
    texts = {total.label: total.text for total in FORMS["accounts"].totals(whole)}
    assert texts["支出·人员工资、社会保险和福利 比预算"] == "25.0%"
    assert texts["收缴率"] == "83.3%"
    assert texts["期末结余"] == "15,400.00 元"


# --- common revenue ---


def refill(balance: int, refilled: int):
    """Return a ledger with so much in the fund and so much refilled."""
    whole = bodies.revenue(fund_balance=balance, refill=refilled)
    whole["tables"]["uses"][0]["amount"] = refilled
    used = refilled + 1_000_00
    whole["head"] |= {"used": used, "closing": 11_000_00 - used}
    return whole


@pytest.mark.parametrize(
    ("balance", "refilled", "right"),
    [
        (29_999_99, 5_000_00, True),  # below 30 %, exactly half
        (29_999_99, 4_999_99, False),  # one fen less than half
        (29_000_00, 4_900_00, False),  # 29 % and 49 %
        (30_000_00, 4_900_00, True),  # exactly 30 % is enough
        (30_000_00, 0, True),
        (0, 5_000_00, True),
        (0, 0, False),
    ],
)
def test_a_low_fund_is_refilled_by_half_of_the_revenue(balance, refilled, right):
    found = problems("revenue", refill(balance, refilled))
    assert (found == []) is right
    if not right:
        [(path, text)] = found
        assert path == "head.refill"
        assert "第七十四条" in text
        assert "至少 5,000.00 元" in text


def test_without_a_first_deposit_there_is_no_measure():
    whole = refill(0, 0)
    whole["head"]["first_deposit"] = 0
    assert problems("revenue", whole) == []


@pytest.mark.parametrize("key", ["gross", "cost", "net", "used", "refill", "closing"])
def test_the_ledger_of_revenue_comes_out_to_the_fen(key):
    whole = bodies.revenue()
    found = problems("revenue", changed(whole, f"head.{key}", whole["head"][key] + 1))
    assert (f"head.{key}", True) in [(path, text.endswith("差 0.01 元")) for path, text in found]


def test_each_source_comes_out_to_the_fen():
    found = problems("revenue", changed(bodies.revenue(), "sources.2.net", 3_000_01))
    assert found[0] == (
        "sources.2.net", "“院内车位”净收益（收入－合理成本）应为 3,000.00 元，表上写的是 3,000.01 元，差 0.01 元",
    )  # fmt: skip


def test_spending_what_belongs_to_all_needs_their_decision():
    assert [p for p, _ in problems("revenue", changed(bodies.revenue(), "uses.2.decision", None))] == [
        "uses.2.decision"
    ]
    assert problems("revenue", changed(bodies.revenue(), "uses.1.decision", None)) == []


def test_nothing_is_added_to_water_and_power():
    assert problems("sharing", bodies.sharing()) == []
    whole = changed(bodies.sharing(total_collected=280_01), "shares.1.collected", 200_01)
    [(path, text)] = problems("sharing", whole)
    assert path == "shares.1.collected"
    assert "多 0.01 元" in text


# --- the fund, cash books, parking ---


@pytest.mark.parametrize("path", ["head.closing", "head.paid_out", "balances.1.closing", "uses.1.amount"])
def test_the_fund_comes_out_to_the_fen(path):
    value = {"head.closing": 40_000_00, "head.paid_out": 15_000_00, "uses.1.amount": 15_000_00}.get(path, 20_000_00)
    found = problems("fund", changed(bodies.fund(), path, value + 1))
    assert found
    assert any(text.endswith("差 0.01 元") for _, text in found)


def test_a_cash_book_comes_out_and_stays_in_its_quarter():
    assert "差 0.01 元" in problems("selfmanaged", bodies.cashbook(closing=120_01))[0][1]
    assert [p for p, _ in problems("selfmanaged", bodies.cashbook(day="2026-10-01"))] == [
        "entries.1.on",
        "entries.2.on",
    ]
    both = changed(bodies.cashbook(paid_out=50_00, closing=110_00), "entries.1.paid_out", 10_00)
    assert [p for p, _ in problems("selfmanaged", both)] == ["entries.1.paid_in"]


def test_parking_adds_up_and_common_spaces_cost_by_decision_only():
    assert [p for p, _ in problems("parking", bodies.parking(spaces=31))] == ["head.spaces"]
    assert [p for p, _ in problems("parking", changed(bodies.parking(), "areas.1.decision", None))] == [
        "areas.1.decision"
    ]
    assert [p for p, _ in problems("parking", bodies.parking(), attachments=0)] == ["attachments"]
    free = changed(changed(bodies.parking(), "areas.1.decision", None), "areas.1.rate", None)
    assert problems("parking", free, attachments=0) == []
    assert [p for p, _ in problems("parking", changed(bodies.parking(let=27), "areas.2.let", 11))] == [
        "head.let", "areas.2.let",
    ]  # fmt: skip


# --- occasions ---


@pytest.mark.parametrize(("days", "right"), [(1, False), (2, True)])
def test_a_planned_stop_is_told_two_days_before(days, right):
    assert (problems("outage", bodies.outage(starts_on=bodies.in_days(days))) == []) is right
    assert problems("outage", bodies.outage(starts_on=bodies.in_days(days), planned=False)) == []
    back = {"valid_from": today() - timedelta(days=5)}
    assert (problems("outage", bodies.outage(starts_on=bodies.in_days(days)), **back) == []) is right


def test_a_report_on_water_comes_with_its_photo():
    report = bodies.outage(kind="quality", starts_on=bodies.in_days(-3))
    assert problems("outage", report) == []
    assert [path for path, _ in problems("outage", report, attachments=0)] == ["attachments"]


@pytest.mark.parametrize(("asked", "right"), [(59, False), (60, True), (120, True), (121, False)])
def test_a_survey_asks_half_of_the_households(asked, right):
    whole = changed(bodies.survey(asked=asked), "answers.1.satisfied", 20)
    assert (problems("survey", whole) == []) is right


def test_households_are_those_on_record():
    assert warnings("survey", bodies.survey(households=100)) == [
        ("head.households", "小区登记的总户数是 120 户，与填写的 100 户不同，请核对")
    ]


@pytest.mark.parametrize(("days", "told"), [(0, False), (3, False), (4, True)])
def test_a_late_decision_is_told_and_published_all_the_same(days, told):
    whole = bodies.decision(decided_on=bodies.in_days(-days))
    assert problems("decision", whole) == []
    assert bool(warnings("decision", whole)) is told


def test_a_decision_is_not_of_tomorrow():
    assert [p for p, _ in problems("decision", bodies.decision(decided_on=bodies.in_days(1)))] == ["head.decided_on"]


def test_a_committees_decision_stays_ten_working_days():
    thursday, off = date(2026, 9, 24), Calendar({date(2026, 9, 25): False, date(2026, 10, 1): False})
    until = posted_until(thursday, off)
    assert until == date(2026, 10, 9)  # 24, 28, 29, 30 of September, then 2 and 5 to 9 of October
    whole = bodies.decision(body="management_committee", decided_on="2026-09-24")
    usual = {"today": thursday, "calendar": off}
    assert problems("decision", whole, valid_to=until, **usual) == []
    short = problems("decision", whole, valid_to=until - timedelta(days=1), **usual)
    assert [path for path, _ in short] == ["valid_to"]
    assert problems("decision", whole, **usual) == []  # without an end it stays


@pytest.mark.parametrize(("ends", "right"), [("2027-05-01", True), ("2027-05-02", False), ("2026-10-31", False)])
def test_emergency_service_ends_after_six_months(ends, right):
    assert (problems("emergency_service", bodies.emergency_service(to_on=ends)) == []) is right


@pytest.mark.parametrize(("days", "right"), [(2, False), (3, True)])
def test_urgent_use_of_the_fund_is_posted_three_days(days, right):
    until = today() + timedelta(days=days)
    assert (problems("fund_emergency", bodies.fund_emergency(), valid_to=until) == []) is right
    assert [p for p, _ in problems("fund_emergency", bodies.fund_emergency(), attachments=0)] == ["attachments"]
    assert [p for p, _ in problems("fund_emergency", bodies.fund_emergency(amount=3_000_01))] == ["head.amount"]
