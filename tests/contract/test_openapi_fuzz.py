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
SHARES = 4
"""Of the operations, for as many tests that may run at the same time."""
ACTORS = ("resident_a", "community_a", "manager_a", "sysadmin")
ENDS_SESSIONS = ("/auth/session", "/auth/sessions/{session_id}")
"""Would end the very sessions that fuzz; what they parse is covered by somebody unknown."""


@pytest.mark.parametrize("share", range(SHARES))
def test_no_operation_answers_with_a_server_error(app, share):
    world = in_app(app, build, app.test_client(use_cookies=False))
    schema = schemathesis.openapi.from_dict(open_api(app.config["HFW"]))
    everybody = [{}, *({"Authorization": f"Bearer {world.people[name].token}"} for name in ACTORS)]
    operations = sorted((result.ok() for result in schema.get_all_operations()), key=lambda found: found.label)
    assert len(operations) > 40 * SHARES
    for operation in operations[share::SHARES]:
        who = everybody[:1] if operation.label.endswith(ENDS_SESSIONS) else everybody
        assert fuzz(app, operation.as_strategy(), who) >= 1, operation.label
    for name in ACTORS:  # nobody was signed out by what another one sent: they have all fuzzed to the end
        assert world.people[name].get("/me").status_code == 200, name


def fuzz(app, strategy, everybody: list[dict[str, str]]) -> int:
    """Send generated requests as everybody and refuse 5xx (503 with Retry-After is an answer); return how many.

    Making a request takes four times as long as answering it, so each is made once.
    """
    made = 0

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
        nonlocal made
        made += 1
        for headers in everybody:
            response = contextvars.Context().run(lambda headers=headers: case.call(app=app, headers=headers))
            if response.status_code == 503 and response.headers.get("retry-after"):
                continue
            case.validate_response(response, checks=[not_a_server_error])

    run()
    return made
