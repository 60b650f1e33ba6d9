"""The pages that are not the API, and the health of the process."""

from __future__ import annotations

import re

import pytest


def test_the_landing_page_leads_to_both_front_ends(client):
    page = client.get("/").text
    assert 'href="/m/"' in page
    assert 'href="/admin/"' in page


def test_a_qr_label_leads_to_a_page_without_script(world, client):
    page = client.get(f"/p/{world.a.code}")
    assert page.status_code == 200
    assert "示例小区a" in page.text
    assert "tel:119" in page.text
    assert f"/m/#/?code={world.a.code}" in page.text
    assert "<script" not in page.text


def test_an_unknown_label_says_so(client):
    page = client.get("/p/nothing-here")
    assert page.status_code == 404
    assert "没有找到这个地点" in page.text


@pytest.mark.parametrize("path", ["/", "/p/x", "/api/v1/docs", "/api/v1/openapi.json"])
def test_no_page_names_another_host(client, path):
    page = client.get(path).text
    loaded = re.findall(r'(?:src|href|url)\s*[=(:]\s*["\']?(https?://[^"\')\s]+)', page)
    assert loaded == []


def test_swagger_comes_from_this_server(client):
    page = client.get("/api/v1/docs").text
    for file in re.findall(r'(?:src|href)="(/api/v1/docs/[^"]+)"', page):
        with client.get(file) as answer:
            assert answer.status_code == 200, file


def test_answers_carry_security_headers(client):
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_metrics_are_for_this_machine_only(client):
    assert b"hfw_requests_total" in client.get("/metrics").data
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_alive_and_ready(client):
    assert client.get("/livez").json == {"status": "alive"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json["status"] == "ready"


def test_an_unknown_path_and_a_wrong_method_answer_in_the_envelope(client):
    missing, wrong = client.get("/api/v1/nothing"), client.put("/api/v1/categories")
    assert (missing.status_code, missing.json["error"]["code"]) == (404, "app.not_found")
    assert (wrong.status_code, wrong.json["error"]["code"]) == (405, "app.method_not_allowed")
    assert wrong.json["error"]["request_id"]
