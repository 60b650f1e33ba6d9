"""The whole OpenAPI document fuzzed as somebody unknown, as a resident and as staff: no answer is a server error."""

from __future__ import annotations

import contextvars

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

from app.factory import open_api
from tests.world import build, in_app

EXAMPLES = 12


@pytest.mark.parametrize("name", ["nobody", "resident_a", "community_a", "manager_a", "sysadmin"])
def test_no_operation_answers_with_a_server_error(app, name):
    world = in_app(app, build, app.test_client(use_cookies=False))
    spec = open_api(app.config["HFW"])
    schema = schemathesis.openapi.from_dict(spec)
    headers = {} if name == "nobody" else {"Authorization": f"Bearer {world.people[name].token}"}
    seen: dict[str, int] = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.label.endswith(("/auth/session", "/auth/sessions/{session_id}")) and name != "nobody":
            continue  # would end the very session that fuzzes; nobody's run covers the parsing
        seen[operation.label] = 0
        fuzz(app, operation.as_strategy(), headers, seen, operation.label)
    assert all(seen.values()), [label for label, count in seen.items() if not count]
    assert len(seen) > 40


def fuzz(app, strategy, headers, seen, label) -> None:
    """Send generated requests of one operation and refuse 5xx (503 with Retry-After is an answer)."""

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def run(case):
        seen[label] += 1
        response = contextvars.Context().run(lambda: case.call(app=app, headers=headers))
        if response.status_code == 503 and response.headers.get("retry-after"):
            return
        case.validate_response(response, checks=[not_a_server_error])

    run()
