"""What the journeys rely on: a page that does wrong is noticed."""

from __future__ import annotations

from tests.e2e.product import wait_until
from tests.e2e.stage import Stage

DEEDS = {
    "console: ": "console.error('something broke')",
    "exception: ": "setTimeout(() => { throw new Error('unforeseen') })",
    "request to another host: ": "location.href = 'http://192.0.2.1/'",
}


def test_wrong_deeds_are_noticed(stage: Stage) -> None:
    for kind, script in DEEDS.items():
        person = stage.phone()
        person.goto("/m/")
        person.settle()
        assert person.wrong == []
        person.page.evaluate(script)

        def noticed(person=person, kind=kind) -> bool:
            person.page.wait_for_timeout(1)
            return any(line.startswith(kind) for line in person.wrong)

        wait_until(noticed, 10, lambda kind=kind: f"not noticed: {kind}")
        person.wrong.clear()
