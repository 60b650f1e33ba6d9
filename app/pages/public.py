"""What a compound makes public, as plain pages: readable on any phone, without script, aloud and in print."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint, Response, render_template, request, url_for

from app.core import ratelimit
from app.core.errors import NotFound
from app.core.http import client_ip
from app.core.ready import cacheable
from app.forms.fees import my_fee
from app.insights import service as insights
from app.insights.reading import MAX_AGE_SECONDS, current
from app.pages import presenting
from app.places import queries as places

blueprint = Blueprint("public_pages", __name__, template_folder="templates")

Shape = dict[str, Any]

HTML = "text/html; charset=utf-8"
SCRIPT = Path(__file__).with_name("static") / "public.js"
SCRIPT_SECONDS = 24 * 3600
MOST_LISTED = 100
MONEY_FORMS = ("accounts", "accounts_quarter", "revenue", "fund", "sharing", "selfmanaged", "parking_selfgov")


@cache
def script() -> tuple[bytes, str]:
    """Return the script of the pages and its tag."""
    data = SCRIPT.read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:16]


@blueprint.app_context_processor
def helpers() -> dict[str, Any]:
    """Give templates what they say things with."""
    return {
        "large": is_large(),
        "day_words": presenting.day_words,
        "last_words": presenting.last_words,
        "percent_words": presenting.percent_words,
        "change_lines": presenting.change_lines,
        "here": here,
        "other_size": other_size,
    }


def is_large() -> bool:
    """Return whether the address asks for large type."""
    return request.args.get("big") == "1"


def other_size() -> str:
    """Return the address of this page in the other size of type."""
    values: dict[str, Any] = dict(request.view_args or {})
    # Only what our own form sends: other names would mean something to ``url_for``.
    if "area" in request.args:
        values["area"] = request.args["area"]
    if not is_large():
        values["big"] = "1"
    return url_for(request.endpoint or "", **values)


def here(endpoint: str, **values: Any) -> str:
    """Return the address of another page, in the same size of type."""
    if is_large():
        values.setdefault("big", "1")
    return url_for(endpoint, **values)


@blueprint.get("/p/public.js")
def script_file() -> Response:
    """The script: large type that is remembered, and a voice."""
    return cacheable(script()[0], script()[1], media_type="text/javascript; charset=utf-8", seconds=SCRIPT_SECONDS)


Show = Callable[[Shape, str], str]


def page(code: str, show: Show) -> Response:
    """Return a page made by ``show`` from what the compound of a label makes public."""
    ratelimit.check("read", person=None, ip=client_ip())
    try:
        compound = places.place_by_code(code).compound
        shape = orjson.loads(current(compound.id).body)
        html = show(shape, code)
    except NotFound:
        return Response(render_template("place.html", place=None, code=""), status=404, content_type=HTML)
    data = html.encode()
    return cacheable(data, hashlib.sha256(data).hexdigest()[:32], media_type=HTML, seconds=MAX_AGE_SECONDS)


def entries(shape: Shape, *forms: str) -> list[presenting.View]:
    """Return what is disclosed by some forms, or by all, ready to be shown."""
    return [presenting.view(one) for one in shape["disclosures"] if not forms or one["form"] in forms]


@blueprint.get("/p/<string:code>/fees")
def fees(code: str) -> Response:
    """物业费多少、包括什么: the fee sheet, and what one's own home pays."""
    return page(code, _fees)


def _fees(shape: Shape, code: str) -> str:
    views = entries(shape, "fees")
    typed = request.args.get("area", "")[:20]
    area = presenting.area_of(typed) if typed else None
    mine = my_fee(views[0].entry["body"], area) if views and area else None
    return render_template(
        "public/fees.html", page=shape, code=code, view=views[0] if views else None, typed=typed, area=area, mine=mine
    )


@blueprint.get("/p/<string:code>/standards")
def standards(code: str) -> Response:
    """应做 / 最近一次: what is promised and when it was done last."""
    return page(code, _standards)


def _standards(shape: Shape, code: str) -> str:
    return render_template(
        "public/standards.html",
        page=shape,
        code=code,
        groups=presenting.grouped(shape["standards"]),
        as_of=date.fromisoformat(shape["as_of"]),
    )


@blueprint.get("/p/<string:code>/accounts")
def accounts(code: str) -> Response:
    """收支和公共收益: where the money came from and where it went."""
    return page(code, lambda shape, code: render_template(
        "public/accounts.html", page=shape, code=code, views=entries(shape, *MONEY_FORMS)
    ))  # fmt: skip


@blueprint.get("/p/<string:code>/all")
def everything(code: str) -> Response:
    """全部公示: what is in force, what is missing, and what was published before."""
    return page(code, _everything)


def _everything(shape: Shape, code: str) -> str:
    present = {one["version_id"] for one in shape["disclosures"]}
    listed = insights.published(UUID(shape["id"]), limit=MOST_LISTED, cursor=request.args.get("after"))
    listed = orjson.loads(orjson.dumps(listed))
    older = [one for one in listed["items"] if one["version_id"] not in present]
    return render_template(
        "public/all.html", page=shape, code=code, views=entries(shape), older=older, after=listed["next"]
    )


@blueprint.get("/p/<string:code>/d/<uuid:version_id>")
def version(code: str, version_id: UUID) -> Response:
    """One published version, the present one or one of long ago; long tables a page at a time."""
    begin = presenting.begin_of(request.args.get("from"))
    return page(code, lambda shape, code: render_template(
        "public/version.html",
        page=shape,
        code=code,
        view=presenting.view(insights.version(UUID(shape["id"]), version_id), begin),
        step=presenting.MOST_ROWS,
    ))  # fmt: skip
