"""Keyset paging: no row lost or repeated whatever the ties, and no cursor of one's own making."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.core.ids import new_id
from app.core.paging import decode_cursor, encode_cursor, page_of_rows

START = datetime(2026, 1, 1, tzinfo=UTC)
EARLIEST, LATEST = datetime.fromisoformat("1980-01-01"), datetime.fromisoformat("2999-01-01")


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(1, 7))
def test_pages_put_together_are_the_whole(seconds, limit):
    rows = [SimpleNamespace(created_at=START + timedelta(seconds=s), id=UUID(int=n)) for n, s in enumerate(seconds)]
    rows.sort(key=lambda row: (row.created_at, row.id), reverse=True)
    seen, cursor = [], None
    while True:
        mark = decode_cursor(cursor) if cursor else None
        left = [row for row in rows if mark is None or (row.created_at, row.id) < mark]
        page = page_of_rows(left[: limit + 1], limit)
        seen += page.items
        cursor = page.next
        if cursor is None:
            break
    assert seen == rows


@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)), st.uuids())
def test_a_cursor_comes_back_as_it_went(at, row_id):
    assert decode_cursor(encode_cursor(at, row_id)) == (at, row_id)


@given(st.text(max_size=60))
def test_any_other_text_is_refused(mark):
    try:
        decode_cursor(mark)
    except InvalidInput:
        return
    assert encode_cursor(*decode_cursor(mark))


@pytest.mark.parametrize("inside", [b"[]", b"[1,2]", b'["0001-01-01","x"]', b'["2026-01-01T00:00:00",null]', b"{}"])
def test_a_forged_cursor_is_refused(inside):
    with pytest.raises(InvalidInput):
        decode_cursor(base64.urlsafe_b64encode(inside).decode())


def test_ids_sort_by_time_and_are_version_7():
    ids = [new_id() for _ in range(50)]
    assert {made.version for made in ids} == {7}
    assert len(set(ids)) == 50
    assert [made.int >> 80 for made in ids] == sorted(made.int >> 80 for made in ids)
