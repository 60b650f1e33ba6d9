"""`make test`: everything that must hold, stage by stage, and a table at the end. Nothing stops early.

    python -m scripts.checks                    everything
    python -m scripts.checks --only lint        one stage; may be repeated

Stages: setup lint web tests promises journeys migrations.
The last line is `N passed, N failed`; the exit status is 1 when anything failed.
"""

from __future__ import annotations

import argparse
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from scripts import frontend
from scripts.browser import NoBrowser, browser_path
from scripts.progress import StepFailed, say

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
COUNTS = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)")
COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
NOT_UNIT = ("--ignore=tests/promises", "--ignore=tests/e2e", "--ignore=tests/bench")
WEB_CHECKS = {
    "admin_ui": ("typecheck", "lint", "format:check", "test", "build", "check:hosts", "size"),
    "miniapp": ("typecheck", "lint", "format:check", "test", "build:h5", "build:mp-weixin", "test:mp", "size"),
}


@dataclass(frozen=True)
class Result:
    """What one command or one test run came to."""

    title: str
    passed: int
    failed: int
    skipped: int = 0
    seconds: float | None = None
    """How long it took, if not the time since the result before."""


def environment() -> dict[str, str]:
    """The caller's environment without settings of the product: the tests bring their own."""
    ours = re.compile(r"HFW_(?!TEST_)|(DATABASE|REDIS)_URL$")
    return {**{name: value for name, value in os.environ.items() if not ours.match(name)}, "PYTHONUTF8": "1"}


def run(
    command: list[str], cwd: Path = ROOT, env: dict[str, str] | None = None, *, show: bool = True
) -> tuple[int, str]:
    """Run a command, showing its output while it comes, dot by dot (or not); returns exit status and output."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    pieces: list[bytes] = []
    while piece := os.read(process.stdout.fileno(), 65536):
        if show:
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
        pieces.append(piece)
    return process.wait(), COLOURS.sub("", b"".join(pieces).decode("utf-8", errors="replace"))


def check(title: str, command: list[str]) -> Result:
    """A command that is right or wrong as a whole."""
    say(f"\n--- {title}")
    status, _ = run(command)
    return Result(title, int(status == 0), int(status != 0))


def counted(title: str, status: int, output: str) -> Result:
    """A test run that says how many tests passed; a run that fails without a failed test counts as one failure."""
    numbers = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
    summaries = [line for line in output.splitlines() if COUNTS.search(line) and (" in " in line or "Tests" in line)]
    for amount, word in COUNTS.findall(summaries[-1]) if summaries else []:
        numbers[word.removesuffix("s")] = int(amount)
    failed = numbers["failed"] + numbers["error"]
    if status != 0 and failed == 0:
        failed = 1
    return Result(title, numbers["passed"], failed, numbers["skipped"])


def pytest(title: str, *arguments: str) -> Result:
    """One run of pytest; none collected counts as a failure."""
    say(f"\n--- {title}")
    return counted(title, *run([str(BIN / "python"), "-m", "pytest", *arguments]))


def setup() -> Iterator[Result]:
    """The browser and the packages of both front ends."""
    try:
        say(f"Browser: {browser_path()}")
        yield check("browser shows Chinese", [str(BIN / "python"), "-m", "scripts.browser"])
    except NoBrowser as problem:
        say(str(problem))
        yield Result("browser", 0, 1)
    for project in frontend.PROJECTS:
        try:
            frontend.install(project)
            yield Result(f"packages of {project.folder.name}", 1, 0)
        except StepFailed as problem:
            say(str(problem))
            yield Result(f"packages of {project.folder.name}", 0, 1)


def lint() -> Iterator[Result]:
    """Style, format, house rules, layers and types of the Python code."""
    yield check("ruff check", [str(BIN / "ruff"), "check", "--output-format=concise", "."])
    yield check("ruff format", [str(BIN / "ruff"), "format", "--check", "."])
    yield check("house rules", [str(BIN / "python"), "scripts/check_rules.py"])
    yield check("layers (import-linter)", [str(BIN / "lint-imports")])
    yield check("types (mypy app)", [str(BIN / "mypy"), "app"])
    yield check(
        "types (mypy scripts)",
        [
            str(
                BIN / "mypy",
            ),
            "scripts",
        ],
    )


def api_types() -> Result:
    """Whether the admin panel's picture of the API is the one in docs/openapi.json."""
    title = "admin_ui: types of the API"
    say(f"\n--- {title}")
    project = frontend.PROJECTS[0]
    path = project.folder / "src" / "api" / "types.ts"
    before = path.read_text(encoding="utf-8")
    status, _ = run(frontend.npm_command("run", "gen:api"), project.folder, frontend.node_environment())
    same = path.read_text(encoding="utf-8") == before
    path.write_text(before, encoding="utf-8")
    if not same:
        say(f"{path.relative_to(ROOT)} is out of date. In admin_ui: npm run gen:api")
    return Result(title, int(status == 0 and same), int(status != 0 or not same))


