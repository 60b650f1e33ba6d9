"""What has to be known to judge a version: names of everything that its rules may mean, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any
from uuid import UUID

from app.core.clock import today
from app.core.errors import InvalidInput
from app.rulebook.queries import ledger
from app.rulebook.review import Finding, review
from app.rulebook.validation import Stored, validate
from app.rulebook.wording import Names
from app.tickets.queries import reference


def names_for(district_id: UUID, *rules: Iterable[Mapping[str, Any]]) -> Names:
    """Return the names that ``rules`` (one list or several) need."""
    named = ledger.buildings_in(chain(*rules))
    return Names(ledger.load(district_id, today(), named), reference().categories)


def found_in(rules: Sequence[Stored], names: Names) -> list[Finding]:
    """Return what is found in a version as a whole."""
    return review(rules, names, reference().categories)


def sound(district_id: UUID, rules: Sequence[Stored]) -> None:
    """Raise ``InvalidInput`` when a version cannot count: a rule is wrong, or the version as a whole has an error."""
    names = names_for(district_id, rules)
    validate(rules, names)
    errors = [finding.text for finding in found_in(rules, names) if finding.level == "error"]
    if errors:
        raise InvalidInput(errors[0], fields={"rules": errors})
