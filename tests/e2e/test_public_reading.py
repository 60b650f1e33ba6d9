"""An old resident at the gate: what do I pay and what does it include, in two taps, in large type, without script."""

from __future__ import annotations

import hashlib
import json
import re

import pytest
from playwright.sync_api import expect

from tests.disclosures.bodies import fees
from tests.e2e import behind
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage

BUILDING = "示例和顺园 1号楼"
PAGES = {
    "fees": "物业费多少、包括什么",
    "standards": "服务标准和最近一次",
    "accounts": "收支和公共收益",
    "all": "全部公示",
}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SPOKEN = (
    """window.spoken = []; speechSynthesis.speak = one => spoken.push(one.text); speechSynthesis.cancel = () => {};"""
)


# A fee sheet that two people of the demo district published, where there is none yet.
COMPOUND = "SELECT id FROM places_compound WHERE name = %s"
HAS_FEES = """
    SELECT count(*) FROM disclosures_publication p JOIN disclosures_version v ON v.publication_id = p.id
    WHERE p.compound_id = %s AND p.form = 'fees' AND v.state = 'published' AND v.valid_from <= current_date
"""
PUBLISH = """
    WITH publication AS (
        INSERT INTO disclosures_publication (id, district_id, street_id, community_id, compound_id, form)
        SELECT gen_random_uuid(), district_id, street_id, community_id, id, 'fees' FROM places_compound WHERE id = %s
        RETURNING id
    ), people AS (SELECT (array_agg(id))[1] AS writer, (array_agg(id))[2] AS second FROM identity_person)
    INSERT INTO disclosures_version (id, publication_id, number, state, body, valid_from, author_id, submitted_by,
        approved_by, approved_post, published_at, hash)
    SELECT gen_random_uuid(), publication.id, 1, 'published', %s::jsonb, current_date, writer, writer, second,
           '示例物业 物业项目经理', now(), %s
    FROM publication, people RETURNING id
"""


def with_fees(product: Product) -> None:
    """See to it that the compound of the label has published what it charges."""
    compound = product.value(COMPOUND, BUILDING.split()[0])
    if product.value(HAS_FEES, compound):
        return
    body = json.dumps(fees())
    product.rows(PUBLISH, compound, body, hashlib.sha256(body.encode()).hexdigest())
    product.rows("DELETE FROM insights_public_page WHERE compound_id = %s RETURNING compound_id", compound)


def at(product: Product, path: str = "") -> str:
    """Return the address of a page of the label."""
    return f"/p/{behind.code_of(product, BUILDING)}{path}"


def test_what_one_pays_is_two_taps_away(stage: Stage, product: Product) -> None:
    with_fees(product)
    visitor = stage.phone()
    visitor.goto(at(product))
    visitor.page.get_by_role("link", name=PAGES["fees"]).click()
    expect(visitor.page.get_by_role("heading", level=1, name=PAGES["fees"])).to_be_visible()
    expect(visitor.page.get_by_text(re.compile("元/㎡·月")).first).to_be_visible()
    visitor.page.get_by_label("我家每月交多少").fill("58.3")
    visitor.page.get_by_role("button", name="算一算").click()
    expect(visitor.page.get_by_text(re.compile(r"58\.30 ㎡ × .* = 每月 .* 元"))).to_be_visible()
    visitor.page.get_by_role("link", name="返回").click()
    expect(visitor.page.get_by_role("heading", level=1, name="1号楼")).to_be_visible()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_a_phone_and_a_desk_in_both_sizes_of_type(stage: Stage, product: Product, page: str) -> None:
    with_fees(product)
    people: list[tuple[str, Person]] = [("phone", stage.phone()), ("desk", stage.desk()), ("narrow", stage.phone(320))]
    for name, person in people:
        for size, query in (("", ""), ("-large", "?big=1")):
            person.goto(at(product, f"/{page}{query}"))
            expect(person.page.get_by_role("heading", level=1, name=PAGES[page])).to_be_visible()
            person.look(f"public-{page}-{name}{size}")
            assert person.page.evaluate(TOO_WIDE) <= 0, f"{page} is too wide for a {name}{size}"


def test_large_type_is_remembered_and_the_page_is_read_aloud(stage: Stage, product: Product) -> None:
    with_fees(product)
    visitor = stage.phone()
    visitor.page.add_init_script(SPOKEN)
    visitor.goto(at(product, "/fees"))
    plain = visitor.page.evaluate("getComputedStyle(document.body).fontSize")
    visitor.page.get_by_role("link", name="大字").click()
    expect(visitor.page.get_by_role("link", name="正常字")).to_be_visible()
    large = visitor.page.evaluate("getComputedStyle(document.body).fontSize")
    assert (plain, large) == ("18px", "25.2px")
    visitor.goto(at(product, "/standards"))
    assert visitor.page.evaluate("getComputedStyle(document.body).fontSize") == large
    visitor.page.get_by_role("button", name="朗读").click()
    expect(visitor.page.get_by_role("button", name="停止朗读")).to_be_visible()
    spoken = visitor.page.evaluate("spoken.join('')")
    assert "服务标准和最近一次" in spoken
    visitor.page.get_by_role("button", name="停止朗读").click()
    expect(visitor.page.get_by_role("button", name="朗读", exact=True)).to_be_visible()
