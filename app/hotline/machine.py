"""The door for other systems: a key in the Authorization header instead of a person's session.

Every route of such a blueprint is behind the key before anything of the request is read; there is no way to register
one that is not.
"""

from __future__ import annotations

from typing import Any

from flask import g, request

from app.core import ratelimit
from app.core.http import Api, Contract, View, client_ip
from app.core.wire import ErrorOut
from app.hotline.models import Scope
from app.hotline.service.clients import Caller, WrongKey, identify


class MachineApi(Api):
    """A blueprint for other systems that hold a key for ``scope``."""

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before_request(lambda: admit(scope))

    def _documentation(self, view: View, contract: Contract) -> dict[str, Any]:
        """Document the key, and what is said to who has none."""
        carrier = view
        carrier._apidoc = super()._documentation(view, contract)  # type: ignore[attr-defined]
        for code in (401, 403):
            carrier = self.alt_response(code, schema=ErrorOut)(carrier)
        carrier = self.doc(security=[{"bearer": []}])(carrier)
        documentation: dict[str, Any] = carrier._apidoc
        return documentation


def admit(scope: Scope) -> None:
    """Find out which system asks. Raises ``WrongKey``, ``WrongNetwork``, ``WrongScope`` or ``TooMany``."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    g.hotline_caller = caller_of(key.strip() if scheme.lower() == "bearer" else "", scope)


def caller_of(key: str, scope: Scope) -> Caller:
    """Return who has shown ``key``; whoever tries out keys is slowed down."""
    address = client_ip()
    ratelimit.check_guessing(address)
    try:
        found = identify(key, address, scope)
    except WrongKey:
        ratelimit.note_guess(address)
        raise
    ratelimit.check("read", person=str(found.client_id), ip=address)
    return found


def current_caller() -> Caller:
    """Return which system asks, after ``admit``."""
    found: Caller = g.hotline_caller
    return found
