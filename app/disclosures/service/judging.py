"""What a version is judged by: its own days and photos, what was published before it, and the compound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from app.core.clock import BEIJING, today
from app.core.errors import InvalidInput
from app.disclosures.models import Version, VersionState
from app.disclosures.queries import versions
from app.forms import FORMS, Before, Body, Facts, Form, Problem
from app.forms import content as contents
from app.workdays.service import calendar


class NotReady(InvalidInput):
    """Something is wrong with which nothing may be published; ``fields`` names each place with its reasons."""

    code, message = "disclosures.not_ready", "公示还有问题，请改好后再提交"


def form_named(code: str) -> Form:
    """Return a form. Raises ``InvalidInput`` for a code that is none."""
    if code not in FORMS:
        raise InvalidInput(fields={"form": ["没有这种公示"]})
    return FORMS[code]


def body_of(version: Any) -> Body:
    """Return the body of a version in the words of the forms."""
    return cast(Body, version.body)


def facts_for(version: Any, row: Any, siblings: Sequence[Version]) -> Facts:
    """Return by what ``version`` (or what is to become of it) is judged. ``row`` is its row with the place."""
    day = today()
    places = [place for place in version.places if place.get("place") and place.get("media_id")]
    others = [one for one in siblings if one.id != row.id]
    corrects = next((one for one in others if one.id == row.corrects_id), None)
    before = corrects or _before(others, day)
    in_force, ahead = _in_force(others, day), _ahead(others, day)
    return Facts(
        today=day,
        calendar=calendar(),
        period_from=row.period_from,
        period_to=row.period_to,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        places=len(places),
        attachments=len(version.attachments),
        households=row.households,
        before=_as_before(before) if before is not None else None,
        corrects=corrects is not None,
        in_force_from=None if corrects or in_force is None else in_force.valid_from,
        ahead_from=None if corrects or ahead is None else ahead.valid_from,
    )


def _in_force(several: Sequence[Version], day: date) -> Version | None:
    """Return the version that counts on a day: of those published the one that began last."""
    begun = [one for one in several if one.state == VersionState.PUBLISHED and one.valid_from and one.valid_from <= day]
    return max(begun, key=lambda one: (one.valid_from, one.number), default=None)


def _ahead(several: Sequence[Version], day: date) -> Version | None:
    coming = [one for one in several if one.state == VersionState.PUBLISHED and one.valid_from and one.valid_from > day]
    return min(coming, key=lambda one: (one.valid_from, one.number), default=None)


def _before(several: Sequence[Version], day: date) -> Version | None:
    """Return what a change is measured by: what is in force, or what was the last to be.

    What was withdrawn before it began to count was never a price: else a month's notice could be had by publishing
    and withdrawing.
    """
    in_force = _in_force(several, day)
    if in_force is not None:
        return in_force
    counted = [one for one in several if one.number and one.valid_from and one.valid_from <= _last_day(one, day)]
    return max(counted, key=lambda one: one.number or 0, default=None)


def _last_day(version: Version, day: date) -> date:
    return version.withdrawn_at.astimezone(BEIJING).date() if version.withdrawn_at else day


def _as_before(version: Version) -> Before:
    return Before(body_of(version), version.number or 0, version.valid_from or today())


def problems_of(version: Any, row: Any, publication_id: UUID) -> list[Problem]:
    """Return everything that is wrong with a version as it is now."""
    return contents.problems(
        FORMS[row.form], body_of(version), facts_for(version, row, versions.of_publication(publication_id))
    )


def enforce(version: Version, row: Any) -> None:
    """Raise ``NotReady`` when a version may not be published."""
    wrong = contents.stops(problems_of(version, row, version.publication_id))
    if wrong:
        fields: dict[str, list[str]] = {}
        for problem in wrong:
            fields.setdefault(problem.path, []).append(problem.text)
        raise NotReady(wrong[0].text if len(wrong) == 1 else None, fields=fields)


def kept_body(form: Form, raw: Any) -> Body:
    """Return a body from the wire in the form in which it is kept; what is not filled in yet is no obstacle.

    Raises ``InvalidInput`` for values that cannot be kept, so that nothing is lost without a word.
    """
    found = contents.read(form, raw)
    if found.refused:
        fields: dict[str, list[str]] = {}
        for problem in found.refused:
            fields.setdefault(problem.path, []).append(problem.text)
        raise InvalidInput(found.refused[0].text, fields=fields)
    return found.body
