"""Files on the wire: the one that a form brings, and those that people save."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from flask import Response, current_app, request

from app.core import spreadsheets
from app.core.errors import InvalidInput, TooLarge, WrongType
from app.core.idempotency import Once
from app.core.ledger import Parsed, TableSpec, from_sheet
from app.core.uow import unit_of_work
from app.core.wire import UNWANTED


def attachment(data: bytes, name: str, media_type: str) -> Response:
    """Return a file to be saved under a Chinese name; a browser never shows it as a page of ours."""
    ending = name.rpartition(".")[2]
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=\"file.{ending}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def xlsx(data: bytes, name: str) -> Response:
    """Return a table to be saved under a Chinese name."""
    return attachment(data, name, spreadsheets.MEDIA_TYPE)


def uploaded_file(what: str, one: str) -> tuple[str, bytes]:
    """Return name and bytes of the one file in the form. The name is only shown, the type not looked at.

    ``what`` is how people call it, ``one`` how they ask for it: 表格, 一个表格文件.

    Raises ``WrongType``, ``InvalidInput`` (field ``file``) or ``TooLarge``.
    """
    limit = current_app.config["HFW"].upload_limit_bytes
    if request.mimetype != "multipart/form-data":
        raise WrongType(f"请以表单方式上传{what}")
    files = [file for field, file in request.files.items(multi=True) if field == "file"]
    if len(files) != 1:
        raise InvalidInput(fields={"file": [f"请选择{one}"]})
    with closing(files[0]) as file:
        data = file.stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"{what}不能超过 {limit // 1024 // 1024} MB")
    if not data:
        raise InvalidInput(fields={"file": [f"{what}是空的，请重新选择"]})
    name = UNWANTED.sub("", files[0].filename or "").replace("/", "").replace("\\", "").strip()
    return name[-120:] or "未命名", data


def once_for(once: Once, data: bytes) -> Once:
    """Return ``once`` for a request whose body is the file ``data``."""
    return replace(once, fingerprint=hashlib.sha256(once.fingerprint + data).digest())


def made_before(once: Once) -> UUID | None:
    """Return what the key made, so that a file sent again is not read again."""
    if once.key is None:
        return None
    with unit_of_work():
        return once.made_before_or_none()


def bring_table(once: Once, spec: Callable[[], TableSpec], dry_run: Callable[[Parsed], UUID]) -> UUID:
    """Read the uploaded sheet of a ledger and keep what it would change; return the dry run, the same for a second try.

    ``spec`` says which table is filled in and refuses who may not, before the file is looked at; ``dry_run`` stores.
    Raises what they raise, and what the file is refused for.
    """
    wanted = spec()
    _, data = uploaded_file("表格", "一个表格文件")
    once = once_for(once, data)
    made = made_before(once)
    if made is None:
        read = from_sheet(spreadsheets.read(data), wanted)
        with unit_of_work():
            made = once(lambda: dry_run(read))
    return made
