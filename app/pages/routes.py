"""Pages that are not the API: the landing page, both front ends, the landing of a QR code, Swagger."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import orjson
import swagger_ui_bundle
from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, send_from_directory
from marshmallow import ValidationError
from werkzeug.wrappers import Response as BaseResponse

from app.callbacks import service as callbacks
from app.callbacks.schemas import OwnAnswerIn
from app.core import ratelimit
from app.core.errors import NotFound
from app.core.http import client_ip
from app.core.settings import Settings
from app.core.uow import unit_of_work
from app.insights.reading import current
from app.places.service import PublicPlace, public_place

blueprint = Blueprint("pages", __name__, template_folder="templates")

HOME_PAGE = "areas/home/pages/home"
"""The home page of the mini-program, as miniapp/src/pages.json names it; it takes the code."""
LINK_FIELDS = ("outcome", "satisfaction", "reason")
YEAR_SECONDS = 365 * 24 * 3600
SWAGGER = Path(swagger_ui_bundle.swagger_ui_path)
SWAGGER_CSP = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'"


def settings() -> Settings:
    """Return the settings of the app that answers."""
    found: Settings = current_app.config["HFW"]
    return found


def front_end(folder: str, name: str) -> Response:
    """Return a built file. Hashed assets may be kept for a year, the page itself never without asking."""
    root = settings().static_dir / folder
    if not (root / "index.html").is_file():
        return Response("页面还没有构建，请先运行 make run。", status=503, mimetype="text/plain; charset=utf-8")
    response = send_from_directory(root, name or "index.html")
    if name.startswith("assets/"):
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/")
def landing() -> str:
    """The first page: where to go."""
    return render_template("landing.html", development=settings().env != "production")


@blueprint.get("/admin")
@blueprint.get("/m")
def without_slash() -> BaseResponse:
    """Send to the folder, so that relative links work."""
    return redirect(request.path + "/", 308)


@blueprint.get("/admin/", defaults={"name": ""})
@blueprint.get("/admin/<path:name>")
def admin(name: str) -> Response:
    """The admin panel."""
    return front_end("admin_ui/dist", name)


@blueprint.get("/m/", defaults={"name": ""})
@blueprint.get("/m/<path:name>")
def phone(name: str) -> Response:
    """The phone client in a browser."""
    return front_end("miniapp/dist/build/h5", name)


@blueprint.get("/p/<string:code>")
def place(code: str) -> tuple[str, int]:
    """What a QR label leads to: plain HTML without script, readable on any phone."""
    try:
        found: PublicPlace = public_place(code)
    except NotFound:
        return render_template("place.html", place=None, code=""), 404
    missing = len(orjson.loads(current(found.compound.id).body)["overdue"])
    return render_template(
        "place.html", place=found, code=code, missing=missing, mini_program=mini_program(settings(), code)
    ), 200


def mini_program(settings: Settings, code: str) -> str | None:
    """Return the address that opens the mini-program with a label's code, where residents sign in by WeChat alone.

    WeChat's plain URL Scheme (明文 URL Scheme), which its console allows per page. None outside production: there the
    phone pages of the browser let people in.
    """
    if settings.env != "production" or not settings.wechat_appid:
        return None
    query = quote(f"code={code}", safe="")
    return f"weixin://dl/business/?appid={settings.wechat_appid}&path={HOME_PAGE}&query={query}"


@blueprint.get("/c/<string:token>")
def callback(token: str) -> tuple[str, int]:
    """A one-time link to say whether it is solved: plain HTML without script, nothing in it but what was reported."""
    ratelimit.check_guessing(client_ip())
    task = callbacks.task_of_link(token)
    if task is None:
        ratelimit.note_guess(client_ip())
        return render_template("callback.html", task=None, thanks=False), 404
    return render_template("callback.html", task=callbacks.link_facts(task), thanks=False, token=token), 200


@blueprint.post("/c/<string:token>")
def callback_answer(token: str) -> tuple[str, int]:
    """Take the answer. Wrong, used and too old links all get the same friendly page."""
    ratelimit.check_guessing(client_ip())
    try:
        body = OwnAnswerIn().load({name: value for name, value in request.form.items() if name in LINK_FIELDS})
    except ValidationError:
        return callback(token)
    with unit_of_work():
        taken = callbacks.answer_by_link(token=token, body=body)
    if not taken:
        ratelimit.note_guess(client_ip())
        return render_template("callback.html", task=None, thanks=False), 404
    return render_template("callback.html", task=None, thanks=True), 200


@blueprint.get("/api/v1/docs")
def docs() -> str:
    """Swagger UI from this server, no other host. Not in production unless the settings say so."""
    if settings().env == "production" and not settings().docs_public:
        abort(404)
    return render_template("docs.html")


@blueprint.get("/api/v1/docs/<path:name>")
def docs_file(name: str) -> Response:
    """A file of Swagger UI."""
    if settings().env == "production" and not settings().docs_public:
        abort(404)
    if name == "start.js":
        script = "SwaggerUIBundle({url: '/api/v1/openapi.json', dom_id: '#swagger', deepLinking: true})"
        return Response(script, mimetype="text/javascript")
    response = send_from_directory(SWAGGER, name)
    response.headers["Content-Security-Policy"] = SWAGGER_CSP
    return response
