"""The calendar is shared by all tests: what one of them published is taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from app.workdays import service
from tests.world import write


@pytest.fixture(autouse=True)
def _as_it_was(request):
    """Take back what a test published."""
    yield
    if "app" not in request.fixturenames:
        return

    def undo() -> None:
        db.session.execute(
            text(
                "delete from workdays_day where (year, version) not in (select 2024, 1 union"
                " select 2025, 1 union select 2026, 1)"
            )
        )
        db.session.execute(text("delete from workdays_year where year > 2026 or version > 1"))
        db.session.execute(text("update workdays_year set state = 'published'"))

    write(request.getfixturevalue("app"), undo)
    service.forget()
