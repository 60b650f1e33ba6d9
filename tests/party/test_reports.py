"""Coverage in one statement, the month's report and agreements as papers that open."""

from __future__ import annotations

import io
import time
from datetime import datetime, timedelta
from datetime import time as time_of_day

import docx
import pypdfium2
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from app.core.clock import BEIJING, today
from app.core.db import fast_engine
from app.core.ids import new_id
from app.party.reports import average, share
from tests.duty.steps import execute
from tests.party.steps import content, cross_post, do, draft, promised, retold, signed, year_from
from tests.world import in_app

COVERAGE = "/staff/party/coverage"
MANY = """
    INSERT INTO places_compound (id, created_at, district_id, street_id, community_id, code, name, address)
    SELECT gen_random_uuid(), now(), c.district_id, c.street_id, c.community_id, 'bulk' || n, '批量小区' || n, ''
    FROM places_compound c CROSS JOIN generate_series(1, 1000) AS n WHERE c.id = :compound
"""


def covered(person, **query):
    """Return what the compounds of a region have."""
    answer = person.get(COVERAGE, query_string=query)
    assert answer.status_code == 200, answer.json
    return answer.json


def row_a(world):
    """Return what compound a has."""
    [row] = [one for one in covered(world.community_a)["items"] if one["name"] == "示例小区a"]
    return row


def test_coverage_says_where_each_compound_stands_and_counts_by_street(app, world):
    execute(app, "update places_compound set latitude = 39.9, longitude = 116.2 where id = :id", id=world.a.compound)
    page = covered(world.district)
    points = {one["name"]: (one["latitude"], one["longitude"]) for one in page["items"]}
    assert (points["示例小区a"], points["示例小区b"]) == ((39.9, 116.2), (None, None))
    streets = {one["name"]: one["compounds"] for one in page["streets"]}
    assert streets["示例街道a"] == sum(one["street"] == "示例街道a" for one in page["items"])
    assert len(streets) > 1
    assert sum(streets.values()) == page["total"]["compounds"] == len(page["items"])


def test_a_compound_is_whole_when_nothing_lacks(world):
    before = row_a(world)
    assert before["gaps"] == ["没有有效的党建联建协议", "没有社区到企业的任职", "没有企业到社区的任职"]
    made = signed(world)
    cross_post(world.community_a, world)
    back = {"from_id": str(world.orgs["company_a"]), "to_id": str(world.orgs["jwh_a"])}
    cross_post(world.community_a, world, **back)
    promised(world, made)
    page, after = covered(world.community_a), row_a(world)
    assert (after["gaps"], after["agreement"]["number"], after["open"]) == ([], made["number"], 1)
    assert page["total"] == {"name": "合计", "compounds": 2, "agreement": 1, "company": 1, "posts": 1, "whole": 1}
    assert after["id"] not in [row["id"] for row in covered(world.community_a, gaps=True)["items"]]
    assert {row["name"] for row in covered(world.district)["items"]} > {after["name"]}
    assert after["id"] not in [row["id"] for row in covered(world.community_b)["items"]]
    assert world.resident_a.get(COVERAGE).status_code == 403


def test_each_reads_the_sums_of_what_he_reaches(world):
    signed(world)
    sums = {
        person: (page["by"], [(one["name"], one["compounds"], one["agreement"]) for one in page["streets"]])
        for person in ("district", "street_a", "community_a", "secretary_b")
        for page in [covered(world.people[person])]
    }
    assert sums["district"] == ("street", [("示例街道a", 2, 1), ("示例街道b", 1, 0)])
    assert sums["street_a"] == sums["community_a"] == ("community", [("示例社区a", 2, 1)])
    assert sums["secretary_b"] == ("community", [("示例社区b", 1, 0)])
    for person in (world.auditor, world.resident_a, world.repair_a):
        assert person.get(COVERAGE).status_code == 403


def test_an_agreement_that_the_company_did_not_sign_is_a_gap(world):
    parties = [
        {"organisation_id": str(world.orgs["jwh_a"]), "role": "community"},
        {"organisation_id": str(world.orgs["heat"]), "role": "utility"},
    ]
    signed(world, parties=parties)
    assert "物业企业党组织没有签约" in row_a(world)["gaps"]


def test_a_thousand_compounds_are_one_statement(app, world):
    execute(app, MANY, compound=str(world.a.compound))
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        if "party_agreement" in statement:
            statements.append(statement)

    engine = in_app(app, fast_engine)
    event.listen(engine, "before_cursor_execute", note)
    try:
        begun = time.perf_counter()
        page = covered(world.district)
        seconds = time.perf_counter() - begun
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(page["items"]) > 1000
    assert len(statements) == 1
    assert seconds < 2


def report(person, ending, month="", expect=200):
    """Return the report of a month, or of this one."""
    month = month or f"{today():%Y-%m}"
    answer = person.get(f"/staff/party/report.{ending}?month={month}")
    assert answer.status_code == expect, answer.json
    return answer.data


