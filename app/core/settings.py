"""Typed settings, read from the environment once, at start. The only module that may read it."""

from __future__ import annotations

import os
from functools import cache
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "HFW_"
LAUNCHER = {"HFW_PORT", "HFW_TEST_PG", "HFW_TEST_REDIS"}
"""Variables of the launcher and of the test run, which the app does not read."""


class SettingsError(Exception):
    """Raised at start when the environment is incomplete, misspelt or unsafe. Lists every problem at once."""


class Settings(BaseSettings):
    """All knobs of the product. Units are in the names; a knob without a default is required."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    env: Literal["development", "test", "production"] = "production"
    database_url: str = Field(validation_alias=AliasChoices("HFW_DATABASE_URL", "DATABASE_URL", "database_url"))
    redis_url: str = Field(validation_alias=AliasChoices("HFW_REDIS_URL", "REDIS_URL", "redis_url"))
    secret_key: SecretStr
    data_keys: SecretStr
    """Key ring of personal data: ``kid:base64,kid:base64`` with 32-byte keys; the first encrypts."""
    index_key: SecretStr
    """Root key of the blind indexes, base64 of 32 bytes. Never one of the data keys."""

    debug: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    sql_echo: bool = False
    public_base_url: str = "http://127.0.0.1:5000"
    cookie_secure: bool = True
    csrf: bool = True
    docs_public: bool = False
    trusted_proxies: int | None = None
    web_processes: int = 2
    db_pool_size: int = 4
    static_dir: Path = Path(__file__).resolve().parents[2]
    """Folder that holds ``admin_ui/dist`` and ``miniapp/dist``."""

    storage: Literal["local", "s3"] = "local"
    files_dir: Path = Path(".data/files")
    s3_endpoint: str | None = None
    s3_bucket: str | None = None
    s3_region: str = "us-east-1"
    s3_access_key: SecretStr | None = None
    s3_secret_key: SecretStr | None = None
    upload_limit_bytes: int = 12 * 1024 * 1024
    upload_seconds: float = Field(default=30.0, gt=0, le=300)
    """How long one upload may take to arrive when no proxy in front collects it."""
    homes_per_person: int = Field(default=5, ge=1, le=50)
    """How many homes one person may belong to or have asked for, refused and ended ones not counted."""
    body_limit_bytes: int = 1024 * 1024

    wechat_appid: str = ""
    wechat_secret: SecretStr = SecretStr("")
    wechat_base_url: str = "https://api.weixin.qq.com"
    wechat_templates: dict[str, str] = {}
    """Template key of the product → template id that WeChat gave."""
    wechat_push_token: SecretStr = SecretStr("")
    wechat_push_aes_key: SecretStr = SecretStr("")
    """Token and EncodingAESKey of WeChat's message push (消息推送), by which it tells what it thinks of photos."""

    sms: Literal["off", "log", "file", "tencent"] = "off"
    """Who sends text messages. ``log`` writes a line, ``file`` appends to ``sms_file``: both for development."""
    sms_file: Path = Path(".data/sms.jsonl")
    sms_base_url: str = "https://sms.tencentcloudapi.com"
    sms_region: str = "ap-beijing"
    sms_secret_id: str = ""
    sms_secret_key: SecretStr = SecretStr("")
    sms_app_id: str = ""
    sms_sign: str = ""
    """Application (SmsSdkAppId) and signature (签名内容, without brackets) as approved by the vendor."""
    sms_templates: dict[str, str] = {}
    """Template key of the product → template id that the vendor gave."""

    callback_networks: list[IPv4Network | IPv6Network] = []
    """Private networks that messages to other systems (12345) may reach, as JSON: ``["10.20.0.0/16"]``. Others are
    refused: an address somebody typed in must not lead into this machine or its neighbourhood."""

    rate_scale: float = 1.0
    """Multiplies every rate limit; load tests raise it, production refuses anything but 1."""
    fault_sleep_at: str = ""
    """Name of a point at which to sleep, for fault tests. Read only when env is ``test``."""


def unknown_variables(environ: dict[str, str]) -> list[str]:
    """Return HFW_* variables that no setting reads: a misspelt name would mean an unsafe default."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    allowed = known | LAUNCHER
    return sorted(name for name in environ if name.startswith(PREFIX) and name.upper() not in allowed)


def load_settings() -> Settings:
    """Read and check the environment. Raises ``SettingsError`` with one line per problem."""
    problems = [f"{name} is not a setting of this product" for name in unknown_variables(dict(os.environ))]
    try:
        settings = Settings()  # type: ignore[call-arg]  # the environment gives the required ones
    except ValidationError as error:
        for item in error.errors(include_input=False, include_url=False):
            place = ".".join(str(part) for part in item["loc"])
            problems += [f"{place}: {item['msg']}"]
        raise SettingsError("\n".join(problems)) from None
    if settings.env == "production":
        from app.core.refusals import refusals

        problems += refusals(settings)
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


@cache
def get_settings() -> Settings:
    """Return the settings of this process."""
    return load_settings()
