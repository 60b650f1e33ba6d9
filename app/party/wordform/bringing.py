"""A form that comes back: who may bring it, what it would change, and taking it over as a whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from app.core import words
from app.core.auth import Actor
from app.core.errors import Forbidden, InvalidInput
from app.core.uow import unit_of_work
from app.party import service
from app.party.models import LIST_NAMES, ROLE_NAMES, AgreementAction
from app.party.policy import may_write
from app.party.queries import links, names
from app.party.queries.reports import region
from app.party.schemas import AgreementIn
from app.party.wordform import naming, reading
from app.party.wordform.comparing import compare, words_of
from app.party.wordform.layout import FIELDS
from app.party.wordform.reading import GOAL, PARTIES, Filled

Shape = dict[str, Any]
PLACES = FIELDS | {"compound_ids": FIELDS["compounds"], "goal": GOAL, "parties": PARTIES}
CELLS = {"text": "事项", "owner": "负责单位", "note": "说明"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is read for: a draft as it is now, or an agreement that is to be begun."""

    community_id: UUID
    community: str
    agreement_id: UUID | None = None
    now: Shape | None = None


def subject(actor: Actor, agreement_id: UUID | None) -> Subject:
    """Return what a form is brought for. Raises ``NotFound``, ``Forbidden`` or ``MoveNotPossible``."""
    if agreement_id is not None:
        draft = service.draft_to_change(actor, agreement_id)
        now = service.detail(actor, agreement_id)
        return Subject(draft.community_id, now["community"], agreement_id, now)
    own = region(actor)
    if own is None:
        raise Forbidden
    may_write(actor, own.id).enforce()
    return Subject(own.id, own.name)


def preview(actor: Actor, agreement_id: UUID | None, data: bytes) -> Shape:
    """Return what a form would change, or what is wrong in it and where. Nothing is changed."""
    _, found = _read(actor, agreement_id, data)
    return found


def take(actor: Actor, agreement_id: UUID, version: int, data: bytes) -> None:
    """Write into a draft what a form says. Raises ``InvalidInput`` (field ``form``) when anything of it is wrong."""
    content = content_of(actor, agreement_id, data)
    with unit_of_work():
        service.act(actor, agreement_id, AgreementAction.SAVE, {"version": version, "content": content})


def content_of(actor: Actor, agreement_id: UUID | None, data: bytes) -> Shape:
    """Return what a form says, ready to be written. Raises ``InvalidInput`` (field ``form``)."""
    content, found = _read(actor, agreement_id, data)
    if content is None or found["problems"]:
        said = [f"{one['place']}：{one['text']}" for one in found["problems"]]
        raise InvalidInput(said[0], fields={"form": said})
    return content


def _read(actor: Actor, agreement_id: UUID | None, data: bytes) -> tuple[Shape | None, Shape]:
    with unit_of_work():
        subject(actor, agreement_id)  # who may not is told before the file is looked at
    form = reading.read(words.read(data))
    with unit_of_work():
        about = subject(actor, agreement_id)
        content, after = _understood(actor, about, form)
        if content is not None and not form.problems:
            for field, texts in service.problems(actor, about.community_id, content, agreement_id).items():
                for text in texts:
                    form.wrong(PLACES[field], text)
    before = words_of(about.now) if about.now else None
    return content, {
        "version": about.now["version"] if about.now else None,
        "changes": compare(before, words_of(after)) if content is not None and not form.problems else [],
        "problems": [{"place": one.place, "text": one.text} for one in form.problems],
    }


def _understood(actor: Actor, about: Subject, form: Filled) -> tuple[Shape | None, Shape]:
    """Return what a form says as it is written and as it is shown; nothing to be written when a part is missing."""
    _, roles = links(about.agreement_id) if about.agreement_id else ([], {})
    held = [one["id"] for one in about.now["compounds"]] if about.now else []
    if form.community and reading.likeness(form.community) != reading.likeness(about.community):
        form.wrong(FIELDS["community"], f"表里写的是“{form.community[:40]}”，这里是“{about.community}”")
    if not form.number and not any(one.place == FIELDS["number"] for one in form.problems):
        form.wrong(FIELDS["number"], "请填写协议编号")
    compounds = naming.compounds(actor, about.community_id, form, held)
    parties = naming.parties(actor, about.community_id, form, roles)
    said: Shape = {
        "number": form.number,
        "compound_ids": [str(one) for one in compounds],
        "parties": [{"organisation_id": str(one), "role": role.value} for _, one, role, _ in parties],
        "goal": form.goal,
        "lists": {
            key: [{"text": text, "owner": owner, "note": note} for _, text, owner, note in form.lists[key]]
            for key in LIST_NAMES
        },
        **{key: day.isoformat() if day else None for key, day in form.days.items()},
    }
    if form.problems:
        # What cannot be read is told already; the rest is still looked at, so that one round is enough.
        said = {key: value for key, value in said.items() if value}
    try:
        content: Shape = AgreementIn(partial=True).load(said)
    except ValidationError as error:
        _place(error.messages_dict, form)
        return None, {}
    if form.problems:
        return None, {}
    known = {one.id: one.name for one in names.compounds(actor, about.community_id)}
    shown = content | {
        "compounds": [{"name": known[one]} for one in compounds],
        "parties": [{"role_name": ROLE_NAMES[role], "name": name} for _, _, role, name in parties],
    }
    return content, shown


def _place(errors: Shape, form: Filled) -> None:
    """Note what is too long, too much or not to be kept where it stands in the form."""
    for key, said in errors.items():
        if key != "lists":
            form.wrong(PLACES[key], "；".join(said) if isinstance(said, list) else "填写有误")
            continue
        for name, rows in said.items():
            if isinstance(rows, list):
                form.wrong(LIST_NAMES[name], "；".join(rows))
                continue
            for at, cells in rows.items():
                number = form.lists[name][at][0]
                for cell, texts in cells.items():
                    form.wrong(f"{LIST_NAMES[name]}第 {number} 行", f"{CELLS[cell]}{'；'.join(texts)}")
