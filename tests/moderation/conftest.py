"""WeChat on loopback that judges texts and photos and pushes its verdicts, and a look behind the interface."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, text

from app.core import outbox
from app.core import outside as client_module
from app.core.db import db
from app.core.outbox import Subscriber
from app.core.settings import get_settings
from app.core.wechat import WeChat
from app.events.moderation import ContentJudged
from app.identity.models import Person
from app.identity.service.contacts import sealed_openid
from app.moderation.models import Check
from app.moderation.service import asking
from tests.fakes.wechat import FakeWeChat
from tests.fakes.wechat_push import Push, Pusher
from tests.media.photos import phone_photo
from tests.world import in_app, write

PUSH_TOKEN = "pushtokenofthetests1"


@pytest.fixture
def pushes(settings, monkeypatch) -> Iterator[None]:
    """Settings in which WeChat pushes to us, in the plain mode."""
    monkeypatch.setenv("HFW_WECHAT_PUSH_TOKEN", PUSH_TOKEN)
    monkeypatch.setenv("HFW_PUBLIC_BASE_URL", "https://hfw.example.cn")
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def wechat(pushes, monkeypatch) -> Iterator[FakeWeChat]:
    """WeChat's server, with our real client talking to it and losing patience soon."""
    with FakeWeChat() as server:
        client = WeChat(appid=server.appid, secret=server.secret, base_url=server.url)
        monkeypatch.setattr(asking, "get_wechat", lambda: client)
        monkeypatch.setattr(client_module, "READ_SECONDS", 0.3)
        yield server


@dataclass
class Table:
    """What a test arranges and sees behind the interface."""

    app: object
    judged: list[ContentJudged] = field(default_factory=list)
    pusher: Pusher = field(default_factory=lambda: Pusher("wx-test", PUSH_TOKEN))

    def is_in_wechat(self, someone, *, minutes_ago: int = 0) -> str:
        """Give a person a WeChat account that used the mini-program so many minutes ago. Returns the openid."""
        openid = f"oTest-{someone.id.hex[-12:]}"

        def store() -> None:
            person = db.session.get(Person, someone.id)
            person.openid_cipher, person.openid_index = sealed_openid(openid, person.id)
            seen = "UPDATE identity_session SET last_seen_at = now() - make_interval(mins => :m) WHERE person_id = :id"
            db.session.execute(text(seen), {"m": minutes_ago, "id": someone.id})

        write(self.app, store)
        return openid

    def last_seen(self, someone, minutes_ago: int) -> None:
        """Let the person have used the mini-program so many minutes ago."""
        self.is_in_wechat(someone, minutes_ago=minutes_ago)

    def checks(self, what: str | None = None) -> list[Check]:
        """Return stored checks, oldest first."""
        statement = select(Check).order_by(Check.created_at, Check.id)
        if what:
            statement = statement.where(Check.what == what)
        return in_app(self.app, lambda: list(db.session.scalars(statement)))

    def check(self, what: str) -> Check:
        """Return the one check of this kind."""
        (found,) = self.checks(what)
        return found

    def drain(self, lane: str) -> int:
        """Deliver what is due in one lane."""
        return in_app(self.app, outbox.drain, lane)

    def run(self) -> None:
        """Deliver everything that is due, as the workers would."""
        in_app(self.app, outbox.drain_all)

    def time_passes(self) -> None:
        """Let every lease end and every postponed question and timer be due."""
        statement = "UPDATE core_outbox SET lease_until = NULL, due_at = now() WHERE done_at IS NULL AND topic LIKE :t"
        write(self.app, lambda: db.session.execute(text(statement), {"t": "moderation.%"}))

    def send(self, client, push: Push):
        """Send a push to our server. Returns the answer."""
        return client.post(
            "/api/v1/wechat/push", query_string=push.query, data=push.body, content_type=push.content_type
        )

    def fetch(self, client, url: str):
        """Fetch a photo under a whole address, as WeChat does."""
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == "https://hfw.example.cn"
        return client.get(f"{parts.path}?{parts.query}")

    @property
    def public(self) -> bool | None:
        """Whether the thing may be shown, by the newest event."""
        return max(self.judged, key=lambda event: event.seq).ok if self.judged else None


@pytest.fixture
def table(app, monkeypatch) -> Table:
    """See ``Table``. It listens to what the area tells the rest of the product."""
    made = Table(app)
    listener = Subscriber("test.judged", "fast", lambda payload: made.judged.append(ContentJudged(**payload)))
    others = outbox.SUBSCRIBERS.get(ContentJudged.topic, [])
    monkeypatch.setitem(outbox.SUBSCRIBERS, ContentJudged.topic, [*others, listener])
    return made


@pytest.fixture
def upload():
    """Return a function that sends a photo as a person and returns its id."""

    def send(person, shade: int = 0) -> str:
        answer = person._call("post", "/media", data={"file": (io.BytesIO(phone_photo(shade)), "a.jpg")})
        assert answer.status_code == 201, answer.json
        return answer.json["id"]

    return send
