"""Moving a version: the locked row, the table of moves, then audit, event and timers in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.permissions import ROLE_NAMES
from app.disclosures import workflow
from app.disclosures.models import Version, VersionAction, VersionState
from app.disclosures.queries import versions
from app.disclosures.service import drafting, duties, judging
from app.events.disclosures import (
    DisclosurePublished,
    DisclosureReturned,
    DisclosureSubmitted,
    DisclosureWithdrawn,
    VersionEnds,
    VersionStarts,
)
from app.forms import FORMS
from app.forms import content as contents
from app.media.service import MOST_AT_ONCE, link
from app.places.queries import organisation_names, region_names

SUBJECT = "disclosure"


@dataclass(slots=True)
class Step:
    """One move while it is made. ``row`` has the place of the version, as it was before the move."""

    actor: Actor
    version: Version
    row: Any
    body: dict[str, Any]
    at: datetime
    shown: UUID

    def needs_reason(self, message: str) -> str:
        """Return the reason that was given. Raises ``InvalidInput`` with ``message`` when there is none."""
        reason: str = self.body.get("reason") or ""
        if not reason:
            raise InvalidInput(message, fields={"reason": [message]})
        return reason


def act(actor: Actor, version_id: UUID, action: VersionAction, body: dict[str, Any]) -> UUID:
    """Move a version and return the one to look at afterwards: the same, or the correction that was begun.

    ``body['version']`` is the one on the screen. Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict``,
    ``InvalidInput``, ``NotReady`` or ``DraftThere``.
    """
    version, row = versions.lock(actor, version_id)
    target = workflow.check(actor, row, action)
    if version.version != body["version"]:
        raise Conflict
    step = Step(actor, version, row, body, now(), version.id)
    before = version.state
    EFFECTS[action](step)
    version.state = target
    if action is not VersionAction.CORRECT:  # which leaves the version as it is and begins another one
        version.version += 1
    audit.record(actor, f"disclosures.{action}", f"disclosure:{version.id}", before=before, after=target)
    db.session.flush()
    AFTERWARDS.get(action, _nothing)(step)
    return step.shown


def _nothing(step: Step) -> None:
    return None


# --- writing ---


def _save(step: Step) -> None:
    """Keep what was sent; what is not named stays as it is."""
    version, sent = step.version, step.body
    if sent.get("body") is not None:
        version.body = dict(judging.kept_body(FORMS[step.row.form], sent["body"]))
    for key in ("valid_from", "valid_to"):
        if key in sent and sent[key] != getattr(version, key):
            if key == "valid_from" and version.corrects_id is not None:
                raise InvalidInput("更正不改变生效日期", fields={"valid_from": ["更正不改变生效日期"]})
            setattr(version, key, sent[key])
    if version.valid_from and version.valid_to and version.valid_to < version.valid_from:
        raise InvalidInput(fields={"valid_to": ["有效期的结束日期不能早于开始日期"]})
    _keep_photos(step)
    note_editor(version, step.actor)


def note_editor(version: Version, actor: Actor) -> None:
    """Remember who worked on a version: he can never be the second person."""
    if actor.person_id not in (version.author_id, *version.editors):
        version.editors = [*version.editors, actor.person_id]


def _keep_photos(step: Step) -> None:
    """Take the posting places and the photos of documents; photos that are new here become the version's."""
    version, sent = step.version, step.body
    if sent.get("places") is not None:
        version.places = [{"place": one["place"], "media_id": str(one["media_id"])} for one in sent["places"]]
    if sent.get("attachments") is not None:
        version.attachments = [str(one) for one in dict.fromkeys(sent["attachments"])]
    for stage, ids in (
        ("place", [UUID(one["media_id"]) for one in version.places]),
        ("document", [UUID(one) for one in version.attachments]),
    ):
        known = versions.linked(version.publication_id, ids)
        new = [one for one in dict.fromkeys(ids) if one not in known]
        for start in range(0, len(new), MOST_AT_ONCE):
            link(step.actor.person_id, new[start : start + MOST_AT_ONCE], SUBJECT, version.id, stage)


def _submit(step: Step) -> None:
    _save(step)  # which also remembers who hands it in, for good
    db.session.flush()  # the judge reads every version anew, this one too
    judging.enforce(step.version, step.row)
    step.version.submitted_by, step.version.submitted_at = step.actor.person_id, step.at
    step.version.return_reason, step.version.returned_by, step.version.returned_at = "", None, None


def _submitted(step: Step) -> None:
    row, version = step.row, step.version
    outbox.publish(
        DisclosureSubmitted(
            version_id=str(version.id),
            compound_id=str(row.compound_id),
            community_id=str(row.community_id),
            street_id=str(row.street_id),
            form=row.form,
            seq=version.version,
            organisation_id=str(version.organisation_id) if version.organisation_id else None,
        )
    )


def _return(step: Step) -> None:
    step.version.return_reason = step.needs_reason("请写明为什么退回")
    step.version.returned_by, step.version.returned_at = step.actor.person_id, step.at


def _returned(step: Step) -> None:
    version = step.version
    event = DisclosureReturned(str(version.id), str(step.row.compound_id), step.row.form, version.version)
    outbox.publish(event)


# --- publishing ---


