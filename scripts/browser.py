"""A Chromium for the tests, and a Chinese typeface for it, also on a machine that has neither.

Looks for an installed Chromium or Chrome, else fetches the one that npm serves as @sparticuz/chromium (once,
into .data/tools, checked against its hash), else asks apt when we are root. Where none can be had it says in
one line what to install. The typeface is Noto Sans SC from the package pylopdf-fonts-zh-cn.

    playwright.chromium.launch(executable_path=browser_path(), env=browser_env(), args=launch_args())
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from scripts.frontend import node_environment, node_folder, npm_command
from scripts.progress import fail, say, step

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".data" / "tools"
PACKAGE = "@sparticuz/chromium@153.0.0"
PACKAGE_SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PROGRAMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ADVICE = "No browser for the tests. Install one and start again, for example: sudo apt-get install chromium"
# Unpacks Brotli, which Python's standard library cannot do and Node can.
UNPACK = "process.stdin.pipe(require('zlib').createBrotliDecompress()).pipe(process.stdout)"

# Python 3.11.4 and later refuse paths out of the folder; before, the checked hash has to do.
SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}


class NoBrowser(RuntimeError):
    """There is no browser and none could be fetched; the message says what to install."""


def starts(program: Path) -> bool:
    """Whether the program is a browser that starts here."""
    libraries = {"LD_LIBRARY_PATH": library_path(program)} if library_path(program) else {}
    try:
        shown = subprocess.run(
            [str(program), "--version"],
            env={**os.environ, **libraries},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return shown.returncode == 0 and shown.stdout.strip() != ""


def installed() -> Path | None:
    """A browser of this machine, or the one named in BROWSER_PATH."""
    named = os.environ.get("BROWSER_PATH")
    found = [named] if named else [*(shutil.which(name) for name in PROGRAMS), *MAC_PROGRAMS]
    for candidate in found:
        if candidate and Path(candidate).exists() and starts(Path(candidate)):
            return Path(candidate)
    return None


def library_path(program: Path) -> str:
    """Folder with the few libraries that come with the fetched browser, for systems that lack them."""
    folder = program.parent / "al2023" / "lib"
    missing = not any(Path(base).glob("**/libnss3.so") for base in ("/usr/lib", "/lib", "/usr/lib64"))
    return str(folder) if folder.is_dir() and missing else ""


def unpack(source: Path, target: Path) -> None:
    """Unpack one Brotli file."""
    with source.open("rb") as packed, target.open("wb") as plain:
        subprocess.run([str(node_folder() / "node"), "-e", UNPACK], stdin=packed, stdout=plain, check=True)


def fetched() -> Path | None:
    """The browser from npm, fetched the first time; None where it does not run (it is for Linux on x86-64)."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    folder = TOOLS / PACKAGE.replace("/", "-").lstrip("@")
    program = folder / "chromium"
    if not program.exists():
        with step("Fetching a browser for the tests"):
            try:
                fetch_into(folder)
            except (OSError, subprocess.CalledProcessError, NoBrowser) as problem:
                say(f"    the browser from npm could not be had: {problem}")
                return None
    return program if starts(program) else None


def fetch_into(folder: Path) -> None:
    """Download, check and unpack. Raises NoBrowser when the hash is wrong."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TOOLS) as name:
        work = Path(name)
        subprocess.run(
            npm_command("pack", "--silent", PACKAGE),
            cwd=work,
            env=node_environment(),
            stdout=subprocess.DEVNULL,
            check=True,
        )
        archive = next(work.glob("*.tgz"))
        if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != PACKAGE_SHA512:
            raise NoBrowser(f"{PACKAGE} is not the expected one")
        with tarfile.open(archive) as packed:
            packed.extractall(work, **SAFELY)  # noqa: S202 - the hash was checked
        ready = work / "ready"
        ready.mkdir()
        unpack(work / "package/bin/chromium.br", ready / "chromium")
        (ready / "chromium").chmod(0o755)
        for extra, place in (("swiftshader", ready), ("al2023", ready / "al2023")):
            unpack(work / f"package/bin/{extra}.tar.br", work / f"{extra}.tar")
            with tarfile.open(work / f"{extra}.tar") as packed:
                packed.extractall(place, **SAFELY)  # noqa: S202
        ready.rename(folder)


def from_apt() -> Path | None:
    """Debian's Chromium, when we may install it."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    options = ["-o", "DPkg::Lock::Timeout=400", "-qq", "-y"]
    with step("Installing Chromium with apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *options, *words], env=environment, stdout=subprocess.DEVNULL, check=False)
    return installed()


@functools.cache
def browser_path() -> str:
    """Path of a Chromium that starts here. Raises NoBrowser with what to install."""
    program = installed() or fetched() or from_apt()
    if program is None:
        raise NoBrowser(ADVICE)
    return str(program)


def font_folder() -> Path:
    """Folder with Noto Sans SC (SIL Open Font License)."""
    spec = importlib.util.find_spec("pylopdf_fonts_zh_cn")
    if spec is None or spec.origin is None:
        raise NoBrowser("The package with the Chinese typeface is not installed. Run: make setup-dev")
    return Path(spec.origin).parent


def font_settings() -> Path:
    """Our fontconfig file: our typeface for everything, so that pages look the same on every machine.

    The system's fonts only help out with signs that ours lacks.
    """
    TOOLS.mkdir(parents=True, exist_ok=True)
    edit = '<edit name="family" mode="prepend_first" binding="strong"><string>Noto Sans SC</string></edit>'
    text = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{font_folder()}</dir><dir>/usr/share/fonts</dir><cachedir>{TOOLS / 'font-cache'}</cachedir>"
        f'<match target="pattern">{edit}</match></fontconfig>\n'
    )
    path = TOOLS / "fonts.conf"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        half = path.with_suffix(f".{os.getpid()}")
        half.write_text(text, encoding="utf-8")
        half.replace(path)
    return path


def browser_env() -> dict[str, Any]:
    """Environment for the browser process: our typeface, and missing libraries where they are missing."""
    environment: dict[str, Any] = {**os.environ, "FONTCONFIG_FILE": str(font_settings())}
    libraries = library_path(Path(browser_path()))
    return {**environment, "LD_LIBRARY_PATH": libraries} if libraries else environment


def launch_args() -> list[str]:
    """Arguments that keep the browser quiet, off the network and startable as root."""
    words = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    words += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--font-render-hinting=none"]
    return [*words, "--no-sandbox"] if os.geteuid() == 0 else words


def renders_chinese() -> bool:
    """Whether different Chinese characters come out different, and not as the same empty box."""
    from playwright.sync_api import sync_playwright

    page_text = "".join(
        f'<p id="c{index}" style="font:40px sans-serif">{sign}</p>' for index, sign in enumerate("好梯暖维")
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), env=browser_env(), args=launch_args())
        page = browser.new_page()
        page.set_content(f'<meta charset="utf-8">{page_text}')
        pictures = {page.locator(f"#c{index}").screenshot() for index in range(4)}
        browser.close()
    return len(pictures) == 4


def main() -> int:
    """Find or fetch the browser and try it; returns the exit status."""
    try:
        say(f"Browser: {browser_path()}")
        if not renders_chinese():
            return fail("The browser starts but shows empty boxes instead of Chinese characters.")
    except NoBrowser as problem:
        return fail(str(problem))
    say("It starts and shows Chinese.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
