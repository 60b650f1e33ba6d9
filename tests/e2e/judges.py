"""Judges a page that a journey looks at: accessibility by axe, once for each name."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}
OPTIONS = {"resultTypes": ["violations"]}


class Judges:
    """Keeps what was found. A page is judged the first time that its name comes up."""

    def __init__(self) -> None:
        self.axe = Axe()
        self.judged: set[str] = set()
        self.findings: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """Judge a page."""
        if name in self.judged:
            return
        self.judged.add(name)
        results = self.axe.run(page, options=OPTIONS).response["violations"]
        for violation in results:
            if violation["impact"] in GRAVE:
                where = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
                self.findings.append(f"axe on {name}: {violation['id']} ({violation['impact']}): {where}")
