"""The forms: what each refuses, to the fen, the day and the per cent at which it begins to refuse. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.core.clock import today
from app.core.ledger import Kind
from app.forms import FORMS, Before, PeriodKind, blank
from app.forms import content as contents
from app.forms.fees import my_fee
from app.forms.words import period_problem, period_words
from tests.disclosures import bodies
from tests.disclosures.bodies import RIGHT, changed, problems

# --- what holds for all of them ---


def test_there_is_a_right_body_for_every_form():
    assert set(RIGHT) == set(FORMS)


@pytest.mark.parametrize("code", list(FORMS))
def test_a_right_body_has_nothing_wrong_and_can_be_read_aloud(code):
    assert problems(code, RIGHT[code]()) == []
    sentences = FORMS[code].lead(RIGHT[code]())
    assert sentences
    assert all(sentence.endswith("。") and "None" not in sentence for sentence in sentences)
    assert all(total.text for total in FORMS[code].totals(RIGHT[code]()))


@pytest.mark.parametrize("code", list(FORMS))
def test_an_empty_form_says_what_is_missing_and_breaks_nothing(code):
    form = FORMS[code]
    body = blank(form)
    missing = {path for path, _ in problems(code, body)}
    assert {f"head.{column.key}" for column in form.head.columns if column.required} <= missing
    assert form.lead(body) is not None
    assert form.totals(body) is not None
    assert list(contents.spots(form, body)) == [] or code.startswith("accounts")


@pytest.mark.parametrize("code", list(FORMS))
def test_money_areas_and_counts_are_never_negative_where_that_means_nothing(code):
    """Only what is left over may be below zero."""
    may = {"opening", "balance", "closing", "net"}
    for spec in (FORMS[code].head, *FORMS[code].tables):
        for column in spec.columns:
            if column.is_number:
                assert column.lowest >= 0 or (column.key in may and column.kind is Kind.MONEY), (code, column.key)


def test_every_duty_has_its_form_and_every_form_its_duty():
    codes = {f"D{number}" for number in range(1, 17)}
    assert {duty for form in FORMS.values() for duty in form.duties} == codes
    assert [form.code for form in FORMS.values() if not form.duties] == ["accounts_quarter"]


@pytest.mark.parametrize("code", [code for code, form in FORMS.items() if form.carry])
def test_the_next_period_begins_with_what_was_left(code):
    old = RIGHT[code]()
    begun = FORMS[code].carry(old)
    assert begun["head"]["opening"] == old["head"]["closing"]
    assert "closing" not in {k for k, v in begun["head"].items() if v is not None}
    assert contents.read(FORMS[code], begun).refused == []


# --- days and places ---


@pytest.mark.parametrize(
    ("kind", "first", "last", "right"),
    [
        ("year", date(2025, 1, 1), date(2025, 12, 31), True),
        ("year", date(2025, 7, 1), date(2025, 12, 31), True),  # the contract began in July
        ("year", date(2025, 7, 1), date(2026, 6, 30), True),
        ("year", date(2025, 1, 1), date(2026, 1, 31), False),
        ("year", date(2025, 1, 2), date(2025, 12, 31), False),
        ("year", date(2025, 1, 1), date(2025, 12, 30), False),
        ("year", date(2025, 12, 1), date(2025, 1, 31), False),
        ("year", None, None, False),
        ("quarter", date(2026, 7, 1), date(2026, 9, 30), True),
        ("quarter", date(2026, 8, 1), date(2026, 9, 30), True),
        ("quarter", date(2026, 6, 1), date(2026, 7, 31), False),
        ("none", None, None, True),
        ("none", date(2026, 7, 1), date(2026, 9, 30), False),
    ],
)
def test_periods(kind, first, last, right):
    assert (period_problem(PeriodKind(kind), first, last) is None) is right


def test_periods_are_said_as_people_say_them():
    assert period_words("year", date(2025, 1, 1), date(2025, 12, 31)) == "2025 年度"
    assert period_words("quarter", date(2026, 7, 1), date(2026, 9, 30)) == "2026 年第 3 季度"
    assert period_words("year", date(2025, 7, 1), date(2025, 12, 31)) == "2025年7月1日至2025年12月31日"
    assert period_words("none", None, None) == ""


def test_a_period_that_is_not_over_is_not_published():
    whole = bodies.accounts("accounts_quarter")
    assert problems("accounts_quarter", whole, today=date(2026, 10, 1)) == []
    assert [path for path, _ in problems("accounts_quarter", whole, today=date(2026, 9, 30))] == ["period"]


@pytest.mark.parametrize(("places", "right"), [(1, False), (2, True), (3, True)])
def test_the_fee_sheet_hangs_in_two_places_at_least(places, right):
    found = problems("fees", bodies.fees(), places=places)
    assert (found == []) is right
    if not right:
        assert found == [("places", "《物业服务项目收费情况》应在不少于 2 处公示，每处附一张照片，现有 1 处")]


def test_validity_overlaps_nothing():
    day = today()
    assert problems("fees", bodies.fees(), in_force_from=day) == []
    early = problems("fees", bodies.fees(), in_force_from=day, valid_from=day - timedelta(days=1))
    assert early[0][0] == "valid_from"
    assert "重叠" in early[0][1]
    ahead = problems("fees", bodies.fees(), ahead_from=day + timedelta(days=9))
    assert "先撤回" in ahead[0][1]
    ends = problems("fees", bodies.fees(), valid_from=day, valid_to=day - timedelta(days=1))
    assert [path for path, _ in ends] == ["valid_to"]


# --- the fee sheet ---


@pytest.mark.parametrize("key", ["company_name", "uscc", "contract_from", "charging_mode", "way_to_pay",
                                 "relief_rules", "complaint_phone", "supervision_phones"])  # fmt: skip
def test_the_price_label_is_complete(key):
    assert f"head.{key}" in {path for path, _ in problems("fees", bodies.fees(**{key: None}))}


@pytest.mark.parametrize("key", ["content", "standard", "rate", "unit", "basis", "payer", "pricing", "start_on"])
def test_every_item_is_complete(key):
    whole = changed(bodies.fees(), f"items.1.{key}", None)
    assert [path for path, _ in problems("fees", whole)] == [f"items.1.{key}"]


@pytest.mark.parametrize(("rate", "right"), [(0, False), (1, True), (-58, False)])
def test_a_rate_is_more_than_nothing(rate, right):
    assert (problems("fees", bodies.fees(bodies.item(rate=rate))) == []) is right


def test_commission_needs_a_joint_account():
    found = problems("fees", bodies.fees(charging_mode="commission"))
    assert [path for path, _ in found] == ["head.joint_account"]
    assert "第七十二条" in found[0][1]
    assert problems("fees", bodies.fees(charging_mode="commission", joint_account="示例银行 共管 0001")) == []


def test_common_parking_needs_its_decision_and_the_photo_of_it():
    car = bodies.item("地面停车", kind="parking_common", rate=150_00, unit="car_month")
    decided = car | {"decision": "2025 年业主大会第 2 号"}
    assert problems("fees", bodies.fees(bodies.item(), decided)) == []
    assert [path for path, _ in problems("fees", bodies.fees(bodies.item(), car))] == ["items.2.decision"]
    assert [path for path, _ in problems("fees", bodies.fees(bodies.item(), decided), attachments=0)] == ["attachments"]
    assert [p for p, _ in problems("fees", bodies.fees(bodies.item(), car), attachments=0)] == [
        "items.2.decision", "attachments",
    ]  # fmt: skip


def test_a_price_of_the_government_names_its_document():
    found = problems("fees", bodies.fees(bodies.item(pricing="guided")))
    assert [path for path, _ in found] == ["items.1.basis_doc"]


def test_reliefs_belong_to_items_and_are_no_more_than_all():
    assert problems("fees", changed(bodies.fees(), "reliefs.1.item", "全部")) == []
    assert [p for p, _ in problems("fees", changed(bodies.fees(), "reliefs.1.item", "电梯费"))] == ["reliefs.1.item"]
    for share, right in ((1, True), (1000, True), (0, False), (1001, False)):
        assert (problems("fees", changed(bodies.fees(), "reliefs.1.share", share)) == []) is right, share


def before(*items, **head) -> Before:
    """Return the sheet in force."""
    return Before(bodies.fees(*items, **head), 1, date(2026, 1, 1))


@pytest.mark.parametrize(("days", "right"), [(29, False), (30, True), (31, True)])
def test_a_changed_price_is_shown_thirty_days_ahead(days, right):
    begins = today() + timedelta(days=days)
    whole = bodies.fees(bodies.item(rate=65, start_on=str(begins)))
    found = problems("fees", whole, before=before(), valid_from=begins)
    assert (found == []) is right
    if not right:
        assert found[0][0] == "valid_from"
        assert "“物业服务费”由 0.58 元/㎡·月 改为 0.65 元/㎡·月，应提前 30 天公示" in found[0][1]


def test_a_price_does_not_begin_before_the_sheet_that_says_so():
    begins = today() + timedelta(days=30)
    whole = bodies.fees(bodies.item(rate=65, start_on=str(begins - timedelta(days=1))))
    found = problems("fees", whole, before=before(), valid_from=begins)
    assert [path for path, _ in found] == ["items.1.start_on"]


@pytest.mark.parametrize(
    ("items", "corrects", "right"),
    [
        ([bodies.item()], False, True),
        ([bodies.item(rate=57)], False, False),  # a lower price is a changed price too
        ([bodies.item(rate=57)], True, True),  # but whoever was asked for too much is not warned of it
        ([bodies.item(rate=59)], True, False),
        ([bodies.item(unit="home_month")], True, False),
        ([bodies.item(), bodies.item("门禁卡", kind="other", unit="time", rate=20_00)], False, True),
        ([bodies.item(), bodies.item("电梯运行费", rate=10)], False, False),
    ],
)
def test_what_is_a_changed_price(items, corrects, right):
    assert (problems("fees", bodies.fees(*items), before=before(), corrects=corrects) == []) is right


def test_my_fee_is_one_sentence():
    fen, sentence = my_fee(bodies.fees(), 5830)
    assert fen == 3381  # 33.814 元
    assert sentence == "您家每月的物业服务费：58.30 ㎡ × 0.58 元/㎡·月 = 每月 33.81 元。"
    assert my_fee(bodies.fees(bodies.item(rate=1)), 150)[0] == 2  # half a fen is rounded up
    assert my_fee(bodies.fees(bodies.item(unit="home_month")), 5830) is None
