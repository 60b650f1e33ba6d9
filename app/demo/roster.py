"""Who of the property companies is on duty, how they hand out their orders, and what became of the newest ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.demo.chance import ident
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import Compound, District, Worker
from app.demo.story import Story
from app.demo.turns import Turns
from app.duty.models import Handout, Mode, Outcome, Setting, Shift, Turn
from app.duty.policy import OnDuty, monday_of, next_in_turn, start_of
from app.duty.service.handing import MANUAL, POOL, TURN
from app.tickets.models import State

MODES: dict[str, Mode] = {
    PERSONA_COMPOUND: Mode.POOL,
    "chunhui_east": Mode.ROUND,
    "heshun": Mode.MANUAL,
    "liuan": Mode.ROUND,
    "yingshan": Mode.POOL,
}
"""How orders are handed out, by compound; nobody chose anything for the others."""
CHOSEN_DAYS_AGO = 20
WEEKS = (-1, 0, 1)
"""The weeks that have a roster, counted from the present one."""
MORNING, EVENING, DAY = timedelta(hours=8), timedelta(hours=20), timedelta(days=1)
OFFICE_HOURS = (timedelta(hours=8), timedelta(hours=18))
AFTER = timedelta(seconds=1)
"""How long after an order came it is handed out."""


class Roster:
    """The shifts, known from the start; and what was handed out, as the stories are told."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._settled = {
            compound.id: (compound, MODES[key]) for key, compound in district.compounds.items() if key in MODES
        }
        self._shifts = [shift for compound, _ in self._settled.values() for shift in self._nights_and_days(compound)]
        self._shifts += self._office_hours(district.compounds[PERSONA_COMPOUND])
        self._turns: dict[tuple[UUID, UUID], int] = {}
        self._counts: dict[UUID, int] = dict.fromkeys(self._settled, 0)
        self._handouts: list[dict[str, Any]] = []

    def hand_out(self, story: Story) -> None:
        """Hand out an order that waits in a company, as that company does it."""
        ticket = story.ticket
        compound, mode = self._settled.get(ticket.compound_id, (None, None))
        company = compound.company_on(self._district.today) if compound else None
        waits = ticket.state is State.DISPATCHED and ticket.assignee_id is None and ticket.version == 2
        if company is None or mode is None or not waits or company.company.id != ticket.responsible_org_id:
            return
        at = story.last_at() + AFTER
        chosen = None
        outcome, reason = {Mode.MANUAL: (Outcome.WAITING, MANUAL)}.get(mode, (Outcome.POOL, POOL))
        if mode is Mode.ROUND and isinstance(story, Turns):
            chosen = self._next(ticket.compound_id, at)
        if chosen is not None and isinstance(story, Turns):
            outcome, reason = Outcome.ASSIGNED, TURN.format(name=chosen.name)
            story.assign(Worker(chosen.person_id, chosen.name, "repair"), None, at, reason)
        ticket.open_to_all = mode is not Mode.MANUAL
        self._handouts.append(
            {
                "ticket_id": ticket.id,
                "seq": 2,
                "setting_version": 1,
                "district_id": ticket.district_id,
                "organisation_id": ticket.responsible_org_id,
                "compound_id": ticket.compound_id,
                "at": at,
                "mode": mode,
                "outcome": outcome,
                "person_id": chosen.person_id if chosen else None,
                "reason": reason,
            }
        )

    def write(self, copier: Copier) -> None:
        """Write the settings, the shifts and what was handed out."""
        copier.rows(Setting, self._settings())
        copier.rows(Shift, self._shifts)
        copier.rows(Turn, self._last_turns())
        copier.rows(Handout, self._handouts)

    def _next(self, compound: UUID, at: datetime) -> OnDuty | None:
        names = {worker.person: worker.name for worker in self._settled[compound][0].repairers}
        on_duty = {
            shift["person_id"]
            for shift in self._shifts
            if shift["compound_id"] in (compound, None) and shift["starts_at"] <= at < shift["ends_at"]
        }
        people = (OnDuty(one, names[one], self._turns.get((compound, one))) for one in on_duty if one in names)
        found = next_in_turn(people)
        if found is not None:
            self._counts[compound] += 1
            self._turns[compound, found.person_id] = self._counts[compound]
        return found

    def _settings(self) -> Iterator[dict[str, Any]]:
        for compound, mode in self._settled.values():
            company, manager = compound.company_on(self._district.today), compound.manager
            if company is None or manager is None:
                continue
            yield {
                "organisation_id": company.company.id,
                "compound_id": compound.id,
                "district_id": self._district.id,
                "mode": mode,
                "turns": self._counts[compound.id],
                "version": 1,
                "changed_by": manager.person,
                "changed_at": self._district.now - timedelta(days=CHOSEN_DAYS_AGO),
            }

    def _last_turns(self) -> Iterator[dict[str, Any]]:
        for (compound, person), number in self._turns.items():
            company = self._settled[compound][0].company_on(self._district.today)
            if company is not None:
                row = {"organisation_id": company.company.id, "compound_id": compound, "person_id": person}
                yield row | {"last_turn": number}

    def _days(self) -> Iterator[tuple[int, datetime]]:
        monday = start_of(monday_of(self._district.today))
        for week in WEEKS:
            for day in range(7):
                yield week * 7 + day, monday + (week * 7 + day) * DAY

    def _nights_and_days(self, compound: Compound) -> Iterator[dict[str, Any]]:
        """Two of a compound's own workers take day and night by turns."""
        own = [one for one in compound.repairers if one.person not in self._district.personas.values()][:2]
        for number, begin in self._days():
            for place, worker in enumerate(own):
                first = (number + place) % 2 == 0
                span = (MORNING, EVENING) if first else (EVENING, DAY + MORNING)
                yield self._shift(compound, worker, compound.id, begin, span)

    def _office_hours(self, compound: Compound) -> Iterator[dict[str, Any]]:
        """The demo repair worker is there on working days, wherever his company serves."""
        worker = compound.repairers[0]
        for number, begin in self._days():
            if number % 7 < 5:
                yield self._shift(compound, worker, None, begin, OFFICE_HOURS)

    def _shift(
        self, compound: Compound, worker: Worker, where: UUID | None, day: datetime, span: tuple[timedelta, timedelta]
    ) -> dict[str, Any]:
        company, manager = compound.company_on(self._district.today), compound.manager
        if company is None or manager is None:
            raise ValueError("nobody makes a roster here")
        return {
            "id": ident("shift", str(worker.person), str(compound.id), f"{day:%Y%m%d}"),
            "district_id": self._district.id,
            "organisation_id": company.company.id,
            "compound_id": where,
            "person_id": worker.person,
            "starts_at": day + span[0],
            "ends_at": day + span[1],
            "made_by": manager.person,
            "version": 1,
            "created_at": self._district.now - timedelta(days=CHOSEN_DAYS_AGO),
        }
