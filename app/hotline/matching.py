"""From names as people write them to compounds, buildings and categories, with suggestions where nothing fits. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from app.hotline.parsing import Problem
from app.tickets.queries.reference import CategoryFacts, Reference

SUGGESTIONS = 3
ALIKE = 0.4
"""From this likeness on (0 to 1, by common characters and pairs of them) a name is worth suggesting."""
SHORTEST_INSIDE = 3
"""A compound is recognised inside a longer address only by a name of at least so many characters."""
SHORTEST_HINT = 2
CHINESE_DIGITS = {digit: str(value) for value, digit in enumerate("零一二三四五六七八九")}
BUILDING = re.compile(r"(\d{1,3}|[零一二三四五六七八九十]{1,3})\s*(?:号楼|号|栋|幢|座|楼|#)?(?:楼)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A compound with the names by which it is told from others."""

    id: UUID
    code: str
    name: str
    address: str
    community: str
    street: str


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: a place, or why none."""

    place: Place | None = None
    problem: Problem | None = None


def squeezed(text: str) -> str:
    """Return a name as it is compared: without spaces and punctuation, full-width characters made plain."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


def core(text: str) -> str:
    """Return a compound's name without what people leave out or add: 古城路小区 and 古城路 are one."""
    short = squeezed(text)
    return short.removesuffix("小区") or short


def pieces(short: str) -> frozenset[str]:
    """Return the characters of a name and its pairs of neighbours, by which names are compared."""
    return frozenset(short) | {short[n : n + 2] for n in range(len(short) - 1)}


@dataclass(slots=True)
class Places:
    """The compounds within a scope, found by name. ``regions`` are names of districts to leave out of an address."""

    rows: Iterable[Place]
    _by_name: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    _by_core: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    _by_code: dict[str, Place] = field(default_factory=dict)
    _pieces: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            self._by_name[squeezed(row.name)].append(row)
            self._by_core[core(row.name)].append(row)
            self._by_code[row.code] = row
            self._pieces[core(row.name)] = pieces(core(row.name))

    def find(self, name: str, street: str = "", community: str = "") -> Match:
        """Return the compound that is called ``name``; street and community tell those of one name apart."""
        found = self._by_name.get(squeezed(name)) or self._by_core.get(core(name)) or []
        if not found:
            return Match(problem=Problem("compound", self._unknown(name)))
        narrowed = [row for row in found if fits(row.street, street) and fits(row.community, community)]
        if len(narrowed) == 1:
            return Match(narrowed[0])
        if not narrowed:
            where = "、".join(f"{row.street}{row.community}" for row in found[:SUGGESTIONS])
            return Match(problem=Problem("compound", f"“{name}”在{where}，与填写的街道、社区不一致"))
        where = "、".join(f"{row.street}{row.community}" for row in narrowed[:SUGGESTIONS])
        return Match(problem=Problem("compound", f"有 {len(narrowed)} 个小区叫“{name}”：{where}，请填写街道和社区"))

    def find_in(self, address: str) -> Match:
        """Return the compound that a free address names, the longest name first."""
        whole = self.find(address)
        if whole.place is not None:
            return whole
        text = squeezed(address)
        inside = [
            (len(short), row)
            for short, rows in (*self._by_name.items(), *self._by_core.items())
            for row in rows
            if len(short) >= SHORTEST_INSIDE and short in text
        ]
        longest = max((length for length, _ in inside), default=0)
        best = {row.id: row for length, row in inside if length == longest}
        if len(best) == 1:
            return Match(next(iter(best.values())))
        return whole

    def by_code(self, code: str) -> Place | None:
        """Return the compound with a code."""
        return self._by_code.get(code)

    def by_id(self, compound_id: UUID) -> Place | None:
        """Return the compound with an id."""
        return next((row for row in self._by_code.values() if row.id == compound_id), None)

    def _unknown(self, name: str) -> str:
        close = self.suggestions(name)
        asked = f"，是不是：{'、'.join(close)}？" if close else "，请核对名称"
        return f"没有找到小区“{name[:30]}”{asked}"

    def suggestions(self, name: str) -> list[str]:
        """Return up to three names like ``name``, the likest first."""
        wanted = core(name)
        asked = pieces(wanted)
        scored = []
        for short, known in self._pieces.items():
            likeness = 2 * len(asked & known) / (len(asked) + len(known) or 1)
            if min(len(short), len(wanted)) >= SHORTEST_HINT and (short in wanted or wanted in short):
                likeness += 1
            if likeness >= ALIKE:
                scored.append((-likeness, self._by_core[short][0].name))
        return [name for _, name in sorted(scored)[:SUGGESTIONS]]


def fits(known: str, written: str) -> bool:
    """Return whether a region's name is the one that was written, if any was; 古城 and 古城街道 are one."""
    if not written:
        return True
    endings = re.compile(r"(街道办事处|街道|社区居委会|居委会|社区|地区|镇|乡)$")
    return endings.sub("", squeezed(known)) == endings.sub("", squeezed(written))


def building_key(text: str) -> str:
    """Return how a building is compared: ``3`` for 3号楼, 03栋, 三号楼 and 3#; the name itself for others."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = BUILDING.fullmatch(plain)
    if not found:
        return squeezed(plain)
    number = found[1]
    return str(int(number)) if number.isdigit() else _chinese(number)


def _chinese(number: str) -> str:
    """Return a Chinese number below a hundred in digits: 十二 is 12."""
    if "十" not in number:
        return str(int("".join(CHINESE_DIGITS[digit] for digit in number)))
    tens, _, ones = number.partition("十")
    return str(int(CHINESE_DIGITS.get(tens, "1") if tens else "1") * 10 + int(CHINESE_DIGITS.get(ones, "0") or 0))


def building_of(written: str, names: Mapping[UUID, str]) -> UUID | None:
    """Return the building that is meant, or None when none or several are."""
    wanted = building_key(written)
    found = [building for building, name in names.items() if building_key(name) == wanted]
    return found[0] if len(found) == 1 else None


def category_of(written: str, known: Reference) -> CategoryFacts | None:
    """Return the category that is meant: by its code, its name, the last part of a path, or its keywords."""
    if not written:
        return None
    if written in known.categories:
        return known.categories[written]
    names = {squeezed(category.name): category for category in known.categories.values()}
    for part in (written, *reversed(re.split(r"[/>\-—_、|\\]+", written))):
        if squeezed(part) in names:
            return names[squeezed(part)]
    pieces = {piece: row for row in known.categories.values() for piece in map(squeezed, row.name.split("/")) if piece}
    return pieces.get(squeezed(written)) or known.suggest(written)
