"""The one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.core import doorbell
from app.core.db import db

_is_open: ContextVar[bool] = ContextVar("unit_of_work_is_open", default=False)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run a block as one database transaction: all of its writes are kept, or none.

    Only routes, jobs and commands open it. A service never does, so that two services can be combined in
    one transaction. Opening it twice is a mistake and raises ``RuntimeError``. After the commit the doorbell
    of every queue lane that got a message is rung; nobody waits for it and it may fail.
    """
    if _is_open.get():
        raise RuntimeError("a unit of work is already open; only routes, jobs and commands open one")
    token = _is_open.set(True)
    db.session.info.pop("lanes", None)
    try:
        yield
        if db.session().in_transaction():  # a statement of ``fast`` is its own transaction, and needs none here
            db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _is_open.reset(token)
    for lane in db.session.info.pop("lanes", ()):
        doorbell.ring(lane)
