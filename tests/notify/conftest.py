"""WeChat on loopback with all our templates approved, and a look at what is stored about messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select, text

from app.core import outbox
from app.core import outside as client_module
from app.core.db import db
from app.core.settings import get_settings
from app.core.sms import get_sms
from app.core.wechat import WeChat
from app.identity.models import Person
from app.identity.service.contacts import sealed_openid, set_phone
from app.notify.models import Delivery, Subscription
from app.notify.service import sending
from app.notify.templates import SMS_TEMPLATES, TEMPLATES
from tests.fakes.tencent_sms import FakeTencentSms
from tests.fakes.wechat import FakeWeChat
from tests.tickets.steps import act, file
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
    monkeypatch.setattr(sending, "get_wechat", lambda: client)
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

    def phone(self, someone, number: str | None) -> None:
        """Give a person a phone, or take it away."""
        write(self.app, lambda: set_phone(db.session.get(Person, someone.id), number))

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


SMS_TEMPLATES_AT_THE_VENDORS = {"urgent_progress": "2001", "urgent_work": "2002", "callback_link": "2003"}


@pytest.fixture
def vendor(settings, templates, monkeypatch) -> Iterator[FakeTencentSms]:
    """The vendor's server of text messages, switched on in the settings, with our real client talking to it."""
    approved = {number: len(SMS_TEMPLATES[key].values) for key, number in SMS_TEMPLATES_AT_THE_VENDORS.items()}
    with FakeTencentSms(templates=approved) as server:
        values = {
            "HFW_SMS": "tencent",
            "HFW_SMS_BASE_URL": server.url,
            "HFW_SMS_SECRET_ID": server.secret_id,
            "HFW_SMS_SECRET_KEY": server.secret_key,
            "HFW_SMS_APP_ID": server.app_id,
            "HFW_SMS_SIGN": server.sign,
            "HFW_SMS_TEMPLATES": json.dumps(SMS_TEMPLATES_AT_THE_VENDORS),
        }
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(client_module, "READ_SECONDS", 0.3)
        get_settings.cache_clear()
        get_sms.cache_clear()
        yield server
    get_sms.cache_clear()
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def planned(world, deliver, desk, wechat):
    """A ticket that was just accepted: resident_a allowed one message, which is planned but not sent."""
    ticket = file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    desk.openid = desk.subscribe(world.resident_a, "progress")
    act(world.repair_a, ticket["id"], "accept", staff=True)
    desk.drain("fast")
    assert desk.delivery(world.resident_a, "progress").state == "planned"
    return ticket


@pytest.fixture
def overtaken(app, world, planned, desk):
    """An attempt whose worker was so slow that another found it in ``sending``."""
    delivery_id = desk.delivery(world.resident_a, "progress").id
    attempt = write(app, sending.begin, delivery_id)
    desk.drain("outward")
    assert desk.delivery(world.resident_a, "progress").state == "unknown"
    return attempt