def _publish(step: Step) -> None:
    """Seal the version. It is judged again: a day has passed, or something else was published meanwhile."""
    version = step.version
    judging.enforce(version, step.row)
    version.number = versions.last_number(version.publication_id) + 1
    version.valid_from = version.valid_from or today()
    version.approved_by, version.published_at = step.actor.person_id, step.at
    version.approved_post = post_of(step.actor)
    version.hash = contents.seal(sealed_part(version, step.row))


def sealed_part(version: Any, row: Any) -> dict[str, Any]:
    """Return what the hash of a version covers: everything that people see of it."""
    return {
        "form": row.form,
        "compound_id": str(row.compound_id),
        "period_from": _text(row.period_from),
        "period_to": _text(row.period_to),
        "subject": row.subject,
        "number": version.number,
        "valid_from": _text(version.valid_from),
        "valid_to": _text(version.valid_to),
        "body": version.body,
        "places": version.places,
        "attachments": version.attachments,
    }


def _text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def post_of(actor: Actor) -> str:
    """Return as what somebody publishes, without his name: 示例物业 物业项目经理."""
    post = actor.post
    if post is None:
        return ""
    names = organisation_names([post.organisation_id]) if post.organisation_id else {}
    names |= region_names([post.region_id]) if post.region_id else {}
    place = next(iter(names.values()), "")
    return f"{place} {ROLE_NAMES[post.role]}".strip()[:80]


def _published(step: Step) -> None:
    version = step.version
    settle(version.publication_id, replaced=version.corrects_id)
    day = today()
    if version.valid_from is not None and version.valid_from > day:
        key = outbox.subject_key("disclosure-starts", version.id)
        outbox.publish(VersionStarts(str(version.id)), due_at=_midnight(version.valid_from), dedupe=key)
    if version.valid_to is not None:
        key = outbox.subject_key("disclosure-ends", version.id)
        outbox.publish(VersionEnds(str(version.id)), due_at=_midnight(version.valid_to + timedelta(days=1)), dedupe=key)
    duties.published(step.row.compound_id, step.row.form, step.at)
    announce(version, step.row.compound_id, step.row.form)


def announce(version: Version, compound_id: UUID, form: str) -> None:
    """Tell the rest of the product that what a compound shows has changed."""
    ids = (str(version.id), str(version.publication_id), str(compound_id))
    outbox.publish(DisclosurePublished(*ids, form, version.number or 0))


def settle(publication_id: UUID, replaced: UUID | None = None) -> None:
    """Let one version of a publication be the one in force, and supersede what it replaces.

    ``replaced`` is a version that was corrected: it is over even when it was still ahead.
    """
    day, at = today(), now()
    several = versions.published(publication_id)
    begun = [one for one in several if one.valid_from is not None and one.valid_from <= day]
    over = begun[1:] + [one for one in several if one.id == replaced and one not in begun[1:]]
    for one in over:
        one.state, one.superseded_at = VersionState.SUPERSEDED, at
        one.version += 1
    db.session.flush()


def start(version_id: UUID) -> None:
    """Let a version that was published ahead come into force. A second run changes nothing."""
    version = _still_published(version_id)
    if version is None or version.valid_from is None or version.valid_from > today():
        return
    settle(version.publication_id)
    publication = versions.publication(version.publication_id)
    announce(version, publication.compound_id, publication.form)


def end(version_id: UUID) -> None:
    """Let everybody see that a version is valid no longer."""
    version = _still_published(version_id)
    if version is not None and version.valid_to is not None and version.valid_to < today():
        publication = versions.publication(version.publication_id)
        announce(version, publication.compound_id, publication.form)


def _still_published(version_id: UUID) -> Version | None:
    found = versions.version(version_id)
    if found is None:
        return None
    versions.lock_publication(found.publication_id)
    found = versions.version(version_id)
    return found if found is not None and found.state == VersionState.PUBLISHED else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


# --- taking back, putting right ---


def _withdraw(step: Step) -> None:
    step.version.withdraw_reason = step.needs_reason("请写明为什么撤下，居民会看到")
    step.version.withdrawn_by, step.version.withdrawn_at = step.actor.person_id, step.at


def _withdrawn(step: Step) -> None:
    version, row = step.version, step.row
    duties.withdrawn(row.compound_id, row.form)
    ids = (str(version.id), str(version.publication_id), str(row.compound_id))
    outbox.publish(DisclosureWithdrawn(*ids, row.form, version.number or 0))


def _correct(step: Step) -> None:
    reason = step.needs_reason("请写明更正的原因，居民会看到")
    step.shown = drafting.correct(step.actor, step.version, reason).id


Effect = Callable[[Step], None]
EFFECTS: dict[VersionAction, Effect] = {
    VersionAction.SAVE: _save,
    VersionAction.SUBMIT: _submit,
    VersionAction.WITHDRAW_SUBMISSION: _nothing,
    VersionAction.RETURN: _return,
    VersionAction.PUBLISH: _publish,
    VersionAction.DISCARD: _nothing,
    VersionAction.WITHDRAW: _withdraw,
    VersionAction.CORRECT: _correct,
}
AFTERWARDS: dict[VersionAction, Effect] = {
    VersionAction.SUBMIT: _submitted,
    VersionAction.RETURN: _returned,
    VersionAction.PUBLISH: _published,
    VersionAction.WITHDRAW: _withdrawn,
}


def photos_of(version: Any) -> Sequence[UUID]:
    """Return the ids of all photos of a version."""
    return [*(UUID(one["media_id"]) for one in version.places), *(UUID(one) for one in version.attachments)]
