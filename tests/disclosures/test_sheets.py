"""Tables as Excel: out and back without a change, hostile files refused, written only after a yes."""

from __future__ import annotations

import io
import uuid

import pytest
import xlsxwriter
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.core.ledger import from_sheet, to_sheet
from app.core.spreadsheets import REASONS, read
from app.forms import FORMS
from tests.core.sheet_corpus import HOSTILE
from tests.core.test_spreadsheets import live
from tests.disclosures import bodies
from tests.disclosures.bodies import RIGHT, changed
from tests.disclosures.steps import BASE, act, begin, errors, published, rows, see, written

NASTY = "=cmd|' /C calc'!A0 😀 ０１2 http://example.invalid"


def table_of(person, version, table: str, expect: int = 200) -> bytes:
    """Return one table as a file."""
    answer = person.get(f"{BASE}/versions/{version['id']}/tables/{table}.xlsx")
    assert answer.status_code == expect, answer.text
    return answer.data


def bring(person, version, table: str, data: bytes, expect: int = 201, key: str | None = None):
    """Bring a file and return the dry run."""
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(data), "表.xlsx")})
    answer = person._call(
        "post",
        f"{BASE}/versions/{version['id']}/tables/{table}/imports",
        data=body,
        headers={
            "Idempotency-Key": key or str(uuid.uuid4()),
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        },
    )
    assert answer.status_code == expect, answer.text
    return answer.json


def confirm(person, run, expect: int = 200):
    """Say yes to a dry run."""
    answer = person.post(f"{BASE}/imports/{run['id']}/actions/confirm")
    assert answer.status_code == expect, answer.text
    return answer.json


def file_of(form: str, table: str, lines) -> bytes:
    """Return rows as a file of a form's table."""
    return to_sheet([(FORMS[form].table(table), lines)])


