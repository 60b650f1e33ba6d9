"""Assemblies of owners: one in order, one whose owners asked for a meeting; and somebody who may hold no post."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import Compound, District
from app.demo.seasons import moment
from app.governance.models import (
    Assembly,
    AssemblyEvent,
    AssemblyMeeting,
    Barred,
    BarredEvent,
    Form,
    Reason,
    SessionKind,
    SessionState,
)
from app.governance.service.barred import sealed_name

IN_ORDER, ASKED = "chunhui_east", "heshun"
TOPICS = "一、听取业主委员会一年的工作报告\n二、修订管理规约"


def write(district: District, copier: Copier) -> None:
    """Write them where the compounds are there."""
    rows: dict[Any, list[dict[str, Any]]] = {
        model: [] for model in (Assembly, AssemblyMeeting, AssemblyEvent, Barred, BarredEvent)
    }
    for key in (IN_ORDER, ASKED):
        compound = district.compounds.get(key)
        if compound is not None:
            _assembly(district, compound, rows, in_order=key == IN_ORDER)
    compound = district.compounds.get(IN_ORDER)
    if compound is not None:
        _barred(district, compound, rows)
    for model, found in rows.items():
        copier.rows(model, found)


def _assembly(district: District, compound: Compound, rows: Any, *, in_order: bool) -> None:
    key, set_up = compound.plan.key, district.days_ago(430)
    assembly_id = ident("assembly", key)
    rows[Assembly].append(
        {
            "id": assembly_id,
            "created_at": moment(set_up, 10),
            "district_id": district.id,
            "street_id": compound.street.id,
            "community_id": compound.community.id,
            "compound_id": compound.id,
            "version": 2,
            "set_up_on": set_up,
            "convention_on": set_up,
            "convention": "2025年版",
            "procedure_on": set_up if in_order else None,
            "procedure": "2025年版" if in_order else "",
            "every_months": 12,
        }
    )
    rows[AssemblyMeeting].append(
        _meeting(assembly_id, key, "regular", SessionKind.REGULAR, SessionState.POSTED, TOPICS)
        | {
            "created_at": moment(district.days_ago(130), 9),
            "form": Form.PAPER,
            "place": "表决票交到社区居委会",
            "notice_on": district.days_ago(130),
            "planned_on": district.days_ago(110),
            "held_on": district.days_ago(110),
            "result": "一、通过\n二、通过",
            "posted_on": district.days_ago(108),
            "posted_at": "大门公示栏、各单元门",
        }
    )
    if not in_order:
        rows[AssemblyMeeting].append(
            _meeting(assembly_id, key, "asked", SessionKind.TEMPORARY, SessionState.ASKED, "一、是否更换物业服务人")
            | {
                "created_at": moment(district.days_ago(9), 9),
                "asked_on": district.days_ago(9),
                "askers": 30,
                "owners": 120,
            }
        )
    for seq, action, ago in ((1, "save", 430), (2, "call" if in_order else "ask", 130 if in_order else 9)):
        rows[AssemblyEvent].append(
            {
                "assembly_id": assembly_id,
                "seq": seq,
                "at": moment(district.days_ago(ago), 10),
                "actor_id": district.cadres[compound.community.id][0].person,
                "action": action,
                "note": "",
            }
        )


def _meeting(
    assembly_id: Any, key: str, what: str, kind: SessionKind, state: SessionState, topics: str
) -> dict[str, Any]:  # fmt: skip
    empty = ("asked_on", "askers", "owners", "form", "notice_on", "planned_on", "held_on", "poll_id", "posted_on")
    return dict.fromkeys(empty) | {
        "id": ident("assembly-meeting", key, what),
        "assembly_id": assembly_id,
        "kind": kind,
        "state": state,
        "version": 1,
        "topics": topics,
        "result": "",
        "place": "",
        "posted_at": "",
        "because": "",
    }


def _barred(district: District, compound: Compound, rows: Any) -> None:
    entry_id, since = ident("barred", compound.plan.key), district.days_ago(60)
    cipher, index = sealed_name("冯大海", entry_id)
    rows[Barred].append(
        {
            "id": entry_id,
            "created_at": moment(since, 11),
            "district_id": district.id,
            "street_id": compound.street.id,
            "version": 1,
            "name_cipher": cipher,
            "name_index": index,
            "organisation_id": None,
            "compound_id": compound.id,
            "home_id": None,
            "reason": Reason.ARREARS,
            "basis": "示例街办〔2026〕18号",
            "from_on": since,
            "until_on": since + timedelta(days=365),
            "off_on": None,
            "off_because": "",
        }
    )
    rows[BarredEvent].append(
        {"barred_id": entry_id, "seq": 1, "at": moment(since, 11), "actor_id": None, "action": "add", "note": ""}
    )
