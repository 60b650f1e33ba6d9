"""Makes .venv and installs what the product runs on: `python3 scripts/bootstrap.py [--dev]`.

Needs Python 3.11 or newer and its standard library, nothing else. Every download is checked against the hashes in
requirements.txt (and requirements-dev.txt with --dev). Does nothing, in a few milliseconds, when nothing has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit(
        f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. "
        "Name a newer one, for example: make run PYTHON=python3.12"
    )

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.progress import StepFailed, fail, step  # noqa: E402  (the folder has to be on the path first)

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LISTS = {"run": ("requirements.txt",), "dev": ("requirements.txt", "requirements-dev.txt")}
# One pip everywhere: older ones refuse a locked list as soon as a package that another asks for with extras has a newer
# release than the locked one. A Python that came without pip (Debian keeps it in python3-venv) gets this very file.
PIP_WHEEL = (
    "https://files.pythonhosted.org/packages/07/25/"
    "ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337/pip-26.3-py3-none-any.whl"
)
PIP_VERSION = PIP_WHEEL.rsplit("/", 1)[1].split("-")[1]
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def place() -> str:
    """Where this .venv lives and which Python made it; programs in a copied or outdated .venv do not start."""
    return f"{VENV} python{sys.version_info.major}.{sys.version_info.minor}"


def fingerprint(kind: str) -> str:
    """Everything an installation depends on, as two lines: place, and hash of the lists."""
    digest = hashlib.sha256()
    for name in LISTS[kind]:
        digest.update((ROOT / name).read_bytes())
    return f"{place()}\n{digest.hexdigest()}\n"


def stamp(kind: str) -> Path:
    """File that holds the fingerprint of the last complete installation."""
    return VENV / f".installed-{kind}"


def last(kind: str) -> str:
    """The fingerprint of the last complete installation, empty when there is none."""
    return stamp(kind).read_text(encoding="utf-8") if stamp(kind).exists() else ""


def is_current(kind: str) -> bool:
    """Whether .venv holds what is asked for."""
    return PYTHON.exists() and last(kind) == fingerprint(kind)


def pip_version() -> str:
    """The version of .venv's pip, empty when it does not start."""
    done = subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    return done.stdout.split()[1] if done.returncode == 0 else ""


def is_usable() -> bool:
    """Whether .venv can be built upon: it is not a copy from elsewhere, and its pip starts."""
    known = last("run").partition("\n")[0]
    return PYTHON.exists() and (not known or known == place()) and bool(pip_version())


def quiet(command: list[str], advice: str) -> None:
    """Run a command, keeping its output to itself unless it fails. Raises StepFailed with the end of the output."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        lines = [line for line in done.stdout.splitlines() if not line.startswith("WARNING: Location")]
        raise StepFailed("\n".join([*lines[-15:], "", advice]))


def pip_from_the_network() -> None:
    """Put pip into a .venv that was made without it."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / PIP_WHEEL.rsplit("/", 1)[1]
        try:
            with urllib.request.urlopen(PIP_WHEEL, timeout=60) as answer:
                wheel.write_bytes(answer.read())
        except OSError as refused:
            raise StepFailed(
                f"This Python has no pip, and pip could not be fetched ({refused}).\n"
                "Install it with: sudo apt-get install python3-venv"
            ) from refused
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != PIP_SHA256:
            raise StepFailed("The pip that was fetched is not the expected one; nothing was installed.")
        quiet([str(PYTHON), f"{wheel}/pip", "install", "--no-index", str(wheel)], "pip could not be installed.")


def make_venv() -> None:
    """Make an empty .venv, also with a Python that came without pip."""
    shutil.rmtree(VENV, ignore_errors=True)
    advice = "Install Python's venv module. On Debian and Ubuntu: sudo apt-get install python3-venv"
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        quiet([sys.executable, "-m", "venv", "--without-pip", str(VENV)], advice)
        pip_from_the_network()
    else:
        quiet([sys.executable, "-m", "venv", str(VENV)], advice)


def renew_pip() -> None:
    """Give .venv the one pip, from the package index that this machine is set up for."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "pip.txt"
        wanted.write_text(f"pip=={PIP_VERSION} --hash=sha256:{PIP_SHA256}\n", encoding="utf-8")
        quiet(
            [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-input", "-r", str(wanted)],
            "pip could not be renewed. Is this machine on the network? Then start again.",
        )


def install(kind: str) -> None:
    """Bring .venv up to date. Raises StepFailed."""
    if is_current(kind):
        return
    if not is_usable():
        with step("Making the Python environment .venv"):
            make_venv()
    if pip_version() != PIP_VERSION:
        renew_pip()
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-input"]
    for name in LISTS[kind]:
        command += ["-r", name]
    with step("Installing the test tools" if kind == "dev" else "Installing the Python packages"):
        quiet(command, "The packages could not be installed. Is this machine on the network? Then start again.")
    for done in ("run", kind):
        stamp(done).write_text(fingerprint(done), encoding="utf-8")


def main() -> int:
    """Install for running, or for testing with --dev. Returns the exit status."""
    try:
        install("dev" if "--dev" in sys.argv[1:] else "run")
    except StepFailed as problem:
        return fail(str(problem))
    except KeyboardInterrupt:
        return fail("Stopped before the installation was complete; the next start goes on with it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
