"""The only file that knows every area: its blueprints, its subscribers, and what areas need of one another."""

from __future__ import annotations

import importlib
from typing import Any
from uuid import UUID

from flask import Flask

from app.core.http import Api
from app.core.settings import Settings

MODELS = (
    "app.core.outbox",
    "app.core.audit",
    "app.core.idempotency",
    "app.core.ledger.batches",
    "app.core.ratelimit",
    "app.core.clockwatch",
    "app.workdays.models",
    "app.places.models",
    "app.identity.models",
    "app.media.models",
    "app.notify.models",
    "app.tickets.models",
    "app.callbacks.models",
    "app.moderation.models",
    "app.duty.models",
    "app.rulebook.models",
    "app.hotline.models",
    "app.proactive.models",
    "app.standards.models",
    "app.disclosures.models",
    "app.resources.models",
    "app.voting.models",
    "app.party.models",
    "app.council.models",
    "app.governance.models",
    "app.care.models",
    "app.consultations.models",
    "app.insights.models",
)
JOBS = (
    "app.media.jobs",
    "app.notify.jobs",
    "app.tickets.jobs",
    "app.callbacks.jobs",
    "app.moderation.jobs",
    "app.duty.jobs",
    "app.rulebook.jobs",
    "app.proactive.jobs",
    "app.hotline.jobs",
    "app.standards.jobs",
    "app.disclosures.jobs",
    "app.resources.jobs",
    "app.voting.jobs",
    "app.party.jobs",
    "app.council.jobs",
    "app.care.jobs",
    "app.consultations.jobs",
    "app.insights.jobs",
)
ROUTES = (
    "app.identity.routes_public",
    "app.identity.routes_resident",
    "app.identity.routes_delegates",
    "app.identity.routes_staff",
    "app.places.routes_public",
    "app.places.routes_resident",
    "app.places.routes_staff",
    "app.places.routes_ledgers",
    "app.media.routes_resident",
    "app.notify.routes_resident",
    "app.notify.routes_staff",
    "app.tickets.routes_resident",
    "app.tickets.routes_staff",
    "app.callbacks.routes_resident",
    "app.callbacks.routes_staff",
    "app.moderation.routes_public",
    "app.moderation.routes_staff",
    "app.duty.routes_staff",
    "app.rulebook.routes_staff",
    "app.proactive.routes_staff",
    "app.standards.routes_staff",
    "app.disclosures.routes_staff",
    "app.disclosures.routes_posters",
    "app.disclosures.routes_resident",
    "app.resources.routes_staff",
    "app.resources.routes_resident",
    "app.voting.routes_staff",
    "app.voting.routes_resident",
    "app.voting.routes_public",
    "app.party.routes_staff",
    "app.party.routes_doing",
    "app.party.routes_forms",
    "app.party.routes_resident",
    "app.governance.routes_staff",
    "app.governance.routes_assemblies",
    "app.governance.routes_barred",
    "app.governance.routes_resident",
    "app.council.routes_staff",
    "app.council.routes_resident",
    "app.council.routes_printed",
    "app.care.routes_staff",
    "app.consultations.routes_staff",
    "app.consultations.routes_resident",
    "app.consultations.routes_public",
    "app.hotline.routes_staff",
    "app.hotline.routes_admin",
    "app.hotline.routes_machine",
    "app.hotline.open311.routes",
    "app.insights.routes_public",
    "app.insights.routes_staff",
    "app.operations.routes_admin",
    "app.workdays.routes_admin",
)


def import_models() -> None:
    """Import every table, for migrations."""
    for name in MODELS:
        importlib.import_module(name)


def connect() -> None:
    """Introduce the areas to each other. Repeating it is harmless."""
    import_models()
    for name in JOBS:
        importlib.import_module(name)
    from app.disclosures.service import register_plan_rows
    from app.identity.principal import actor_of_session
    from app.identity.queries import names_of
    from app.media.subjects import register_session_loader
    from app.notify.service import TICKET_CONTACT, register_phone_source, register_ticket_facts
    from app.places.service.care import register_open_defects
    from app.places.service.removing import register_people, register_use
    from app.standards.queries import records_building
    from app.tickets.queries.defects import open_defects
    from app.tickets.queries.notices import facts_for_notices
    from app.tickets.queries.reference import rules_name
    from app.tickets.service.contact import contact_phone

    _say_who_sees_photos()
    _connect_siblings()
    register_session_loader(actor_of_session)
    register_plan_rows(_promised)
    register_open_defects(open_defects)
    register_people(names_of)
    register_use("buildings", records_building)
    register_use("organisations", rules_name)
    register_ticket_facts(facts_for_notices)
    register_phone_source(TICKET_CONTACT, contact_phone)


