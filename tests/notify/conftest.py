"""WeChat on loopback with all our templates approved, and a look at what is stored about messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from app.core import outbox
from app.core import wechat as client_module
from app.core.db import db
from app.core.settings import get_settings
from app.core.wechat import WeChat
from app.identity.models import Person
from app.identity.service.contacts import sealed_openid
from app.notify import jobs
from app.notify.models import Delivery, Subscription
from app.notify.wording import TEMPLATES
from tests.fakes.wechat import FakeWeChat
from tests.world import in_app, write


@pytest.fixture
def templates(settings) -> Iterator[dict[str, str]]:
    """Settings in which every template has an id."""
    ids = {key: f"template-id-{key}" for key in TEMPLATES}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HFW_WECHAT_TEMPLATES", json.dumps(ids))
        get_settings.cache_clear()
        yield ids
    get_settings.cache_clear()


@pytest.fixture
def fake(templates) -> Iterator[FakeWeChat]:
    """WeChat's server."""
    with FakeWeChat(templates=set(templates.values())) as server:
        yield server


@pytest.fixture
def wechat(fake, monkeypatch) -> FakeWeChat:
    """WeChat's server, with our real client talking to it and losing patience soon."""
    client = WeChat(appid=fake.appid, secret=fake.secret, base_url=fake.url)
    monkeypatch.setattr(jobs, "get_wechat", lambda: client)
    monkeypatch.setattr(client_module, "READ_SECONDS", 0.3)
    return fake


@dataclass
class Desk:
    """What a test arranges and sees behind the interface."""

    app: object

    def subscribe(self, someone, template: str, times: int = 1, *, openid: str | None = None) -> str:
        """Give a person a WeChat account and so many permissions. Returns the openid."""
        openid = openid or f"oTest-{someone.id.hex[-12:]}"

        def store() -> None:
            person = db.session.get(Person, someone.id)
            person.openid_cipher, person.openid_index = sealed_openid(openid, person.id)
            db.session.merge(Subscription(person_id=someone.id, template=template, remaining=times))

        write(self.app, store)
        return openid

    def remaining(self, someone, template: str) -> int:
        """Return how many permissions are left."""
        return in_app(
            self.app, lambda: db.session.get(Subscription, {"person_id": someone.id, "template": template}).remaining
        )

    def deliveries(self, someone=None, template: str | None = None) -> list[Delivery]:
        """Return stored deliveries, oldest first."""
        statement = select(Delivery).order_by(Delivery.created_at, Delivery.id)
        if someone is not None:
            statement = statement.where(Delivery.person_id == someone.id)
        if template is not None:
            statement = statement.where(Delivery.template == template)
        return in_app(self.app, lambda: list(db.session.scalars(statement)))

    def delivery(self, someone, template: str) -> Delivery:
        """Return the one delivery of this kind."""
        (found,) = self.deliveries(someone, template)
        return found

    def drain(self, lane: str) -> int:
        """Deliver what is due in one lane."""
        return in_app(self.app, outbox.drain, lane)

    def time_passes(self) -> None:
        """Let every lease end and every postponed message be due."""
        statement = "UPDATE core_outbox SET lease_until = NULL, due_at = now() WHERE done_at IS NULL AND topic = :topic"
        write(self.app, lambda: db.session.execute(text(statement), {"topic": "notify.delivery_planned"}))


@pytest.fixture
def desk(app) -> Desk:
    """See ``Desk``."""
    return Desk(app)
