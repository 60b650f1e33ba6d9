"""Consultations as plain pages for everybody: read the draft, send an opinion, ask what became of it.

Without script and without signing in. The hidden key of the form makes one opinion of a form that is sent twice.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from marshmallow import ValidationError

from app.consultations.schemas import ConsultationOpinionIn
from app.consultations.service import opinions, showing
from app.core import ratelimit
from app.core.errors import AppError, NotFound
from app.core.http import client_ip
from app.core.idempotency import KEY_FORM, Once, fingerprint
from app.core.uow import unit_of_work

blueprint = Blueprint("opinion_pages", __name__, template_folder="templates")

FIELDS = ("text", "contact")
SHOWN = 50
NOBODY = UUID(int=0)
Answer = tuple[str, int]


@blueprint.get("/opinions")
def listed() -> Answer:
    """Consultations, and where to ask what became of an opinion; ``receipt`` is the number somebody typed."""
    ratelimit.check("read", person=None, ip=client_ip())
    typed = request.args.get("receipt", "")[:30].strip()
    found = None
    if typed:
        ratelimit.check_guessing(client_ip())
        try:
            found = showing.receipt(typed)
        except NotFound:
            ratelimit.note_guess(client_ip())
    page = showing.public_page(limit=SHOWN, cursor=None)
    return render_template("opinions.html", items=page.items, typed=typed, found=found), 200


@blueprint.get("/opinions/<uuid:consultation_id>")
def one(consultation_id: UUID) -> Answer:
    """The draft with a form, or the result."""
    ratelimit.check("read", person=None, ip=client_ip())
    return _page(consultation_id)


@blueprint.post("/opinions/<uuid:consultation_id>")
def send(consultation_id: UUID) -> Answer:
    """Take an opinion; what is wrong is said above the form, which keeps what was typed."""
    typed = {name: value for name, value in request.form.items() if name in FIELDS}
    try:
        ratelimit.check("opinion", person=None, ip=client_ip())
        body = ConsultationOpinionIn().load(typed)
        key = request.form.get("key", "")
        once = Once(NOBODY, "opinion_page", key if KEY_FORM.fullmatch(key) else None, fingerprint([request.path, body]))
        with unit_of_work():
            made = once(lambda: opinions.send(None, consultation_id, body))
    except ValidationError:
        return _page(consultation_id, problem="请写意见，不超过 5000 个字", typed=typed, status=422)
    except AppError as error:
        return _page(consultation_id, problem=error.message, typed=typed, status=error.status)
    return render_template("opinion_sent.html", receipt=showing.receipt_of(made)), 200


def _page(consultation_id: UUID, status: int = 200, **more: Any) -> Answer:
    try:
        shape = showing.public_detail(consultation_id)
    except NotFound:
        return render_template("opinion.html", page=None), 404
    return render_template("opinion.html", page=shape, key=token_hex(16), **more), status