def _say_who_sees_photos() -> None:
    """Let photos and papers be seen by who sees the thing they hang on."""
    from app.consultations.queries import sees as sees_consultation
    from app.consultations.service.moves import SUBJECT as CONSULTATION
    from app.consultations.service.opinions import SCANNED, sees_scans
    from app.council.queries import sees_task as sees_council_task
    from app.council.service.meetings import SUBJECT as MEETING
    from app.council.service.meetings import may_see as sees_meeting
    from app.council.service.tasks import SUBJECT as COUNCIL_TASK
    from app.disclosures.queries.scope import may_see as sees_disclosure
    from app.disclosures.service.moves import SUBJECT as DISCLOSURE
    from app.governance.queries.postings import DECISION, MEMBERS, sees_decision, sees_members
    from app.media.subjects import register_subject
    from app.party.queries import sees as sees_agreement
    from app.party.queries.commitments import SUBJECT as COMMITMENT
    from app.party.queries.commitments import may_see as sees_commitment
    from app.party.service.moves import SUBJECT as AGREEMENT
    from app.proactive.queries import may_see as sees_task
    from app.resources.queries import may_see as sees_resource
    from app.resources.service import SUBJECT as RESOURCE
    from app.standards.queries import may_see as sees_record
    from app.standards.service.records import SUBJECT as SERVICE_RECORD
    from app.tickets.queries import may_see
    from app.voting.service.showing import may_see_paper
    from app.voting.service.voting import PAPER

    register_subject("ticket", may_see)
    register_subject("proactive", sees_task)
    register_subject(SERVICE_RECORD, sees_record)
    register_subject(DISCLOSURE, sees_disclosure)
    register_subject(RESOURCE, sees_resource)
    register_subject(COMMITMENT, sees_commitment)
    register_subject(AGREEMENT, sees_agreement)
    register_subject(CONSULTATION, sees_consultation)
    register_subject(SCANNED, sees_scans)
    register_subject(MEETING, sees_meeting)
    register_subject(COUNCIL_TASK, sees_council_task)
    register_subject(PAPER, may_see_paper)
    register_subject(MEMBERS, sees_members)
    register_subject(DECISION, sees_decision)


def _connect_siblings() -> None:
    """Let siblings that do not know each other say what they have of one another.

    Topics name the promise behind them, polls the topic or the idle resource that asked, resources and assemblies their
    polls; who may hold no post gets no cross post.
    """
    from app.council.service.suggestions import register_commitment_words
    from app.council.service.topics import topic_words
    from app.governance.service.assemblies import register_polls
    from app.governance.service.barred import ask_for_post
    from app.party.service.doing import commitment_words
    from app.party.service.posts import register_exclusions
    from app.resources.service.polls import question, register_poll_facts
    from app.voting.service.asked import poll_facts, register_resource_words, register_topic_words
    from app.voting.service.showing import assembly_poll_words

    register_commitment_words(commitment_words)
    register_topic_words(topic_words)
    register_resource_words(question)
    register_poll_facts(poll_facts)
    register_polls(assembly_poll_words)
    register_exclusions(ask_for_post)


def _promised(compound_id: UUID) -> tuple[str, list[dict[str, Any]]] | None:
    """Return by which standard a compound's contract promises what, for the sheet of its services."""
    from app.standards.service import fixed_terms, public_plan

    plan = public_plan(compound_id)
    return (plan["catalogue_version"], fixed_terms(compound_id)) if plan else None


def apis(settings: Settings) -> list[Api]:
    """Return the blueprints of the API. The development sign-in does not exist in production."""
    names = [*ROUTES]
    if settings.env != "production":
        names.append("app.identity.routes_dev")
    return [importlib.import_module(name).api for name in names]


def pages(app: Flask) -> None:
    """Register the pages that are not part of the API."""
    from app.pages import opinions, public, routes

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(opinions.blueprint)