def facts_of(data):
    """Return the figures of a report that was opened."""
    table = docx.Document(io.BytesIO(data)).tables[0]
    return {row.cells[0].text: row.cells[1].text for row in table.rows}


def test_the_report_of_a_month_says_what_happened(app, world, deliver):
    made = signed(world)
    first = promised(world, made)
    other = promised(world, made, measure="清理楼道")
    for person, action in ((world.manager_a, "claim"), (world.manager_a, "submit"), (world.community_a, "confirm")):
        first = do(person, first, action, note="好了")
    do(world.community_a, first, "rate", rating=4)
    yesterday = today() - timedelta(days=1)
    execute(app, "update party_commitment set due_on = :day where measure = '清理楼道'", day=yesterday)
    execute(
        app, "update party_commitment_event set due_on = :day where commitment_id = :id", day=yesterday, id=other["id"]
    )
    cross_post(world.community_a, world)
    data = report(world.community_a, "docx")
    facts = facts_of(data)
    assert facts["有效的党建联建协议"] == "1 份"
    assert facts["其中按时"] == "1 件（100.0%）"
    assert facts["本月评价平均分"] == "4.0 分（1 件）"
    assert facts["到期没有办结"] == "1 件"
    assert facts["社区到企业任职"] == "1 人"
    paragraphs = [one.text for one in docx.Document(io.BytesIO(data)).paragraphs]
    assert paragraphs[0] == f"示例社区a党建联建{today().year}年{today().month}月月报"
    late = docx.Document(io.BytesIO(data)).tables[1]
    assert [cell.text for cell in late.rows[1].cells][:2] == ["示例物业a", "清理楼道"]

    book = CalamineWorkbook.from_filelike(io.BytesIO(report(world.community_a, "xlsx")))
    assert book.sheet_names[0] == "总的情况"
    assert ["到期没有办结", "1 件"] in book.get_sheet_by_name("总的情况").to_python()
    assert facts_of(report(world.community_b, "docx"))["有效的党建联建协议"] == "0 份"
    assert facts_of(report(world.street_a, "docx"))["有效的党建联建协议"] == "1 份"


FIRST = today().replace(day=1)
LAST = FIRST - timedelta(days=1)
NOON = timedelta(hours=12)


def at_noon(day):
    """Return an instant of a day in Beijing."""
    return datetime.combine(day, time_of_day(), BEIJING) + NOON


def happened(app, table, action, day):
    """Let the moves of one kind have happened on a day."""
    retold(app, f"update party_{table}_event set at = :at where action = :action", at=at_noon(day), action=action)


def test_the_report_of_a_past_month_says_what_held_then(app, world):
    """An agreement that ended with the month, what was reported late after it, and what was moved out of it."""
    mid = LAST.replace(day=15)
    made = signed(world)
    late = promised(world, made, measure="清理楼道")
    moved = promised(world, made, measure="粉刷单元门")
    never = promised(world, made, measure="修门禁", due_on=str(today() + timedelta(days=3)))
    execute(app, "update party_commitment set due_on = :d where id <> :moved", d=mid, moved=moved["id"])
    execute(app, "update party_commitment_event set due_on = :d", d=mid)
    happened(app, "commitment", "add", LAST.replace(day=2))
    body = {"organisation_id": moved["organisation"]["id"], "measure": "粉刷单元门", "due_on": str(today())}
    do(world.community_a, moved, "save", content=body)
    happened(app, "commitment", "save", LAST.replace(day=3))
    for action in ("claim", "submit"):
        late = do(world.manager_a, late, action, note="补办了")
    do(world.community_a, never, "drop", note="协议到期")
    execute(
        app, "update party_agreement set signed_on = :first, starts_on = :first, ends_on = :last, state = 'ended'",
        first=LAST.replace(day=1), last=LAST,
    )  # fmt: skip
    retold(app, "update party_agreement_event set action = 'end' where action = 'sign'")
    then = facts_of(report(world.community_a, "docx", f"{LAST:%Y-%m}"))
    assert {name: then[name] for name in SUMS} == {
        "有效的党建联建协议": "1 份", "本月签订": "1 份", "本月到期或终止": "1 份", "三十日内到期": "1 份",
        "本月应办的承诺事项": "2 件", "本月报办结": "0 件", "到期没有办结": "2 件", "有协议的小区": "1 个（50.0%）",
    }  # fmt: skip
    rows = docx.Document(io.BytesIO(report(world.community_a, "docx", f"{LAST:%Y-%m}"))).tables[1].rows
    assert sorted(row.cells[1].text for row in rows) == sorted(["承诺事项", "清理楼道", "修门禁"])
    now = facts_of(report(world.community_a, "docx"))
    assert {name: now[name] for name in SUMS} == {
        "有效的党建联建协议": "0 份", "本月签订": "0 份", "本月到期或终止": "0 份", "三十日内到期": "0 份",
        "本月应办的承诺事项": "1 件", "本月报办结": "1 件", "到期没有办结": "0 件", "有协议的小区": "0 个（0.0%）",
    }  # fmt: skip
    assert now["其中按时"] == "0 件（0.0%）"


