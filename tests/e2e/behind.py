"""What happens between the scenes: steps of other people that a journey needs done, through the API."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from app.core.clock import today
from tests.e2e.product import Product, wait_until

DONE = "已处理，请验收"
PASSWORD = "Korb-Lampe-Tisch-48"
"""Of the accounts that journeys open."""


def fresh(words: str) -> str:
    """Return words that no other report has."""
    return f"{words}（{uuid.uuid4().hex[:6]}）"


def ok(answer: tuple[int, Any]) -> Any:
    """Return the body of an answer that must be a good one."""
    status, body = answer
    assert status < 300, f"{status} {body}"
    return body


def report(product: Product, words: str, persona: str = "resident") -> str:
    """Report something for a demo resident's home; returns the ticket's id once it is routed."""
    token = product.token(persona)
    home = ok(product.call("GET", "/api/v1/me", token))["homes"][0]
    body = {"compound_id": home["compound_id"], "building_id": home["building_id"], "kind": "repair"}
    ticket = ok(product.call("POST", "/api/v1/tickets", token, body | {"category": "0201", "description": words}))
    wait_until(lambda: state_of(product, ticket["id"]) == "dispatched", 30, lambda: product.log_end("fast"))
    return str(ticket["id"])


HOLD = """
    CREATE FUNCTION hold_routing() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.subscriber = 'tickets.route' THEN NEW.due_at := now() + interval '1 day'; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER hold_routing BEFORE INSERT ON core_outbox FOR EACH ROW EXECUTE FUNCTION hold_routing()
"""


def unrouted(product: Product, words: str, persona: str = "resident") -> str:
    """Report something for which the router finds nobody yet; returns the ticket's id."""
    token = product.token(persona)
    home = ok(product.call("GET", "/api/v1/me", token))["homes"][0]
    body = {"compound_id": home["compound_id"], "kind": "repair", "category": "0201", "description": words}
    product.connection.execute(HOLD)
    try:
        return str(ok(product.call("POST", "/api/v1/tickets", token, body))["id"])
    finally:
        product.connection.execute("DROP TRIGGER hold_routing ON core_outbox; DROP FUNCTION hold_routing()")


def state_of(product: Product, ticket_id: str) -> str:
    """Return the state of a ticket."""
    return str(product.value("SELECT state FROM tickets_ticket WHERE id = %s", ticket_id))


def work(product: Product, ticket_id: str, *actions: str, persona: str = "repair") -> None:
    """Let the repair worker take these steps."""
    token = product.token(persona)
    for action in actions:
        path = f"/api/v1/staff/tickets/{ticket_id}"
        version = ok(product.call("GET", path, token))["version"]
        note = {"note": DONE} if action == "finish" else {}
        ok(product.call("POST", f"{path}/actions/{action}", token, {"version": version} | note))


def called_in(product: Product, words: str, name: str, number: str | None = None) -> str:
    """Somebody of the demo resident's compound has called; the community took it down. Returns the ticket's id."""
    home = ok(product.call("GET", "/api/v1/me", product.token("resident")))["homes"][0]
    body = {
        "compound_id": home["compound_id"], "building_id": home["building_id"], "channel": "phone", "kind": "repair",
        "category": "0201", "description": words, "reporter_name": name, "reporter_phone": number, "read_back": True,
    }  # fmt: skip
    ticket = ok(product.call("POST", "/api/v1/staff/tickets", product.token("community"), body))
    wait_until(lambda: state_of(product, ticket["id"]) == "dispatched", 30, lambda: product.log_end("fast"))
    return str(ticket["id"])


def finished(product: Product, words: str) -> str:
    """Report something that is then repaired; returns the ticket's id. It waits for the resident's word."""
    ticket_id = report(product, words)
    work(product, ticket_id, "accept", "start", "finish")
    return ticket_id


def called_back(product: Product, ticket_id: str) -> None:
    """Wait until a finished ticket stands on the desk of who calls back."""
    statement = "SELECT count(*) FROM callbacks_task WHERE ticket_id = %s AND state = 'open'"
    wait_until(lambda: product.value(statement, ticket_id), 30, lambda: product.log_end("fast"))


def times_done(product: Product, ticket_id: str, action: str) -> int:
    """Return how often an action stands in the ticket's history."""
    statement = "SELECT count(*) FROM tickets_event WHERE ticket_id = %s AND action = %s"
    return int(product.value(statement, ticket_id, action))


def month_of(product: Product, no: str) -> str:
    """Return the month in which an order counts: that of its deadline."""
    statement = (
        "SELECT to_char(finish_due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') FROM tickets_ticket WHERE no = %s"
    )
    return str(product.value(statement, no))


def colleague(product: Product, role: str, organisation: str, name: str) -> str:
    """Let the system administrator open an account with a post in an organisation; returns the user name.

    Its password is ``PASSWORD``.
    """
    token, username = product.token("sysadmin"), f"journey-{uuid.uuid4().hex[:6]}"
    account = {"username": username, "name": name, "phone": None, "password": PASSWORD}
    person = ok(product.call("POST", "/api/v1/staff/people", token, account))
    organisation_id = product.value("SELECT id::text FROM places_organisation WHERE name = %s", organisation)
    post = {"role": role, "organisation_id": organisation_id, "starts_on": today().isoformat()}
    ok(product.call("POST", f"/api/v1/staff/people/{person['id']}/posts", token, post))
    return username


def responsible(product: Product, ticket_id: str) -> str:
    """Return the name of the organisation that is responsible for a ticket."""
    statement = (
        "SELECT o.name FROM tickets_ticket t JOIN places_organisation o ON o.id = t.responsible_org_id WHERE t.id = %s"
    )
    return str(product.value(statement, ticket_id))


def code_of(product: Product, building: str) -> str:
    """Return the code on the label of a building, given as compound and name."""
    compound, name = building.split()
    return str(
        product.value(
            "SELECT b.code FROM places_building b JOIN places_compound c ON c.id = b.compound_id"
            " WHERE c.name = %s AND b.name = %s",
            compound,
            name,
        )
    )


def nobody_helps(product: Product) -> None:
    """End every delegation of the demo resident."""
    token = product.token("resident")
    for row in ok(product.call("GET", "/api/v1/delegations", token))["items"]:
        if row["mine"] and "revoke" in row["actions"]:
            path = f"/api/v1/delegations/{row['id']}/actions/revoke"
            ok(product.call("POST", path, token, {"version": row["version"]}))


def daughter_helps(product: Product) -> None:
    """Let the demo resident's daughter act for her, if she does not yet."""
    mother, daughter = product.token("resident"), product.token("family")
    if ok(product.call("GET", "/api/v1/me", daughter))["principals"]:
        return
    wish = {"relation": "女儿", "scope": "all", "ends_on": (today() + timedelta(days=90)).isoformat()}
    code = ok(product.call("POST", "/api/v1/delegations", mother, wish))["code"]
    ok(product.call("POST", "/api/v1/delegations/accept", daughter, {"code": code}))