def web() -> Iterator[Result]:
    """Types, lint, format, tests and builds of both front ends, side by side."""
    yield api_types()
    results: queue.SimpleQueue[Result | None] = queue.SimpleQueue()
    stopped = threading.Event()
    with ThreadPoolExecutor() as pool:
        try:
            both = [pool.submit(web_of, project, results, stopped) for project in frontend.PROJECTS]
            for _ in both:
                while (result := results.get()) is not None:
                    yield result
            for one in both:
                one.result()
        finally:
            stopped.set()  # whoever interrupts waits for what runs, not for all that would have followed


def web_of(project: frontend.Project, results: queue.SimpleQueue[Result | None], stopped: threading.Event) -> None:
    """Put a result for each check of one front end; None says that there are no more."""
    name = project.folder.name
    try:
        for script in WEB_CHECKS[name]:
            if stopped.is_set():
                return
            title = f"{name}: {script}"
            since = time.monotonic()
            status, output = run(
                frontend.npm_command("run", script), project.folder, frontend.node_environment(), show=False
            )
            say(f"\n--- {title}\n{output.rstrip()}")
            if script.startswith("test"):
                result = counted(title, status, output)
            else:
                result = Result(title, int(status == 0), int(status != 0))
            results.put(replace(result, seconds=time.monotonic() - since))
            if script == project.script and status == 0:
                frontend.mark_built(project)
    finally:
        results.put(None)


def tests() -> Iterator[Result]:
    """Unit, HTTP and contract tests on two processes."""
    yield pytest("pytest", "tests", *NOT_UNIT, "-n", "2", "--dist", "loadgroup")


def promises() -> Iterator[Result]:
    """Faults on real servers, two scenarios at a time, each with servers of its own: most of their time is waiting."""
    yield pytest("promises", "tests/promises", "-n", "2", "--dist", "loadfile")


def journeys() -> Iterator[Result]:
    """What people do, in a real browser, one after the other."""
    yield pytest("browser journeys", "tests/e2e")


def migrations() -> Iterator[Result]:
    """Migrations on an empty database, models against tables, and the SQL against squawk."""
    yield check("migrations", [str(BIN / "python"), "-m", "scripts.check_migrations"])


STAGES: dict[str, Callable[[], Iterator[Result]]] = {
    "setup": setup,
    "lint": lint,
    "web": web,
    "tests": tests,
    "promises": promises,
    "journeys": journeys,
    "migrations": migrations,
}


def table(rows: list[tuple[str, Result, float]]) -> None:
    """Print what every check came to and how long it took."""
    say("\n" + "=" * 78)
    for stage, result, seconds in rows:
        skipped = f", {result.skipped} skipped" if result.skipped else ""
        mark = "ok    " if not result.failed else "FAILED"
        say(
            f"{mark} {stage:<11} {result.title:<30} {result.passed:>5} passed, {result.failed} failed{skipped}"
            f"  {seconds:6.1f} s"
        )
    say("=" * 78)


def main() -> int:
    """Run the stages; returns the exit status."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(prog="python -m scripts.checks", description=__doc__)
    parser.add_argument("--only", action="append", choices=tuple(STAGES), help="one stage; may be repeated")
    chosen = parser.parse_args().only or list(STAGES)
    began = time.monotonic()
    rows: list[tuple[str, Result, float]] = []
    for name in STAGES:
        if name not in chosen:
            continue
        say(f"\n=== {name}: {STAGES[name].__doc__}")
        since = time.monotonic()
        for result in STAGES[name]():
            taken = time.monotonic() - since if result.seconds is None else result.seconds
            rows.append((name, result, taken))
            since = time.monotonic()
    table(rows)
    passed, failed = sum(row[1].passed for row in rows), sum(row[1].failed for row in rows)
    say(f"{time.monotonic() - began:.0f} s in all")
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
