"""Publishing as the product does it: every version is judged by the product's own checks, sealed, and superseded.

Each method is one thing that happened; whatever the checks would not let through stops the load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import outbox
from app.core.clock import BEIJING, day_of
from app.core.permissions import ROLE_NAMES, Role
from app.demo.album import Album
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import Compound, District, Worker
from app.demo.trail import Trail
from app.disclosures.models import Publication, Version, VersionState
from app.disclosures.service.moves import SUBJECT, sealed_part
from app.events.disclosures import VersionEnds, VersionStarts
from app.forms import FORMS, Before, Facts, Form, PeriodKind
from app.forms import content as contents
from app.workdays.service import calendar

Row = dict[str, Any]
Period = tuple[date, date]

WRITTEN_BEFORE, HANDED_IN_BEFORE = timedelta(days=2), timedelta(hours=20)
"""How long before it was published a version was begun, and handed in."""
TIMER_LAG = timedelta(seconds=2)
BOARD, PAPER = "board", "paper"
"""The scenes of photos: a notice board, and a document."""
SAVED, SUBMITTED, DECIDED = 2, 3, 4
"""What a version's count of changes is after it was saved, handed in, and published or returned."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who writes and who looks at it as the second person. ``company`` is None for an office; ``post`` is shown."""

    author: Worker
    second: Worker
    company: UUID | None
    post: str


def hands_of(district: District, compound: Compound) -> Hands:
    """Return who publishes in a compound: its company, or the community where there is none."""
    service = compound.company_on(district.today)
    if service is None or compound.manager is None:
        author, second = district.cadres[compound.community.id][:2]
        return Hands(author, second, None, f"{compound.community.name} {ROLE_NAMES[Role.COMMUNITY]}")
    post = f"{service.company.short} {ROLE_NAMES[Role.MANAGER]}"
    return Hands(compound.manager, district.deputies[service.company.id], service.company.id, post)


@dataclass
class Edition:
    """One version with what belongs to its publication. ``row`` is that of the table."""

    compound: Compound
    form: Form
    period: Period | None
    subject: str
    row: Row
    at: datetime | None = None
    """When it was published."""

    @property
    def id(self) -> UUID:
        """Return the id of the version."""
        found: UUID = self.row["id"]
        return found


@dataclass
class Paper:
    """A publication with its versions, the first one first."""

    row: Row
    editions: list[Edition] = field(default_factory=list)


