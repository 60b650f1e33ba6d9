"""Papers of the demo: drafts that were laid out, and one agreement that was signed and scanned. All invented."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from app.consultations.policy import DRAFT_PAPERS
from app.consultations.service.moves import SUBJECT as CONSULTATION
from app.core.clock import BEIJING
from app.core.documents import Block, Document, Facts, Gap, Words, render
from app.core.papers import CleanPaper, clean_paper
from app.core.storage import get_storage
from app.demo import asking, together
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.seasons import moment
from app.media.models import MediaFile
from app.media.service import FOLDER
from app.party.models import AgreementEvent, AgreementState
from app.party.service.moves import SUBJECT as AGREEMENT

DRAWN_AT = datetime(2026, 1, 1, tzinfo=BEIJING)
"""The same papers whenever they are made."""
SIGNED = together.JOINTS[0]

Papers = dict[str, CleanPaper]


@cache
def develop() -> Papers:
    """Make the papers, and clean them as every other one. Takes some seconds; not to be done in a transaction."""
    drafts = {f"draft{number}": _draft(number) for number in (1, 2)}
    return {name: clean_paper(render(document)) for name, document in (drafts | {"signed": _signed()}).items()}


def _draft(number: int) -> Document:
    lines: list[Block] = [Words(line) for line in asking.DRAFT.splitlines()]
    title = asking.title(number)
    return Document(title, DRAWN_AT, [Words(title, points=18, bold=True, align="center"), Gap(6), *lines])


def _signed() -> Document:
    seals = [("社区党组织（盖章）", "示例，无效"), ("物业服务企业党组织（盖章）", "示例，无效"), ("签字", "（已签）")]
    heading = Words(f"《党建联建协议》{SIGNED.number} 签字盖章页", points=18, bold=True, align="center")
    return Document("签字盖章页", DRAWN_AT, [heading, Gap(10), Facts(seals, points=13)])


def write(district: District, copier: Copier, papers: Papers) -> None:
    """Write the papers' rows, and in the history of the agreement that its scan was put there."""
    writer = district.cadres[district.id][0].person
    rows = []
    for number, opened in ((1, asking.FIRST_OPENED), (2, asking.SECOND_OPENED)):
        at = moment(district.days_ago(opened) - timedelta(days=1), 15)
        name = "征求意见稿.pdf" if number == 1 else "第二次征求意见稿.pdf"
        subject = (CONSULTATION, ident("consultation", str(number)), DRAFT_PAPERS)
        rows.append(_row(district, papers, f"draft{number}", name, writer, at, subject))
    compound = district.compounds.get(SIGNED.compound)
    agreement_id = ident("agreement", SIGNED.number)
    if compound is not None and copier.one("SELECT 1 FROM party_agreement WHERE id = %s", agreement_id):
        worker = district.cadres[compound.community.id][0].person
        at = moment(together.term(district, SIGNED)[0] - timedelta(days=4), 16)
        rows.append(_row(district, papers, "signed", "签字盖章页.pdf", worker, at, (AGREEMENT, agreement_id, "signed")))
        state = AgreementState.IN_FORCE
        event = {"agreement_id": agreement_id, "seq": 3, "at": at, "actor_id": worker, "action": "papers"}
        copier.rows(AgreementEvent, [event | {"before": state, "after": state}])
        copier.run("UPDATE party_agreement SET version = 3 WHERE id = %s", agreement_id)
    copier.rows(MediaFile, rows)


def _row(
    district: District,
    papers: Papers,
    key: str,
    name: str,
    owner: UUID,
    at: datetime,
    subject: tuple[str, UUID, str],
) -> dict[str, Any]:
    paper = papers[key]
    stored = f"{FOLDER}/{district.today:%Y%m%d}/demo-{key}.{paper.kind}"
    get_storage().put(stored, paper.data)
    kind, subject_id, stage = subject
    return {
        "id": ident("paper", key),
        "district_id": district.id,
        "owner_id": owner,
        "kind": paper.kind,
        "name": name,
        "pages": paper.pages,
        "sha256": hashlib.sha256(paper.data).digest(),
        "bytes": len(paper.data),
        "storage_key": stored,
        "subject_kind": kind,
        "subject_id": subject_id,
        "stage": stage,
        "linked_at": at,
        "created_at": at,
    }
