"""Tables of a version as xlsx: out as they are, and in by a dry run that is shown before anything changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.ledger import Parsed, Row, TableSpec, batches, to_sheet
from app.core.ledger.tables import Problem
from app.disclosures import workflow
from app.disclosures.models import VersionAction
from app.disclosures.queries import versions
from app.disclosures.service import moves, showing
from app.forms import FORMS
from app.forms.content import HEAD

KIND = moves.SUBJECT


def table_file(actor: Actor, version_id: UUID, table: str) -> tuple[bytes, str]:
    """Return one table of a version as a file, and its name. Raises ``NotFound``."""
    row = versions.one(actor, version_id)
    spec = _spec(row.form, table)
    lines = rows_of(row, spec)
    audit.record(actor, "disclosures.export", f"disclosure:{version_id}", table=table, rows=len(lines))
    notes = [f"{row.compound_name}《{showing.title_of(row)}》"]
    return to_sheet([(spec, lines)], notes), f"{row.compound_name}{FORMS[row.form].name}-{spec.name}.xlsx"


def _spec(form: str, table: str) -> TableSpec:
    spec = FORMS[form].table(table)
    if spec is None:
        raise NotFound
    # The one row of a head is known by its first column, so that a dry run shows what changed in it.
    return replace(spec, row_key=(spec.columns[0].key,)) if spec.key == HEAD else spec


def rows_of(version: Any, spec: TableSpec) -> list[Row]:
    """Return the rows of one table of a version; its head is a table of one row."""
    if spec.key == HEAD:
        return [version.body["head"]]
    rows: list[Row] = version.body["tables"].get(spec.key, [])
    return rows


def spec_for(actor: Actor, version_id: UUID, table: str) -> TableSpec:
    """Return the table that a file would fill in. Raises ``NotFound``, ``Forbidden`` or ``MoveNotPossible``."""
    row = versions.one(actor, version_id)
    workflow.check(actor, row, VersionAction.SAVE)
    return _spec(row.form, table)


def dry_run(actor: Actor, version_id: UUID, table: str, read: Parsed) -> UUID:
    """Keep what a file would change in a draft, and return the dry run. Raises like ``spec_for``."""
    version, row = versions.lock(actor, version_id)
    workflow.check(actor, row, VersionAction.SAVE)
    spec = _spec(row.form, table)
    problems: list[Problem] = []
    if spec.key == HEAD and not read.problems and len(read.rows) != 1:
        problems.append({"row": 0, "column": "", "text": f"{spec.name}应有一行内容"})
    made = batches.store(
        actor,
        spec,
        read,
        subject_kind=KIND,
        subject_id=version.id,
        subject_version=version.version,
        old=[row for row in rows_of(version, spec) if any(value is not None for value in row.values())],
        problems=problems,
    )
    return made.id


def shown(actor: Actor, import_id: UUID) -> dict[str, Any]:
    """Return a dry run of one's own. Raises ``NotFound``."""
    return batches.shape(batches.find(actor, import_id, KIND))


def confirm(actor: Actor, import_id: UUID) -> dict[str, Any]:
    """Write the rows of a dry run into its draft, once. Raises ``NotFound``, ``Forbidden`` or ``ImportNotPossible``."""

    def apply(found: batches.LedgerImport) -> int:
        version, row = versions.lock(actor, found.subject_id)
        workflow.check(actor, row, VersionAction.SAVE)
        batches.check_version(found, version.version)
        body = {"head": version.body["head"], "tables": dict(version.body["tables"])}
        if found.spec == HEAD:
            body["head"] = found.rows[0]
        else:
            body["tables"][found.spec] = found.rows
        version.body = body
        moves.note_editor(version, actor)
        version.version += 1
        return version.version

    return batches.shape(batches.confirm(actor, import_id, KIND, apply))
