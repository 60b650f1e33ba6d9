"""All of it in its order: plans and sheets before the tickets are told, since some ask about them; rows at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.demo.album import Album
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.openness import board, promises
from app.demo.openness.duties import Duties
from app.demo.openness.press import Press
from app.demo.openness.questions import Questions
from app.demo.openness.rounds import Rounds
from app.demo.story import Story
from app.demo.trail import Trail


class Openness:
    """What the compounds promise, do, publish and are asked."""

    def __init__(self, district: District, album: Album, trail: Trail) -> None:
        self._district, self._trail = district, trail
        found = {key: promises.promises_of(district, one) for key, one in district.compounds.items()}
        self._promised = {key: one for key, one in found.items() if one is not None}
        self._press = Press(district, album, trail)
        board.fill(district, self._press, self._promised)
        self._rounds = Rounds(district, album)
        self._questions = Questions(district, self._press.editions, trail)

    def plan(self) -> Iterator[tuple[datetime, str]]:
        """Yield when each question about a disclosure was asked, with its key."""
        yield from self._questions.plan()

    def tell(self, key: str, number: int) -> Story:
        """Tell the ticket of a question."""
        return self._questions.tell(key, number)

    def follow(self, story: Story) -> None:
        """Note what a repair is proof of."""
        self._rounds.follow(story)

    def write(self, copier: Copier) -> None:
        """Write everything; the tickets have to be there."""
        promises.write(self._district, copier, self._trail, list(self._promised.values()))
        self._rounds.write(copier, [one for one in self._promised.values() if one.plans])
        self._press.write(copier)
        Duties(self._district, self._press.editions).write(copier)
        self._questions.write(copier)
