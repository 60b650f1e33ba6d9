"""Settings that production refuses, each with a line that names it and shows no secret."""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.refusals import refusals
from app.core.settings import Settings, unknown_variables

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch):
    """Let only the test say what the settings are."""
    for name in [*os.environ]:
        if name.startswith("HFW_"):
            monkeypatch.delenv(name)


def key() -> str:
    """Return 32 random bytes as base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


INDEX = key()


def good(tmp_path, **changes) -> Settings:
    """Return settings that production accepts, with ``changes``."""
    files = tmp_path / "files"
    files.mkdir(mode=0o700, exist_ok=True)
    values = {
        "env": "production",
        "database_url": "postgresql://hfw_app:s3cret@127.0.0.1/hfw",
        "redis_url": "redis://127.0.0.1/0",
        "secret_key": secrets.token_urlsafe(48),
        "data_keys": f"k1:{key()}",
        "index_key": INDEX,
        "public_base_url": "https://hfw.example.cn",
        "trusted_proxies": 1,
        "files_dir": files,
        "wechat_appid": "wx0000000000000000",
        "wechat_secret": secrets.token_hex(16),
    }
    return Settings(**(values | changes))


def test_sound_settings_are_accepted(tmp_path):
    assert refusals(good(tmp_path)) == []


def test_messages_that_leave_the_product_are_accepted_when_they_are_set_up(tmp_path):
    set_up = {
        "wechat_push_token": secrets.token_hex(16),
        "wechat_push_aes_key": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "sms": "tencent",
        "sms_secret_id": "AKID" + secrets.token_hex(16),
        "sms_secret_key": secrets.token_hex(16),
        "sms_app_id": "1400000001",
        "sms_sign": "示例区好服务",
        "sms_templates": {"callback_link": "1110"},
    }
    assert refusals(good(tmp_path, **set_up)) == []


REFUSED = [
    ({"secret_key": "short"}, "HFW_SECRET_KEY is shorter"),
    ({"secret_key": "change-me-" + "x7Qp2" * 8}, "HFW_SECRET_KEY looks like an example"),
    ({"secret_key": "a" * 64}, "HFW_SECRET_KEY looks like an example"),
    ({"data_keys": ""}, "HFW_DATA_KEYS holds no key"),
    ({"data_keys": "k1:abc"}, "is not base64 of 32 bytes"),
    ({"data_keys": "k1:" + base64.b64encode(b"0" * 32).decode()}, "is not random"),
    ({"index_key": "abc"}, "HFW_INDEX_KEY is not base64"),
    ({"data_keys": f"k1:{INDEX}"}, "HFW_INDEX_KEY equals a data key"),
    ({"debug": True}, "HFW_DEBUG"),
    ({"log_level": "DEBUG"}, "HFW_LOG_LEVEL"),
    ({"sql_echo": True}, "HFW_SQL_ECHO"),
    ({"docs_public": True}, "HFW_DOCS_PUBLIC"),
    ({"rate_scale": 10.0}, "HFW_RATE_SCALE"),
    ({"fault_sleep_at": "x"}, "HFW_FAULT_SLEEP_AT"),
    ({"cookie_secure": False}, "HFW_COOKIE_SECURE"),
    ({"csrf": False}, "HFW_CSRF"),
    ({"public_base_url": "http://hfw.example.cn"}, "HFW_PUBLIC_BASE_URL"),
    ({"trusted_proxies": None}, "HFW_TRUSTED_PROXIES is not set"),
    ({"trusted_proxies": 9}, "HFW_TRUSTED_PROXIES is not between"),
    ({"database_url": "sqlite:///x.db"}, "is not PostgreSQL"),
    ({"database_url": "postgresql://postgres:x@127.0.0.1/hfw"}, "as a superuser"),
    ({"database_url": "postgresql://app:x@db.example.cn/hfw"}, "without sslmode"),
    ({"database_url": "postgresql://app@db.example.cn/hfw?sslmode=require"}, "has no password"),
    ({"database_url": "postgresql://app:x@127.0.0.1/h?options=-c%20synchronous_commit%3Doff"}, "synchronous_commit"),
    ({"redis_url": "http://127.0.0.1"}, "is not a Redis address"),
    ({"redis_url": "rediss://r.example.cn/0"}, "without a password"),
    ({"redis_url": "redis://:pw@r.example.cn/0"}, "without TLS"),
    ({"storage": "s3"}, "HFW_S3_ENDPOINT is not set"),
    ({"storage": "s3", "s3_endpoint": "http://s3.example.cn"}, "HFW_S3_ENDPOINT is not https"),
    ({"files_dir": Path("files")}, "not an absolute path"),
    ({"files_dir": ROOT / "miniapp/dist"}, "served to everybody"),
    ({"wechat_base_url": "http://127.0.0.1:9"}, "HFW_WECHAT_BASE_URL"),
    ({"wechat_appid": ""}, "HFW_WECHAT_APPID"),
    ({"wechat_push_token": "short"}, "HFW_WECHAT_PUSH_TOKEN"),
    ({"wechat_push_token": "T" * 20}, "HFW_WECHAT_PUSH_AES_KEY is not"),
    ({"wechat_push_aes_key": "a" * 43}, "HFW_WECHAT_PUSH_AES_KEY is set without"),
    ({"sms": "log"}, "HFW_SMS is log"),
    ({"sms": "file"}, "HFW_SMS is file"),
    ({"sms": "tencent"}, "HFW_SMS_SECRET_ID is not set"),
    ({"sms": "tencent"}, "HFW_SMS_SECRET_KEY is not set"),
    ({"sms": "tencent"}, "HFW_SMS_TEMPLATES is not set"),
    ({"sms": "tencent", "sms_base_url": "http://127.0.0.1:9"}, "HFW_SMS_BASE_URL"),
    ({"web_processes": 0}, "HFW_WEB_PROCESSES"),
    ({"db_pool_size": 0}, "HFW_DB_POOL_SIZE"),
    ({"body_limit_bytes": 10**9}, "HFW_BODY_LIMIT_BYTES"),
    ({"upload_limit_bytes": 10**9}, "HFW_UPLOAD_LIMIT_BYTES"),
]


@pytest.mark.parametrize(("changes", "line"), REFUSED, ids=[line for _, line in REFUSED])
def test_production_refuses(tmp_path, changes, line):
    settings = good(tmp_path, **changes)
    problems = refusals(settings)
    assert any(line in problem for problem in problems), problems
    shown = "\n".join(problems)
    for secret in (settings.secret_key, settings.data_keys, settings.index_key, settings.wechat_secret):
        value = secret.get_secret_value()
        assert len(value) < 12 or value not in shown


def test_an_open_folder_of_files_is_refused(tmp_path):
    settings = good(tmp_path)
    settings.files_dir.chmod(0o755)
    assert any("open to every user" in problem for problem in refusals(settings))


def test_a_misspelt_variable_is_an_error():
    assert unknown_variables({"HFW_SECRETKEY": "x", "HFW_ENV": "test", "PATH": "/bin"}) == ["HFW_SECRETKEY"]


@pytest.mark.parametrize("module", ["wsgi", "app.worker", "app.sweeper", "app.cli"])
def test_no_process_starts_with_refused_settings(module):
    env = {name: value for name, value in os.environ.items() if not name.startswith("HFW_")}
    env |= {
        "HFW_ENV": "production", "HFW_DATABASE_URL": "postgresql://postgres@127.0.0.1/x",
        "HFW_REDIS_URL": "redis://127.0.0.1/0", "HFW_SECRET_KEY": "very-secret-words", "HFW_DATA_KEYS": "k:x",
        "HFW_INDEX_KEY": "x",
    }  # fmt: skip
    arguments = [sys.executable, "-m", module] + (["migrate"] if module == "app.cli" else [])
    done = subprocess.run(arguments, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "HFW_SECRET_KEY is shorter" in done.stderr
    assert "very-secret-words" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_the_operator_finds_every_setting_described():
    written = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    names = {f"HFW_{name.upper()}" for name in Settings.model_fields}
    # A row may name several: `HFW_S3_ENDPOINT`, `_BUCKET`.
    shortened = {
        name for name in names if any(f"`_{name.removeprefix(f'HFW_{head}_')}`" in written for head in ("S3",))
    }
    assert {name for name in names if f"`{name}`" not in written} <= shortened


def test_the_development_sign_in_does_not_exist_in_production(tmp_path):
    from app import wiring

    names = {api.name for api in wiring.apis(good(tmp_path))}
    assert not any("dev" in name for name in names)
