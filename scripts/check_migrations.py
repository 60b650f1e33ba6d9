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
# Runs inside the product's own environment, because it needs its models; one process, because loading them is slow.
PROGRAM = """
import io, sys
from alembic import command
from alembic.script import ScriptDirectory
from app.core.migrate import config
from app.core.settings import get_settings

made = config(get_settings())
command.upgrade(made, "head")
command.upgrade(made, "head")
print("They run on an empty database, and a second time.")
command.check(made)
print("They leave exactly the tables of the models.")
heads = ScriptDirectory.from_config(made).get_heads()
written = open("migrations/HEAD", encoding="utf-8").read().strip()
if heads != [written]:
    sys.exit(f"migrations/HEAD says {written}, but the newest is {heads}.")
made.output_buffer = io.StringIO()
command.upgrade(made, "head", sql=True)
# squawk reads each migration as being inside a transaction, so the one around it is left out.
lines = [line for line in made.output_buffer.getvalue().splitlines() if line not in ("BEGIN;", "COMMIT;")]
open(sys.argv[1], "w", encoding="utf-8").write("\\n".join(lines))
"""


def check_all() -> None:
    """Every check of migrations. Raises StepFailed."""
    with tempfile.TemporaryDirectory() as folder, temporary_servers() as servers:
        sql = Path(folder) / "migrations.sql"
        environment = throw_away(servers.pg_url, servers.redis_url)
        done = subprocess.run([sys.executable, "-c", PROGRAM, str(sql)], cwd=ROOT, env=environment, check=False)
        if done.returncode != 0:
            raise StepFailed("The migrations do not work, or models and tables differ (above).")
        squawk = [str(BIN / "squawk"), "--config", str(ROOT / ".squawk.toml"), str(sql)]
        if subprocess.run(squawk, cwd=ROOT, check=False).returncode != 0:
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
