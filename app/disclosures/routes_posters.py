"""What is printed and put up: a published version for the board, and the labels of a compound with their QR codes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, current_app

from app.core.attachments import attachment
from app.core.auth import Actor
from app.core.documents import MEDIA_TYPE, Document, render
from app.core.errors import NotFound
from app.core.http import Api
from app.core.permissions import Permission
from app.disclosures import posters, schemas
from app.places import labels
from app.places.queries import reaches

api = Api("posters", __name__, url_prefix="/api/v1/staff/disclosures", description="What is printed and put up")

Shape = dict[str, Any]


def pdf(document: Document) -> Response:
    """Return a document as a file to be saved and printed."""
    return attachment(render(document), f"{document.title}.pdf", MEDIA_TYPE)


@api.get(
    "/versions/<uuid:version_id>/poster.pdf",
    permission=Permission.DISCLOSURES_READ,
    query=schemas.PosterQuery,
    binary=MEDIA_TYPE,
    operation="print_disclosure",
    summary="A published version as a sheet for the notice board",
)
def poster(actor: Actor, version_id: UUID, query: Shape) -> Response:
    base_url = current_app.config["HFW"].public_base_url
    return pdf(posters.document(posters.posted(actor, version_id, base_url), query["size"]))


@api.get(
    "/compounds/<uuid:compound_id>/label.pdf",
    permission=Permission.DISCLOSURES_READ,
    query=schemas.LabelQuery,
    binary=MEDIA_TYPE,
    operation="print_labels",
    summary="Labels with QR codes for gates, unit doors, lifts or bin stations",
)
def label(actor: Actor, compound_id: UUID, query: Shape) -> Response:
    if not reaches(actor, compound_id):
        raise NotFound
    return pdf(
        labels.document(
            compound_id,
            labels.Where(query["place"]),
            base_url=current_app.config["HFW"].public_base_url,
            size=query["size"],
            building_id=query["building_id"],
        )
    )
