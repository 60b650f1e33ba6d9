"""Background work of the rulebook. Every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.events.rulebook import RulesPublished, RunStep
from app.rulebook import service


@subscribe(RunStep.topic, "rulebook.run_step")
def run_step(payload: dict[str, Any]) -> None:
    """Judge the next piece of a dry run."""
    service.step(UUID(RunStep(**payload).run_id))


@subscribe(RulesPublished.topic, "rulebook.published")
def published(payload: dict[str, Any]) -> None:
    """Let this worker route by the new version at once."""
    service.note_published()
