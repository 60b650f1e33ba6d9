"""Other systems and their keys. A key is shown once, when it is made; what is stored cannot be turned back into it."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import db, fast_row
from app.core.errors import Conflict, Forbidden, InvalidInput, NotSignedIn
from app.core.ids import new_id
from app.hotline import calling, policy
from app.hotline.models import Client, Scope
from app.hotline.queries import clients

KEY_PREFIX = "hfk_"
KEY_FORM = re.compile(r"hfk_[A-Za-z0-9_-]{43}")
SECRET_PREFIX = "hfs_"  # noqa: S105 - the beginning of every secret, not one
SECRET = "hotline_client.secret"  # noqa: S105 - the name of the column
HINT_LENGTH = 10

USED = text("""
    UPDATE hotline_client SET last_used_at = now()
    WHERE id = :id AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute') RETURNING 1
""")


class WrongKey(NotSignedIn):
    """No key, or one that nobody was given."""

    code, message = "hotline.wrong_key", "接口密钥不正确"


class WrongNetwork(Forbidden):
    """A right key from an address from which this client does not come."""

    code, message = "hotline.wrong_network", "来源地址不在允许的范围内"


class WrongScope(Forbidden):
    """A right key for something else."""

    code, message = "hotline.wrong_scope", "这个密钥不能用于此接口"


@dataclass(frozen=True, slots=True)
class Caller:
    """Another system that has shown its key."""

    client_id: UUID
    district_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new client with what is shown this once."""

    client_id: UUID
    key: str
    secret: str


def hashed(key: str) -> bytes:
    """Return what is stored of a key. It has 256 random bits, so a plain hash cannot be tried out."""
    return hashlib.sha256(key.encode()).digest()


def identify(key: str, address: str, scope: Scope) -> Caller:
    """Return who has shown ``key``. Raises ``WrongKey``, ``WrongNetwork`` or ``WrongScope``."""
    row = clients.by_key(hashed(key)) if KEY_FORM.fullmatch(key) else None
    if row is None or row.revoked_at is not None:
        raise WrongKey
    if not policy.from_allowed_network(address, row.networks):
        raise WrongNetwork
    if scope not in row.scopes:
        raise WrongScope
    fast_row(USED, {"id": row.id})
    return Caller(row.id, row.district_id, row.name)


def make(actor: Actor, body: dict[str, Any]) -> Made:
    """Store a client and return it with its key and secret. Raises ``InvalidInput``."""
    key, secret = (prefix + secrets.token_urlsafe(32) for prefix in (KEY_PREFIX, SECRET_PREFIX))
    made = Client(
        id=new_id(),
        district_id=actor.district_id,
        name=body["name"],
        key_hash=hashed(key),
        key_hint=key[:HINT_LENGTH],
        scopes=sorted(set(body["scopes"])),
        networks=checked_networks(body["networks"]),
        callback_url=checked_url(body["callback_url"]),
        made_by=actor.person_id,
    )
    made.secret_cipher = get_crypto().encrypt(secret, column=SECRET, row_id=made.id)
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "hotline.client_made", f"client:{made.id}", scopes=made.scopes)
    return Made(made.id, key, secret)


def change(actor: Actor, client_id: UUID, body: dict[str, Any]) -> None:
    """Change what a client is called, may do, and where its messages go. Raises ``NotFound``, ``Conflict``."""
    found = _taken(actor, client_id, body.pop("version"))
    if "networks" in body:
        body["networks"] = checked_networks(body["networks"])
    if "callback_url" in body:
        body["callback_url"] = checked_url(body["callback_url"])
    if "scopes" in body:
        body["scopes"] = sorted(set(body["scopes"]))
    for name, value in body.items():
        setattr(found, name, value)
    audit.record(actor, "hotline.client_changed", f"client:{found.id}", fields=sorted(body))


def revoke(actor: Actor, client_id: UUID, version: int) -> None:
    """End a client's key for good; what still waits to be sent to it fails. Raises ``NotFound``, ``Conflict``."""
    found = _taken(actor, client_id, version)
    found.revoked_at, found.revoked_by = now(), actor.person_id
    audit.record(actor, "hotline.client_revoked", f"client:{found.id}")


def _taken(actor: Actor, client_id: UUID, version: int) -> Client:
    found = clients.lock(actor.district_id, client_id)
    if found.revoked_at is not None:
        raise Conflict("这个密钥已经停用")
    if found.version != version:
        raise Conflict
    found.version += 1
    return found


def secret_of(client: Client) -> str:
    """Return the secret with which messages to a client are signed."""
    return get_crypto().decrypt(client.secret_cipher, column=SECRET, row_id=client.id)


def checked_networks(texts: list[str]) -> list[str]:
    """Return networks in one form. Raises ``InvalidInput``."""
    found = []
    for written in texts:
        try:
            found.append(str(ip_network(written, strict=False)))
        except ValueError:
            raise InvalidInput(
                fields={"networks": [f"“{written}”不是网络地址，应写成 10.1.2.0/24 或 10.1.2.3"]}
            ) from None
    return found


def checked_url(url: str | None) -> str | None:
    """Return an address to which messages may go. Raises ``InvalidInput``."""
    if not url:
        return None
    try:
        calling.checked(url)
    except calling.Forbidden as problem:
        raise InvalidInput(fields={"callback_url": [str(problem)]}) from None
    return url
