"""The handbook leads everywhere: each picture is there, each is on the index and shown, each chapter is linked."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "handbook"
IMAGES = HANDBOOK / "images"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ROW = re.compile(r"^\| \[([a-z0-9-]+\.png)\]\(([a-z0-9-]+\.png)\) \| (\S.*) \|$")
CHAPTERS = sorted(HANDBOOK.glob("*.md"))


def links_of(page: Path) -> list[str]:
    """Return where a page's links and pictures within the handbook lead."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return [unquote(link.partition("#")[0]) for link in found if not re.match(r"[a-z]+:|#", link)]


def rows() -> list[tuple[str, str, str]]:
    """Return the rows of the index: file, where it leads, what it says."""
    lines = (IMAGES / "INDEX.md").read_text(encoding="utf-8").splitlines()
    return [row.groups() for line in lines if (row := ROW.match(line))]


@pytest.mark.parametrize("page", [*CHAPTERS, IMAGES / "INDEX.md"], ids=lambda page: page.stem)
def test_every_link_and_picture_of_a_page_is_there(page):
    missing = [link for link in links_of(page) if not (page.parent / link).is_file()]
    assert missing == []


def test_every_row_of_the_index_is_a_picture_and_every_picture_a_row():
    lines = [line for line in (IMAGES / "INDEX.md").read_text(encoding="utf-8").splitlines() if "[" in line]
    assert len(lines) == len(rows()), "a row has another form than the others"
    names = [name for name, _, _ in rows()]
    assert [link for _, link, _ in rows()] == names
    assert sorted(names) == sorted({*names}), "no row stands twice"
    assert {path.name for path in IMAGES.glob("*.png")} == {*names}


def test_every_chapter_is_linked_from_the_first_page():
    linked = {*links_of(HANDBOOK / "README.md")}
    assert {page.name for page in CHAPTERS} - {"README.md"} <= linked


def test_no_picture_is_too_large_for_a_repository():
    assert [path.name for path in IMAGES.glob("*.png") if path.stat().st_size > 200 * 1024] == []