SUMS = (
    "有效的党建联建协议", "本月签订", "本月到期或终止", "三十日内到期", "本月应办的承诺事项", "本月报办结",
    "到期没有办结", "有协议的小区",
)  # fmt: skip


def test_the_day_of_beijing_decides_in_which_month_something_was_reported(app, world):
    one = promised(world, signed(world))
    for action in ("claim", "submit"):
        one = do(world.manager_a, one, action, note="好了")
    for table, action in (("commitment", "add"), ("commitment", "claim"), ("agreement", "draft")):
        happened(app, table, action, LAST)
    midnight = datetime.combine(FIRST, time_of_day(), BEIJING)
    for at, then, now in ((midnight, "0 件", "1 件"), (midnight - timedelta(seconds=1), "1 件", "0 件")):
        execute(app, "update party_commitment_event set at = :at where action = 'submit'", at=at)
        assert facts_of(report(world.community_a, "docx", f"{LAST:%Y-%m}"))["本月报办结"] == then
        assert facts_of(report(world.community_a, "docx"))["本月报办结"] == now


def test_what_was_returned_is_not_done_and_what_was_done_twice_counts_once(world):
    one = promised(world, signed(world))
    for action in ("claim", "submit"):
        one = do(world.manager_a, one, action, note="好了")
    one = do(world.community_a, one, "return", note="还差一个单元")
    assert facts_of(report(world.community_a, "docx"))["本月报办结"] == "0 件"
    do(world.manager_a, one, "submit", note="补齐了")
    assert facts_of(report(world.community_a, "docx"))["本月报办结"] == "1 件"


def test_figures_and_lists_of_a_month_agree_with_coverage(app, world):
    """What ends before the month does is in force today; two posts make one person; any agreement counts."""
    signed(world, **year_from(today() - timedelta(days=364)))
    parties = [{"organisation_id": str(world.orgs[key]), "role": role} for key, role in OTHERS]
    signed(world, number="2", parties=parties)
    for post in ("监督员", "质量顾问"):
        cross_post(world.community_a, world, to_post=post)
    data = report(world.community_a, "docx")
    facts = facts_of(data)
    assert (facts["有效的党建联建协议"], facts["三十日内到期"]) == ("2 份", "1 份")
    assert len(docx.Document(io.BytesIO(data)).tables[1].rows) == 2
    assert (facts["社区到企业任职"], facts["有协议的小区"]) == ("1 人", "1 个（50.0%）")
    assert "物业企业党组织没有签约" not in row_a(world)["gaps"]


OTHERS = (("jwh_a", "community"), ("heat", "utility"))


def test_a_month_that_has_not_begun_and_one_that_is_none_are_refused(world):
    for month in ("2099-01", "2026-13", "x"):
        report(world.community_a, "docx", month, 422)
    report(world.manager_a, "docx", expect=403)


def test_shares_are_cut_and_never_rounded_up():
    assert [share(2, 3), share(999, 1000), share(0, 0), average(14, 3)] == ["66.6%", "99.9%", "—", "4.6 分（3 件）"]


def test_an_agreement_leaves_as_word_and_as_pdf_with_its_lists_and_promises(world):
    made = signed(world)
    promised(world, made, rhythm="monthly")
    path = f"/staff/party/agreements/{made['id']}/agreement"
    data = world.community_a.get(f"{path}.docx")
    assert data.headers["Content-Disposition"].startswith("attachment")
    paper = docx.Document(io.BytesIO(data.data))
    words = "\n".join(one.text for one in paper.paragraphs)
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "党建联建协议" in words
    assert {"一间闲置的自行车棚", "装晾衣杆", "示例物业a", "社区党组织"} <= set(cells)
    assert any(cell.startswith("每月，下次 ") for cell in cells)
    assert "示例物业a（盖章）" in words
    pdf = pypdfium2.PdfDocument(world.manager_a.get(f"{path}.pdf").data)
    assert "装晾衣杆" in "".join(page.get_textpage().get_text_range() for page in pdf)
    assert world.community_b.get(f"{path}.docx").status_code == 404
    assert world.community_a.get(f"/staff/party/agreements/{new_id()}/agreement.pdf").status_code == 404


def test_a_draft_is_a_paper_with_lines_to_sign_on(world):
    made = draft(world.community_a, content(world, signed_on=None))
    data = world.community_a.get(f"/staff/party/agreements/{made['id']}/agreement.docx").data
    paper = docx.Document(io.BytesIO(data))
    assert "________年____月____日" in paper.paragraphs[-1].text
