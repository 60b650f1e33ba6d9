"""Settings for commands of the product that a tool runs beside a throw-away database or none at all."""

from __future__ import annotations

import base64
import os
import secrets

NOWHERE = "127.0.0.1:1"


def throw_away(
    pg_url: str = f"postgresql://nobody@{NOWHERE}/none", redis_url: str = f"redis://{NOWHERE}/0"
) -> dict[str, str]:
    """Environment with fresh secrets and no setting of the caller's; without addresses nothing can be reached."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    kept = {name: value for name, value in os.environ.items() if not name.startswith("HFW_")}
    return {
        **kept,
        "HFW_ENV": "test",
        "HFW_DATABASE_URL": pg_url,
        "HFW_REDIS_URL": redis_url,
        "HFW_SECRET_KEY": key(),
        "HFW_DATA_KEYS": f"k1:{key()}",
        "HFW_INDEX_KEY": key(),
        "PYTHONUTF8": "1",
    }
