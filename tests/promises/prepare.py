"""Puts people and places into a migrated database and prints, as JSON, how tests find them.

A process of its own: settings are read once in a process, and the test run's own are others.
"""

from __future__ import annotations

import json
import sys

from app import create_app
from app.core.outbox import RUNG, SUBSCRIBERS
from app.core.uow import unit_of_work
from app.identity import passwords
from app.identity.models import Person
from app.identity.service import contacts
from tests import world as worlds

HOUSEHOLDS = 12
PASSWORD = "Korb-Lampe-Tisch-47"
WITH_PASSWORD = ("repair_a", "repair_a2", "manager_a", "community_a", "street_a", "sysadmin")


def main() -> int:
    """Store the world of the tests and some more households."""
    app = create_app()
    world = worlds.in_app(app, worlds.build, None)
    worlds.write(app, more_people, world)
    sys.stdout.write(json.dumps(described(world)))
    return 0


def more_people(world: worlds.World) -> None:
    """Add households, give staff their passwords and residents their WeChat accounts."""
    from app.core.db import db

    for number in range(HOUSEHOLDS):
        person = worlds.make_person(world, None, f"住户{number}", key=f"household_{number}")
        estate = world.estates["ab"[number % 2]]
        worlds.bind(world, person, estate.homes[number % 3], estate.compound)
    hashed = passwords.hash_password(PASSWORD)
    for key in WITH_PASSWORD:
        db.session.get_one(Person, world.people[key].id).password_hash = hashed
    for key, someone in world.people.items():
        row = db.session.get_one(Person, someone.id)
        row.openid_cipher, row.openid_index = contacts.sealed_openid(openid_of(key), someone.id)


def openid_of(key: str) -> str:
    """Return the WeChat account of a prepared person."""
    return f"openid-{key}".replace("_", "-")


def described(world: worlds.World) -> dict[str, object]:
    """Return people, places, and the lanes that subscribers use."""
    from sqlalchemy import select

    from app.core.db import db

    names: dict[object, str | None] = {}
    app = create_app()
    with app.app_context(), unit_of_work():
        names = dict(db.session.execute(select(Person.id, Person.username)).all())
    compounds = {f"household_{number}": str(world.estates["ab"[number % 2]].compound) for number in range(HOUSEHOLDS)}
    people = {
        key: {
            "id": str(someone.id),
            "compound": compounds.get(key),
            "token": someone.token,
            "session_id": str(someone.session_id),
            "username": names[someone.id],
            "openid": openid_of(key),
        }
        for key, someone in world.people.items()
    }
    estates = {
        key: {
            "compound": str(estate.compound),
            "building": str(estate.building),
            "homes": [str(home) for home in estate.homes],
            "code": estate.code,
        }
        for key, estate in world.estates.items()
    }
    return {
        "people": people,
        "estates": estates,
        "organisations": {key: str(id_) for key, id_ in world.orgs.items()},
        "lanes": sorted({RUNG.get(s.lane, s.lane) for subscribers in SUBSCRIBERS.values() for s in subscribers}),
    }


if __name__ == "__main__":
    sys.exit(main())