def book(lines: list[list]) -> bytes:
    """Return a file with these lines; a text that begins with ``!`` becomes a formula."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as file:
        sheet = file.add_worksheet("表")
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, str) and value.startswith("!"):
                    sheet.write_formula(number, column, value[1:], None, 5)
                elif value is not None:
                    sheet.write(number, column, value)
    return made.getvalue()


@pytest.mark.parametrize("form", [code for code, form in FORMS.items() if form.party != "office"])
def test_every_table_of_every_form_comes_back_without_a_change(world, form):
    draft = written(world.manager_a, world.a, form)
    for spec in (FORMS[form].head, *FORMS[form].tables):
        data = table_of(world.manager_a, draft, spec.key)
        assert [found for found in live(data) if "<f" in found or "xl/" in found] == []
        run = bring(world.manager_a, draft, spec.key, data)
        assert (run["state"], run["changes"], run["problems"]) == ("ready", [], []), spec.key
        after = confirm(world.manager_a, run)
        assert after["state"] == "confirmed"
        kept = see(world.manager_a, draft["id"])
        assert kept["body"] == draft["body"]
        assert kept["version"] == draft["version"] + 1
        draft = kept


def test_what_somebody_wrote_is_no_formula_when_it_goes_out(world):
    whole = changed(bodies.accounts(), "expense.1.name", NASTY)
    draft = written(world.manager_a, world.a, "accounts", whole)
    data = table_of(world.manager_a, draft, "expense")
    assert [found for found in live(data) if "<f" in found or "hyperlink" in found or "xl/external" in found] == []
    run = bring(world.manager_a, draft, "expense", data)
    assert run["changes"] == []
    name = from_sheet(read(data), FORMS["accounts"].table("expense")).rows[0]["name"]
    assert name == NASTY


def test_a_quarter_from_a_sheet(world, second):
    """From nothing to a published quarter with two files."""
    draft = begin(world.manager_a, world.a, "accounts_quarter")
    right = RIGHT["accounts_quarter"]()
    run = bring(world.manager_a, draft, "income", file_of("accounts_quarter", "income", right["tables"]["income"]))
    assert run["counts"] == {"rows": 2, "added": 1, "removed": 0, "changed": 1}
    assert run["changes"][0]["cells"][0] == {
        "column": "amount", "label": "实际数", "before": "", "after": "100,000.00 元",
    }  # fmt: skip
    assert see(world.manager_a, draft["id"])["body"] == draft["body"]  # nothing yet
    confirm(world.manager_a, run)
    draft = see(world.manager_a, draft["id"])
    lines = right["tables"]["expense"]
    head = file_of("accounts_quarter", "head", [right["head"]])
    run = bring(world.manager_a, draft, "head", head)
    assert run["counts"] == {"rows": 1, "added": 1, "removed": 0, "changed": 0}
    confirm(world.manager_a, bring(world.manager_a, draft, "expense", file_of("accounts_quarter", "expense", lines)))
    confirm(world.manager_a, run, 409)  # it was compared with what was there before the expenses came
    draft = see(world.manager_a, draft["id"])
    confirm(world.manager_a, bring(world.manager_a, draft, "head", head))
    draft = see(world.manager_a, draft["id"])
    assert errors(draft) == []
    assert act(second, act(world.manager_a, draft, "submit"), "publish")["state"] == "published"


def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_taken(world):
    draft = written(world.manager_a, world.a, "accounts_quarter")
    titles = [column.title for column in FORMS["accounts_quarter"].table("expense").columns]
    lines = [
        titles,
        ["清洁卫生", None, None, "!=2+3", None],
        ["绿化养护", None, None, -5, None],
        ["秩序", None, None, 1, None],
        ["办公费用", None, None, 1.005, None],
        ["办公费用", None, None, 1, None],
        ["办公费用", None, None, 1, None],
    ]
    run = bring(world.manager_a, draft, "expense", book(lines))
    assert run["state"] == "refused"
    assert [(one["row"], one["column"]) for one in run["problems"]] == [
        (2, "amount"), (3, "amount"), (4, "item"), (5, "amount"), (6, "item"), (7, "item"),
    ]  # fmt: skip
    assert "公式" in run["problems"][0]["text"]
    assert "不能是负数" in run["problems"][1]["text"]
    assert "最多 2 位小数" in run["problems"][3]["text"]
    assert (run["changes"], run["actions"]) == ([], [])
    confirm(world.manager_a, run, 409)
    assert see(world.manager_a, draft["id"]) == see(world.manager_a, draft["id"]) | {"body": draft["body"]}


def test_a_head_is_one_row(world):
    draft = written(world.manager_a, world.a)
    row = draft["body"]["head"]
    for lines in ([], [row, row | {"company_name": "另一家"}]):
        run = bring(world.manager_a, draft, "head", file_of("company", "head", []) if not lines else book(
            [[column.title for column in FORMS["company"].head.columns]]
            + [[line[column.key] for column in FORMS["company"].head.columns] for line in lines]
        ))  # fmt: skip
        assert run["state"] == "refused"
    changed_head = file_of("company", "head", [row | {"office": "3 号楼"}])
    [change] = bring(world.manager_a, draft, "head", changed_head)["changes"]
    assert (change["kind"], change["cells"][0]["after"]) == ("changed", "3 号楼")


@pytest.mark.parametrize("sample", HOSTILE, ids=lambda sample: sample.name)
def test_hostile_files_are_refused_and_the_draft_stays(app, world, sample):
    draft = begin(world.manager_a, world.a, "accounts_quarter")
    answer = bring(world.manager_a, draft, "expense", sample.make(), 422)
    assert answer["error"]["fields"]["file"] == [REASONS[sample.refusal]]
    assert rows(app, "select 1 from core_ledger_import") == []
    assert see(world.manager_a, draft["id"]) == draft


def test_only_ones_own_draft_takes_a_file(world, second):
    draft = written(world.manager_a, world.a)
    data = table_of(world.manager_a, draft, "contacts")
    bring(world.manager_b, draft, "contacts", data, 404)
    bring(world.community_a, draft, "contacts", data, 403)
    bring(world.manager_a, draft, "unknown", data, 404)
    table_of(world.manager_b, draft, "contacts", 404)
    table_of(world.community_a, draft, "contacts")
    run = bring(world.manager_a, draft, "contacts", data)
    confirm(second, run, 404)  # a dry run is its maker's
    submitted = act(world.manager_a, draft, "submit")
    bring(world.manager_a, submitted, "contacts", data, 409)
    confirm(world.manager_a, run, 409)


def test_whoever_brought_a_file_wrote_the_version(world, second):
    draft = written(world.manager_a, world.a)
    confirm(second, bring(second, draft, "contacts", table_of(second, draft, "contacts")))
    submitted = act(world.manager_a, see(world.manager_a, draft["id"]), "submit")
    act(second, submitted, "publish", 403)


def test_the_same_file_sent_again_is_one_dry_run_and_a_second_yes_changes_nothing(app, world):
    draft = written(world.manager_a, world.a)
    data = table_of(world.manager_a, draft, "contacts")
    first = bring(world.manager_a, draft, "contacts", data, key="cccccccc")
    assert bring(world.manager_a, draft, "contacts", data, key="cccccccc")["id"] == first["id"]
    confirm(world.manager_a, first)
    confirm(world.manager_a, first)
    assert see(world.manager_a, draft["id"])["version"] == draft["version"] + 1
    assert len(rows(app, "select 1 from core_audit where what = 'ledger.import'")) == 1


def test_a_published_table_can_be_saved_by_those_who_look_after_it(app, world, second):
    done = published(world.manager_a, second, world.a, "fees")
    for person in (world.manager_a, world.community_a, world.street_a, world.secretary_a, world.district):
        assert table_of(person, done, "items")[:2] == b"PK"
    table_of(world.repair_a, done, "items", 403)
    acts = rows(app, "select detail from core_audit where what = 'disclosures.export'")
    assert {row.detail["table"] for row in acts} == {"items"}
    assert acts[0].detail["rows"] == 1


@pytest.mark.slow
def test_twenty_thousand_rows_are_taken(world):
    draft = begin(world.manager_a, world.a, "revenue")
    columns = [column.key for column in FORMS["revenue"].table("sources").columns]
    lines = [
        dict.fromkeys(columns)
        | {"source": "parking", "name": f"第 {n} 号车位", "gross": n, "cost": 0, "net": n, "from_on": "2025-01-01"}
        for n in range(1, 20_001)
    ]
    run = bring(world.manager_a, draft, "sources", file_of("revenue", "sources", lines))
    assert run["counts"] == {"rows": 20_000, "added": 20_000, "removed": 0, "changed": 0}
    confirm(world.manager_a, run)
    kept = see(world.manager_a, draft["id"])
    assert kept["body"]["tables"]["sources"] == lines
