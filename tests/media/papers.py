"""Papers for tests, and how they get in."""

from __future__ import annotations

import io
from typing import Any

from fpdf import FPDF

PATH = "/media/papers"


def pdf(words: str = "Agreement", pages: int = 1, author: str = "Wang Secret") -> bytes:
    """Return a PDF with some words on each page, and a name in what it tells of itself."""
    made = FPDF()
    made.set_author(author)
    made.set_font("helvetica", size=14)
    for number in range(pages):
        made.add_page()
        made.cell(text=f"{words}, page {number + 1}")
    return bytes(made.output())


def bring(person: Any, name: str = "协议.pdf", data: bytes | None = None, expect: int = 201) -> dict[str, Any]:
    """Upload a paper as a person of the world."""
    answer = person._call("post", PATH, data={"file": (io.BytesIO(pdf() if data is None else data), name)})
    assert answer.status_code == expect, answer.json
    return answer.json
