"""What a web process carries all day: nothing that only a command, a child process or a rare request needs."""

from __future__ import annotations

import json
import subprocess
import sys

from scripts.app_environment import throw_away

SELDOM = ("alembic", "xlsxwriter", "PIL", "boto3", "python_calamine", "reportlab", "fpdf", "docx", "pikepdf", "lxml")
MOST_BYTES = 123_000_000
"""The process's own pages after the start, as in production (``rich``, which comes with the test tools, is kept out of
the way). Pages of files are not counted: the kernel shares them and maps more or fewer of them around each read, so
that the resident size of one and the same program differs by megabytes between two machines. With the 27 MB of files
this keeps to the 150 MB resident of docs/architecture.md, which ``make bench`` measures."""
PROGRAM = """
import json, sys
sys.modules["rich"] = None
from wsgi import app
with app.test_client() as client:
    client.get("/livez"), client.get("/readyz")
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(json.dumps({"own": int(status["RssAnon"].split()[0]) * 1024, "modules": list(sys.modules)}))
"""


def test_a_web_process_stays_small():
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=throw_away(), capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    assert [name for name in SELDOM if name in seen["modules"]] == []
    assert seen["own"] < MOST_BYTES