class Press:
    """Publishes, and keeps the rows until they are written."""

    def __init__(self, district: District, album: Album, trail: Trail) -> None:
        self._district, self._album, self._trail = district, album, trail
        self._papers: dict[UUID, Paper] = {}
        self._timers: list[Row] = []
        self.editions: list[Edition] = []

    # --- what people do ---

    def publish(
        self,
        compound: Compound,
        form: str,
        body: Any,
        at: datetime,
        *,
        period: Period | None = None,
        subject: str = "",
        valid_from: date | None = None,
        valid_to: date | None = None,
        places: Sequence[str] = (),
        papers: int = 0,
        corrects: Edition | None = None,
        reason: str = "",
    ) -> Edition:
        """Let a version come out ``at`` a moment. ``places`` and ``papers`` are photographed once for a publication."""
        edition = self._begin(compound, form, body, at - WRITTEN_BEFORE, period, subject)
        self._photograph(edition, places, papers, corrects)
        edition.row |= {"valid_from": valid_from, "valid_to": valid_to}
        if corrects is not None:
            edition.row |= {
                "valid_from": corrects.row["valid_from"],
                "corrects_id": corrects.id,
                "correction_reason": reason,
            }
        hands = self._hand_in(edition, at - HANDED_IN_BEFORE)
        self._judge(edition, at)
        day = day_of(at)
        row = edition.row
        row |= {
            "number": 1 + max((one.row["number"] or 0 for one in self._siblings(edition)), default=0),
            "valid_from": row["valid_from"] or day,
            "state": VersionState.PUBLISHED,
            "version": DECIDED,
            "approved_by": hands.second.person,
            "approved_post": hands.post,
            "published_at": at,
        }
        row["hash"] = contents.seal(sealed_part(_Columns(row), _Columns(self._papers[row["publication_id"]].row)))
        edition.at = at
        self._moved("publish", edition, hands.second, at, VersionState.SUBMITTED)
        self._settle(edition)
        return edition

    def wait(self, compound: Compound, form: str, body: Any, at: datetime, *, period: Period | None = None) -> Edition:
        """Hand a version in ``at`` a moment; the second person has not looked at it yet."""
        edition = self._begin(compound, form, body, at - WRITTEN_BEFORE, period, "")
        self._hand_in(edition, at)
        self._judge(edition, at)
        return edition

    def send_back(self, compound: Compound, form: str, body: Any, at: datetime, reason: str) -> Edition:
        """Hand a version in and let the second person send it back ``at`` a moment."""
        edition = self._begin(compound, form, body, at - WRITTEN_BEFORE, None, "")
        hands = self._hand_in(edition, at - HANDED_IN_BEFORE)
        edition.row |= {
            "state": VersionState.DRAFT,
            "version": DECIDED,
            "returned_by": hands.second.person,
            "returned_at": at,
            "return_reason": reason,
        }
        self._moved("return", edition, hands.second, at, VersionState.SUBMITTED)
        return edition

    def draft(self, compound: Compound, form: str, body: Any, at: datetime, *, period: Period | None = None) -> Edition:
        """Begin a version that is not finished."""
        return self._begin(compound, form, body, at, period, "")

    def withdraw(self, edition: Edition, at: datetime, reason: str) -> None:
        """Take a published version back."""
        hands = hands_of(self._district, edition.compound)
        edition.row |= {
            "state": VersionState.WITHDRAWN,
            "version": DECIDED + 1,
            "withdrawn_by": hands.second.person,
            "withdrawn_at": at,
            "withdraw_reason": reason,
        }
        self._moved("withdraw", edition, hands.second, at, VersionState.PUBLISHED)

    def write(self, copier: Copier) -> None:
        """Write everything."""
        copier.rows(Publication, [paper.row for paper in self._papers.values()])
        copier.rows(Version, [edition.row for edition in self.editions])
        for edition in self.editions:
            self._set_timers(edition)
        copier.rows(outbox.OutboxMessage, self._timers)

    # --- how it is done ---

    def _begin(
        self, compound: Compound, form: str, body: Any, at: datetime, period: Period | None, subject: str
    ) -> Edition:
        spec = FORMS[form]
        read = contents.read(spec, body)
        if read.refused or read.missing:
            raise ValueError(f"{compound.name} {form}: {[*read.refused, *read.missing]}")
        paper = self._paper(compound, form, at, period, subject)
        hands = hands_of(self._district, compound)
        version = ident("version", str(paper.row["id"]), len(paper.editions) + 1)
        row = dict.fromkeys(column.name for column in Version.__table__.columns) | {
            "id": version,
            "publication_id": paper.row["id"],
            "state": VersionState.DRAFT,
            "version": SAVED,
            "body": read.body,
            "places": [],
            "attachments": [],
            "author_id": hands.author.person,
            "editors": [],
            "organisation_id": hands.company,
            "return_reason": "",
            "approved_post": "",
            "correction_reason": "",
            "withdraw_reason": "",
            "created_at": at,
        }
        edition = Edition(compound, spec, period, subject, row)
        paper.editions.append(edition)
        self.editions.append(edition)
        detail = {"compound": str(compound.id)}
        self._trail.act("disclosures.begin", at, hands.author.person, f"disclosure:{edition.id}", **detail)
        return edition

    def _paper(self, compound: Compound, form: str, at: datetime, period: Period | None, subject: str) -> Paper:
        first, last = period or (None, None)
        named = ident("publication", compound.plan.key, form, str(first), subject)
        if named not in self._papers:
            row = {
                "id": named,
                "district_id": self._district.id,
                "street_id": compound.street.id,
                "community_id": compound.community.id,
                "compound_id": compound.id,
                "form": form,
                "period_from": first,
                "period_to": last,
                "subject": subject,
                "created_at": at,
            }
            self._papers[named] = Paper(row)
        return self._papers[named]

    def _photograph(self, edition: Edition, places: Sequence[str], papers: int, corrects: Edition | None) -> None:
        """Take the photos, or those of the version that is put right or came before."""
        before = [one for one in self._siblings(edition) if one.at is not None]
        kept = corrects or (before[-1] if before else None)
        if kept is not None:
            edition.row |= {"places": kept.row["places"], "attachments": kept.row["attachments"]}
            return
        edition.row["places"] = [
            {"place": place, "media_id": str(self._photo(edition, BOARD, "place", number))}
            for number, place in enumerate(places)
        ]
        edition.row["attachments"] = [
            str(self._photo(edition, PAPER, "document", len(places) + number)) for number in range(papers)
        ]

    def _photo(self, edition: Edition, scene: str, stage: str, number: int) -> UUID:
        photo = ident("disclosed", str(edition.id), number)
        at: datetime = edition.row["created_at"] + timedelta(minutes=number)
        self._album.paste(photo, scene, edition.row["author_id"], at, (SUBJECT, edition.id, stage))
        return photo

    def _hand_in(self, edition: Edition, at: datetime) -> Hands:
        hands = hands_of(self._district, edition.compound)
        edition.row |= {
            "state": VersionState.SUBMITTED,
            "version": SUBMITTED,
            "submitted_by": hands.author.person,
            "submitted_at": at,
        }
        self._moved("submit", edition, hands.author, at, VersionState.DRAFT)
        return hands

    def _judge(self, edition: Edition, at: datetime) -> None:
        """Stop when the product would not have let it through on that day."""
        found = contents.stops(contents.problems(edition.form, edition.row["body"], self._facts(edition, day_of(at))))
        if found:
            raise ValueError(f"{edition.compound.name} {edition.form.code}: {found}")

    def _facts(self, edition: Edition, today: date) -> Facts:
        row = edition.row
        others = [one for one in self._siblings(edition) if one.row["state"] is VersionState.PUBLISHED]
        begun = [one for one in others if one.row["valid_from"] <= today]
        ahead = [one for one in others if one.row["valid_from"] > today]
        corrects = next((one for one in self._siblings(edition) if one.id == row["corrects_id"]), None)
        before = corrects or (begun[-1] if begun else None)
        first, last = edition.period or (None, None)
        return Facts(
            today=today,
            calendar=calendar(),
            period_from=first,
            period_to=last,
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            places=len(row["places"]),
            attachments=len(row["attachments"]),
            households=len(edition.compound.homes),
            before=Before(before.row["body"], before.row["number"], before.row["valid_from"]) if before else None,
            corrects=corrects is not None,
            in_force_from=None if corrects or not begun else begun[-1].row["valid_from"],
            ahead_from=None if corrects or not ahead else ahead[-1].row["valid_from"],
        )

    def _siblings(self, edition: Edition) -> list[Edition]:
        return [one for one in self._papers[edition.row["publication_id"]].editions if one is not edition]

    def _settle(self, edition: Edition) -> None:
        """Supersede what ``edition`` replaces, on the day on which it begins to count."""
        if edition.at is None:
            return
        starts: date = edition.row["valid_from"]
        begins = edition.at if starts <= day_of(edition.at) else _midnight(starts) + TIMER_LAG
        if begins > self._district.now:
            return
        for one in self._siblings(edition):
            if one.row["state"] is VersionState.PUBLISHED:
                one.row |= {"state": VersionState.SUPERSEDED, "superseded_at": begins, "version": DECIDED + 1}

    def _set_timers(self, edition: Edition) -> None:
        row, now = edition.row, self._district.now
        if row["state"] is not VersionState.PUBLISHED:
            return
        for word, event, day in (
            ("starts", VersionStarts(str(edition.id)), row["valid_from"]),
            ("ends", VersionEnds(str(edition.id)), row["valid_to"] and row["valid_to"] + timedelta(days=1)),
        ):
            if day is not None and _midnight(day) > now:
                key = outbox.subject_key(f"disclosure-{word}", edition.id)
                self._timers.extend(outbox.rows_for(event, due_at=_midnight(day), dedupe=key))

    def _moved(self, what: str, edition: Edition, who: Worker, at: datetime, before: VersionState) -> None:
        after = edition.row["state"]
        self._trail.act(f"disclosures.{what}", at, who.person, f"disclosure:{edition.id}", before=before, after=after)


class _Columns:
    """A row whose columns are asked for by name, as rows of the database are."""

    def __init__(self, row: Row) -> None:
        self.__dict__.update(row)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def has_periods(form: str) -> bool:
    """Return whether a form speaks for years or quarters."""
    return FORMS[form].period in (PeriodKind.YEAR, PeriodKind.QUARTER)
