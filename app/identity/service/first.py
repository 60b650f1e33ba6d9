"""The beginning of an installation: a district and somebody who can let others in."""

from __future__ import annotations

from uuid import UUID

from app.core import audit
from app.core.clock import today
from app.core.db import db
from app.core.errors import Conflict
from app.core.ids import new_id
from app.core.permissions import Role
from app.identity import queries
from app.identity.models import Person, Post
from app.identity.passwords import hash_password
from app.places.models import Region, RegionKind
from app.places.queries import default_district


class NameInUse(Conflict):
    """Somebody has that user name."""


def create_first_admin(code: str, district: str, username: str, password: str) -> UUID:
    """Store a system administrator, and the district when there is none yet. Raises ``NameInUse``."""
    if queries.person_by_username(username.casefold()) is not None:
        raise NameInUse
    district_id = default_district()
    if district_id is None:
        district_id = new_id()
        db.session.add(
            Region(id=district_id, district_id=district_id, kind=RegionKind.DISTRICT, code=code, name=district)
        )
        db.session.flush()  # the person refers to it
    person_id = new_id()
    db.session.add(
        Person(
            id=person_id,
            district_id=district_id,
            display_name="系统管理员",
            username=username.casefold(),
            password_hash=hash_password(password),
        )
    )
    db.session.flush()  # the post refers to the person
    db.session.add(
        Post(
            district_id=district_id,
            person_id=person_id,
            role=Role.SYSADMIN,
            region_id=district_id,
            starts_on=today(),
        )
    )
    audit.record(None, "identity.first_admin", f"person:{person_id}")
    return person_id
