"""Steps that the tests of assemblies and of the list of who may hold no post take, each through HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.clock import today
from tests.governance.steps import DAY, TWO

ASSEMBLIES, BARRED = "/staff/assemblies", "/staff/barred"
Shape = dict[str, Any]
RULES = {"convention_on": str(today() - 200 * DAY), "convention": "2025年版"}
RULES |= {"procedure_on": str(today() - 200 * DAY), "procedure": "2025年版"}


def look(person, estate, expect: int = 200) -> Shape:
    """Read the assembly of a compound."""
    answer = person.get(f"{ASSEMBLIES}/{estate.compound}")
    assert answer.status_code == expect, answer.json
    return answer.json


def save(person, estate, version: int = 0, expect: int = 200, **more: Any) -> Shape:
    """Write down an assembly that was set up two hundred days ago with its rules."""
    body = {"version": version, "set_up_on": str(today() - 200 * DAY)} | RULES | more
    answer = person.post(f"{ASSEMBLIES}/{estate.compound}/actions/save", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def call(person, estate, expect: int = 201, **more: Any) -> Shape:
    """Write down a regular meeting, told of twenty days ago, for today."""
    body = {"kind": "regular", "topics": "一、修订管理规约", "form": "paper"}
    body |= {"notice_on": str(today() - 20 * DAY), "planned_on": str(today())} | more
    answer = person.post(f"{ASSEMBLIES}/{estate.compound}/meetings", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def ask(person, estate, askers: int = 1, expect: int = 201, days: int = 0, **more: Any) -> Shape:
    """Write down that owners asked for a meeting."""
    body = {"kind": "temporary", "topics": "一、换物业", "asked_on": str(today() - timedelta(days=days))}
    answer = person.post(f"{ASSEMBLIES}/{estate.compound}/meetings", body | {"askers": askers} | more)
    assert answer.status_code == expect, answer.json
    return answer.json


def step(person, assembly: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Move the newest meeting."""
    meeting = assembly["meetings"][0]
    body = {"version": meeting["version"]} | more
    answer = person.post(f"{ASSEMBLIES}/meetings/{meeting['id']}/actions/{action}", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def held(person, estate) -> Shape:
    """Return the assembly after a regular meeting today."""
    return step(person, call(person, estate), "hold", day=str(today()), result="一、通过")


def posted(person, estate) -> Shape:
    """Return the assembly after its result was posted."""
    return step(person, held(person, estate), "post", day=str(today()), posted_at=TWO)


def bar(person, expect: int = 201, name: str = "王业主", **more: Any) -> Shape:
    """Put somebody on the list; ``more`` says of which compound or organisation."""
    body = {"name": name, "reason": "arrears", "basis": "示例街办〔2026〕9号", "from_on": str(today())}
    answer = person.post(BARRED, body | {key: str(value) for key, value in more.items()})
    assert answer.status_code == expect, answer.json
    return answer.json


def bar_step(person, entry: Shape, action: str, expect: int = 200, **more: Any) -> Shape:
    """Change an entry, or take it off."""
    answer = person.post(f"{BARRED}/{entry['id']}/actions/{action}", {"version": entry["version"]} | more)
    assert answer.status_code == expect, answer.json
    return answer.json
