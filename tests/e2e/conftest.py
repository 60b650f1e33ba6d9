"""One product and one browser for all journeys; after each, whatever no page may do counts against it."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from tests.e2e.judges import Judges
from tests.e2e.product import Product, open_product
from tests.e2e.stage import Stage, open_stage

START_SECONDS = 420
"""For the first journey, which also waits for builds, servers and the demo district."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey."""
    for item in items:
        if "tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(START_SECONDS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell of a failed journey where everybody was: what comes once in a hundred runs is understood from its report."""
    report = yield
    stage = getattr(item, "funcargs", {}).get("stage")
    if report.when == "call" and report.failed and isinstance(stage, Stage):
        for number, person in enumerate(stage.people, 1):
            report.sections.append((f"person {number}", person.story()))
    return report


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The running product with the demo district."""
    with open_product() as running:
        yield running


@pytest.fixture(scope="session")
def judges() -> Judges:
    """Who judges the pages that journeys look at."""
    return Judges()


@pytest.fixture(scope="session")
def open_browser(product: Product, judges: Judges) -> Iterator[Stage]:
    """The browser program."""
    with open_stage(product, judges.look) as stage:
        yield stage


@pytest.fixture
def stage(open_browser: Stage, judges: Judges) -> Iterator[Stage]:
    """A browser without anybody in it. After the journey nothing may have gone wrong on any page."""
    judges.findings.clear()
    yield open_browser
    wrong = open_browser.clear() + judges.findings
    assert not wrong, "\n".join(wrong)
