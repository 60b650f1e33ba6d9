"""What a web process carries all day: nothing that only a command, a child process or a rare request needs."""

from __future__ import annotations

import json
import subprocess
import sys

from scripts.app_environment import throw_away

SELDOM = ("alembic", "xlsxwriter", "PIL", "boto3", "python_calamine", "reportlab", "fpdf", "docx")
MOST_BYTES = 144_000_000
"""Resident after the start, as in production (``rich``, which comes with the test tools, is kept out of the way); a
process may grow to 150 MB."""
PROGRAM = """
import json, sys, psutil
sys.modules["rich"] = None
from wsgi import app
with app.test_client() as client:
    client.get("/livez"), client.get("/readyz")
print(json.dumps({"resident": psutil.Process().memory_info().rss, "modules": list(sys.modules)}))
"""


def test_a_web_process_stays_small():
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=throw_away(), capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    assert [name for name in SELDOM if name in seen["modules"]] == []
    assert seen["resident"] < MOST_BYTES
