"""The list of unsafe production settings. Each is refused at start, with one line and no secret in it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

from app.core.settings import Settings

LOOPBACK = {"127.0.0.1", "localhost", "::1", "", None}
WEAK_WORDS = ("changeme", "change-me", "example", "secret", "password", "development", "haofuwu", "default")

Rule = Callable[[Settings], Iterator[str]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Add a check to the list. It yields one line per problem."""
    RULES.append(function)
    return function


def refusals(settings: Settings) -> list[str]:
    """Return every reason why ``settings`` must not run in production. Empty means safe as far as can be seen."""
    return [problem for check in RULES for problem in check(settings)]


def decoded(text: str) -> bytes | None:
    """Return the bytes of a base64 text, or None when it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def data_keys(settings: Settings) -> dict[str, bytes | None]:
    """Return the key ring as written, undecodable keys as None."""
    pairs = (item.partition(":") for item in settings.data_keys.get_secret_value().split(",") if item.strip())
    return {kid.strip(): decoded(key.strip()) for kid, _, key in pairs}


@rule
def secret_key_is_strong(s: Settings) -> Iterator[str]:
    value = s.secret_key.get_secret_value()
    if len(value) < 32:
        yield "HFW_SECRET_KEY is shorter than 32 characters"
    elif len(set(value)) < 10 or any(word in value.lower() for word in WEAK_WORDS):
        yield "HFW_SECRET_KEY looks like an example, not like random text"


@rule
def personal_data_keys_are_real(s: Settings) -> Iterator[str]:
    ring = data_keys(s)
    if not ring:
        yield "HFW_DATA_KEYS holds no key"
    for kid, key in ring.items():
        if key is None or len(key) != 32:
            yield f"HFW_DATA_KEYS: key {kid!r} is not base64 of 32 bytes"
        elif len(set(key)) < 8:
            yield f"HFW_DATA_KEYS: key {kid!r} is not random"
    index = decoded(s.index_key.get_secret_value())
    if index is None or len(index) != 32:
        yield "HFW_INDEX_KEY is not base64 of 32 bytes"
    elif index in ring.values():
        yield "HFW_INDEX_KEY equals a data key"


@rule
def nothing_of_development_is_on(s: Settings) -> Iterator[str]:
    if s.debug:
        yield "HFW_DEBUG is on"
    if s.log_level == "DEBUG":
        yield "HFW_LOG_LEVEL is DEBUG"
    if s.sql_echo:
        yield "HFW_SQL_ECHO is on: SQL parameters would reach the logs"
    if s.docs_public:
        yield "HFW_DOCS_PUBLIC is on"
    if s.rate_scale != 1.0:
        yield "HFW_RATE_SCALE is not 1"
    if s.fault_sleep_at:
        yield "HFW_FAULT_SLEEP_AT is set"


@rule
def browsers_are_protected(s: Settings) -> Iterator[str]:
    if not s.cookie_secure:
        yield "HFW_COOKIE_SECURE is off"
    if not s.csrf:
        yield "HFW_CSRF is off"
    if urlsplit(s.public_base_url).scheme != "https":
        yield "HFW_PUBLIC_BASE_URL is not https"
    if s.trusted_proxies is None:
        yield "HFW_TRUSTED_PROXIES is not set; say how many proxies stand in front (0 for none)"
    elif not 0 <= s.trusted_proxies <= 5:
        yield "HFW_TRUSTED_PROXIES is not between 0 and 5"


@rule
def database_is_safe(s: Settings) -> Iterator[str]:
    url = urlsplit(s.database_url)
    if not url.scheme.startswith("postgresql"):
        yield "HFW_DATABASE_URL is not PostgreSQL"
    if url.username in {"postgres", "root", "admin"}:
        yield "HFW_DATABASE_URL signs in as a superuser"
    if url.hostname not in LOOPBACK:
        mode = parse_qs(url.query).get("sslmode", [""])[0]
        if mode not in {"require", "verify-ca", "verify-full"}:
            yield "HFW_DATABASE_URL reaches another machine without sslmode=require or stricter"
        if not url.password:
            yield "HFW_DATABASE_URL has no password"
    if "synchronous_commit" in url.query:
        yield "HFW_DATABASE_URL changes synchronous_commit"


@rule
def redis_is_safe(s: Settings) -> Iterator[str]:
    url = urlsplit(s.redis_url)
    if url.scheme not in {"redis", "rediss", "unix"}:
        yield "HFW_REDIS_URL is not a Redis address"
    if url.hostname not in LOOPBACK:
        if not url.password:
            yield "HFW_REDIS_URL reaches another machine without a password"
        if url.scheme != "rediss":
            yield "HFW_REDIS_URL reaches another machine without TLS (rediss://)"


@rule
def files_are_kept_apart(s: Settings) -> Iterator[str]:
    if s.storage == "s3":
        for name in ("s3_endpoint", "s3_bucket", "s3_access_key", "s3_secret_key"):
            if not getattr(s, name):
                yield f"HFW_{name.upper()} is not set"
        if s.s3_endpoint and urlsplit(s.s3_endpoint).scheme != "https":
            yield "HFW_S3_ENDPOINT is not https"
        return
    if not s.files_dir.is_absolute():
        yield "HFW_FILES_DIR is not an absolute path"
    served = (s.static_dir / "admin_ui", s.static_dir / "miniapp")
    if any(s.files_dir.resolve().is_relative_to(folder.resolve()) for folder in served):
        yield "HFW_FILES_DIR lies inside a folder that is served to everybody"
    if s.files_dir.exists() and s.files_dir.stat().st_mode & 0o007:
        yield "HFW_FILES_DIR is open to every user of the machine"


@rule
def wechat_is_the_real_one(s: Settings) -> Iterator[str]:
    if s.wechat_base_url != "https://api.weixin.qq.com":
        yield "HFW_WECHAT_BASE_URL is not WeChat's"
    if not s.wechat_appid or not s.wechat_secret.get_secret_value():
        yield "HFW_WECHAT_APPID or HFW_WECHAT_SECRET is not set"


@rule
def pushes_of_wechat_are_signed(s: Settings) -> Iterator[str]:
    token, key = s.wechat_push_token.get_secret_value(), s.wechat_push_aes_key.get_secret_value()
    if token and (len(token) < 16 or not token.isascii() or not token.isalnum()):
        yield "HFW_WECHAT_PUSH_TOKEN is not 16 to 32 letters and digits"
    if token and len(decoded(key + "=") or b"") != 32:
        yield "HFW_WECHAT_PUSH_AES_KEY is not an EncodingAESKey of 43 characters; choose the safe mode (安全模式)"
    if key and not token:
        yield "HFW_WECHAT_PUSH_AES_KEY is set without HFW_WECHAT_PUSH_TOKEN"


@rule
def text_messages_reach_people(s: Settings) -> Iterator[str]:
    if s.sms == "off":
        return
    if s.sms != "tencent":
        yield f"HFW_SMS is {s.sms}, which reaches nobody; use off or tencent"
        return
    if s.sms_base_url != "https://sms.tencentcloudapi.com":
        yield "HFW_SMS_BASE_URL is not Tencent Cloud's"
    for name in ("sms_secret_id", "sms_app_id", "sms_sign", "sms_templates"):
        if not getattr(s, name):
            yield f"HFW_{name.upper()} is not set"
    if not s.sms_secret_key.get_secret_value():
        yield "HFW_SMS_SECRET_KEY is not set"


@rule
def messages_stay_out_of_this_machine(s: Settings) -> Iterator[str]:
    for network in s.callback_networks:
        if network.is_loopback or network.is_link_local or network.is_unspecified or network.prefixlen < 8:
            yield f"HFW_CALLBACK_NETWORKS: {network} reaches this machine, its metadata service, or nearly everything"


@rule
def sizes_are_sane(s: Settings) -> Iterator[str]:
    if not 1 <= s.web_processes <= 64:
        yield "HFW_WEB_PROCESSES is not between 1 and 64"
    if not 1 <= s.db_pool_size <= 64:
        yield "HFW_DB_POOL_SIZE is not between 1 and 64"
    if not 1024 <= s.body_limit_bytes <= 4 * 1024 * 1024:
        yield "HFW_BODY_LIMIT_BYTES is not between 1 KiB and 4 MiB"
    if not 1024 <= s.upload_limit_bytes <= 20 * 1024 * 1024:
        yield "HFW_UPLOAD_LIMIT_BYTES is not between 1 KiB and 20 MiB"
