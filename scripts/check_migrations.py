"""Migrations: they run on an empty database, leave the tables the models describe, and their SQL is safe to deploy.

squawk reads the SQL of every migration as PostgreSQL would get it (.squawk.toml says what is left out, and why).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.app_environment import throw_away
from scripts.progress import StepFailed, fail, say
from scripts.servers import temporary_servers

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ALEMBIC = """
import sys
from alembic import command
from app.core.migrate import config
from app.core.settings import get_settings
made = config(get_settings())
action, *rest = sys.argv[1:]
if action == "upgrade": command.upgrade(made, "head")
elif action == "sql": command.upgrade(made, rest[0], sql=True)
elif action == "check": command.check(made)
elif action == "heads": command.heads(made)
"""


def alembic(environment: dict[str, str], *arguments: str) -> str:
    """Run one command of Alembic on the product's settings; returns what it printed. Raises StepFailed."""
    done = subprocess.run(
        [sys.executable, "-c", ALEMBIC, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StepFailed(f"migrations: `{' '.join(arguments)}` did not work:\n{done.stderr[-3000:]}")
    return done.stdout


def check_all() -> None:
    """Every check of migrations. Raises StepFailed."""
    with temporary_servers() as servers:
        environment = throw_away(servers.pg_url, servers.redis_url)
        alembic(environment, "upgrade")
        say("They run on an empty database.")
        alembic(environment, "upgrade")
        alembic(environment, "check")
        say("They leave exactly the tables of the models.")
        head = alembic(environment, "heads").split()
        written = (ROOT / "migrations" / "HEAD").read_text(encoding="utf-8").strip()
        if head[:1] != [written] or len([word for word in head if word == "(head)"]) != 1:
            raise StepFailed(f"migrations/HEAD says {written!r}, Alembic says {' '.join(head)!r}.")
        sql = alembic(environment, "sql", "head")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrations.sql"
        path.write_text(sql, encoding="utf-8")
        done = subprocess.run(
            [str(BIN / "squawk"), "--config", str(ROOT / ".squawk.toml"), str(path)], cwd=ROOT, check=False
        )
    if done.returncode != 0:
        raise StepFailed("squawk found SQL that is dangerous to deploy (above).")
    say("squawk finds nothing dangerous in their SQL.")


def main() -> int:
    """Check; returns the exit status."""
    try:
        check_all()
    except StepFailed as problem:
        return fail(str(problem))
    return 0


if __name__ == "__main__":
    sys.exit(main())
