"""An empty installation gets its first administrator from the command line."""

from __future__ import annotations

import pytest

from app.identity.service.first import NameInUse, create_first_admin
from tests.world import write


def test_the_first_administrator_signs_in_and_administers(app, client):
    write(app, create_first_admin, "110107", "示例区", "Admin", "yi-ge-hen-chang-de-mima")
    answer = client.post(
        "/api/v1/auth/session", json={"username": "admin", "password": "yi-ge-hen-chang-de-mima", "bearer": True}
    )
    assert answer.status_code == 200, answer.json
    assert "csrf_token" not in answer.json
    assert "Set-Cookie" not in answer.headers
    headers = {"Authorization": f"Bearer {answer.json['token']}"}
    assert client.get("/api/v1/staff/people", headers=headers).status_code == 200


def test_a_name_is_given_once(app):
    write(app, create_first_admin, "110107", "示例区", "admin", "yi-ge-hen-chang-de-mima")
    with pytest.raises(NameInUse):
        write(app, create_first_admin, "110107", "示例区", "admin", "yi-ge-hen-chang-de-mima")
