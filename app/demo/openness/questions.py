"""What residents question about what is published, with the tickets that it becomes and the answers beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.demo import reports
from app.demo.cast import Cast
from app.demo.chance import ident
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import District, Resident, Worker
from app.demo.openness.press import Edition
from app.demo.story import Story
from app.demo.trail import Trail
from app.demo.turns import Turns
from app.disclosures.models import Answer, Objection, ObjectionState
from app.disclosures.policy import ANSWER_DAYS, without_numbers
from app.disclosures.service.objections import BASIS, CATEGORIES, USUAL_CATEGORY, WORDS
from app.forms import content as contents
from app.forms.content import Spot
from app.forms.words import period_words
from app.tickets.models import Action, Kind, Outcome

Row = dict[str, Any]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RESIDENT = -1
"""In place of a neighbour's number: the demo resident herself."""
PREFIX = "asked:"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``version`` is which published version of the form is meant, counted from the newest.

    ``age`` is how long ago it was asked, or how long ``after`` the version came out. ``anchor`` is how the anchor
    begins and ``column`` how it ends. ``end`` is what became of it: open, working, answered, closed, reopened or
    withdrawn.
    """

    key: str
    compound: str
    form: str
    anchor: str
    column: str
    who: int
    reason: str
    end: str
    age: timedelta | None = None
    after: timedelta | None = None
    answer: str = ""
    version: int = 0
    hide_me: bool = False


P = PERSONA_COMPOUND
SWAPPED = "cleaning"
"""The cost item of the mistake that a question brought to light."""
QUESTIONS: tuple[Question, ...] = (
    Question(
        "swapped", P, "accounts", f"expense.{SWAPPED}", "amount", 34,
        "绿化一年花的钱比清洁卫生还多，院里没见种多少花草，是不是填反了？", "closed", after=3 * DAY, version=1,
        answer="经核对凭证，“清洁卫生”和“绿化养护”两项金额填反了，合计没有变化。已更正公示，原来的数字保留可查。",
    ),
    Question(
        "parking", P, "fees", "items.院内共用车位停车费", "rate", RESIDENT,
        "院里车位是大家的，这 150 元是谁定的？收的钱去哪儿了？", "closed", age=40 * DAY,
        answer="收费标准由业主共同决定（物业管理委员会组织表决），决定已附在收费公示后面；收入全部计入公共收益，每年公示，请看“公共收益收支情况”。",
    ),
    Question(
        "lockers", P, "revenue", "sources.lockers", "gross", 35,
        "快递柜就在大门口，两组柜子一年才 4800 元，合同能不能公布？", "working", age=3 * DAY,
    ),
    Question(
        "lamps", P, "sharing", "shares.power/楼道照明", "collected", 36,
        "楼道灯早就换成感应灯了，电费怎么没有降？请列一下各单元电表的度数。", "open", age=20 * HOUR,
    ),
    Question(
        "survey", P, "survey", "head", "asked", 37,
        "没有人到我家发过问卷，这么多户是怎么来的？", "late", age=9 * DAY, hide_me=True,
    ),
    Question(
        "phone", P, "company", "head", "service_phone", 38,
        "这个电话白天打不通，是不是换号了？", "withdrawn", age=70 * DAY,
    ),
    Question(
        "lift", "chunhui_east", "fund", "uses", "amount", 3,
        "屋面防水这笔钱是哪几户同意的？表决结果在哪里能看到？", "closed", age=55 * DAY,
        answer="表决票和统计结果在居委会存放，业主可凭房产证件查阅；参与的面积和户数均过三分之二，同意的均过参与的一半。",
    ),
    Question(
        "tax", "heshun", "accounts", "head", "tax", 2,
        "税费这一项是怎么算的？", "answered", age=6 * DAY,
        answer="按当年收入缴纳的增值税及附加，完税凭证可到项目部查看。",
    ),
    Question(
        "joint", "wanqing", "fees", "head", "joint_account", 1,
        "酬金制的共管账户，业主怎么查每个月的流水？", "reopened", age=25 * DAY,
        answer="流水由物业管理委员会保管，可预约查看。",
    ),
    Question(
        "rate", "shiliu", "fees", "items.物业服务费", "rate", 4,
        "涨价征求过业主意见吗？", "working", age=2 * DAY,
    ),
)  # fmt: skip
REOPENED_BECAUSE = "预约了两次都说负责人不在，还是没看到"
WITHDRAWN_BECAUSE = "又打通了，是我记错号码了"
COMMENTS = {"closed": "说清楚了，谢谢"}


class Questions:
    """The questions as they were asked; their tickets are told with all others."""

    def __init__(self, district: District, editions: list[Edition], trail: Trail) -> None:
        self._district, self._trail = district, trail
        self._cast = Cast(district)
        self._told: dict[str, Story] = {}
        self._asked = {question.key: (question, self._meant(question, editions)) for question in QUESTIONS}

    def plan(self) -> Iterator[tuple[datetime, str]]:
        """Yield when each question was asked, with its key."""
        for key, (question, edition) in self._asked.items():
            yield self._at(question, edition), key

    def tell(self, key: str, number: int) -> Story:
        """Tell what became of the ticket of a question."""
        question, edition = self._asked[key]
        at, who = self._at(question, edition), self._who(question)
        spot = _spot(question, edition)
        told = reports.report(
            PREFIX + key,
            number,
            who,
            Kind.COMPLAINT,
            reports.taxonomy().categories[CATEGORIES.get(question.form, USUAL_CATEGORY)],
            words=_words(question, edition, spot),
        )
        told = replace(told, hide_me=question.hide_me, ordered=(at + timedelta(days=ANSWER_DAYS), BASIS))
        story = Turns.begin(told, self._district.id, at)
        reports.dispatch(self._district, story, at + reports.ROUTED_AFTER)
        self._go_on(question, story, at)
        self._told[key] = story
        objection = ident("objection", key)
        self._trail.act(
            "disclosures.object", at, who.person, f"objection:{objection}", compound=str(edition.compound.id)
        )
        return story

    def write(self, copier: Copier) -> None:
        """Write the questions and their answers. Tickets and versions have to be there."""
        copier.rows(Objection, [self._row(key) for key in self._told])
        copier.rows(Answer, [row for key, story in self._told.items() for row in _answers(key, story)])

    # --- how it is done ---

    def _meant(self, question: Question, editions: list[Edition]) -> Edition:
        found = [
            edition
            for edition in editions
            if edition.at is not None
            and edition.row["withdrawn_at"] is None
            and (edition.compound.plan.key, edition.form.code) == (question.compound, question.form)
        ]
        newest = max(one.period[1] if one.period else one.at.date() for one in found if one.at)
        if found[0].period is not None:
            found = [one for one in found if one.period and one.period[1] == newest]
        return sorted(found, key=lambda one: one.row["number"])[-1 - question.version]

    def _at(self, question: Question, edition: Edition) -> datetime:
        if question.after is not None and edition.at is not None:
            return edition.at + question.after
        if question.age is None or edition.at is None:
            raise ValueError(f"{question.key}: nobody asks before it is published")
        return max(self._district.now - question.age, edition.at + HOUR)

    def _who(self, question: Question) -> Resident:
        return (
            self._cast.resident if question.who == RESIDENT else self._cast.neighbour(question.who, question.compound)
        )

    def _go_on(self, question: Question, story: Turns, at: datetime) -> None:
        compound = story.report.compound
        manager = compound.manager
        if question.end == "open" or manager is None:
            return
        if question.end == "withdrawn":
            story.withdraw(at + 3 * HOUR, WITHDRAWN_BECAUSE)
            return
        left = self._district.now - at
        story.accept(manager, at + min(5 * HOUR, left * 0.3))
        story.start(at + min(22 * HOUR, left * 0.5))
        if question.end in ("working", "late"):
            story.mark_late(self._district.now)
            return
        self._answer(question, story, manager, at, left)

    def _answer(self, question: Question, story: Turns, manager: Worker, at: datetime, left: timedelta) -> None:
        story.finish(at + min(4 * DAY, left * 0.7), question.answer)
        if question.end == "closed":
            story.confirm(at + min(5 * DAY, left * 0.9), Outcome.SOLVED, 5, COMMENTS["closed"])
        elif question.end == "reopened":
            story.confirm(at + min(5 * DAY, left * 0.8), Outcome.UNSOLVED, 2, "")
            again = self._district.now - 2 * DAY
            story.reopen(max(again, story.last_at() + HOUR), REOPENED_BECAUSE)
            story.accept(manager, story.last_at() + 2 * HOUR)

    def _row(self, key: str) -> Row:
        question, edition = self._asked[key]
        story = self._told[key]
        spot, compound = _spot(question, edition), edition.compound
        return {
            "id": ident("objection", key),
            "district_id": self._district.id,
            "street_id": compound.street.id,
            "community_id": compound.community.id,
            "compound_id": compound.id,
            "publication_id": edition.row["publication_id"],
            "version_id": edition.id,
            "anchor": spot.anchor,
            "label": spot.label,
            "shown": spot.shown,
            "reason": question.reason,
            "person_id": story.ticket.reporter_id,
            "ticket_id": story.ticket.id,
            "state": _state(story),
            "created_at": story.ticket.created_at,
        }


def _spot(question: Question, edition: Edition) -> Spot:
    """Return the value that is questioned, as the product finds it."""
    body = edition.row["body"]
    anchor = next(
        spot.anchor
        for spot in contents.spots(edition.form, body)
        if spot.anchor.startswith(question.anchor) and spot.anchor.endswith(f".{question.column}")
    )
    found = contents.spot(edition.form, body, anchor)
    if found is None:
        raise ValueError(f"{question.key}: {anchor} points to nothing")
    return found


def _words(question: Question, edition: Edition, spot: Spot) -> str:
    first, last = edition.period or (None, None)
    parts = (edition.form.name, period_words(edition.form.period, first, last), edition.subject)
    return WORDS.format(
        compound=edition.compound.name,
        title=" ".join(filter(None, parts)),
        number=edition.row["number"],
        label=spot.label,
        shown=spot.shown[:200],
        reason=question.reason,
        days=ANSWER_DAYS,
    )


def _answers(key: str, story: Story) -> Iterator[Row]:
    """Yield what the company said at each finish, as ``disclosures.service.objections`` keeps it."""
    for event in story.events:
        if event["action"] is Action.FINISH:
            yield {
                "objection_id": ident("objection", key),
                "ticket_id": story.ticket.id,
                "seq": event["seq"],
                "at": event["at"],
                "answer": without_numbers(event["note"]),
                "answered_by": event["actor_id"],
            }


def _state(story: Story) -> ObjectionState:
    """Return what the steps of the ticket made of the question."""
    state = ObjectionState.OPEN
    for event in story.events:
        moved = {
            Action.FINISH: ObjectionState.ANSWERED,
            Action.REOPEN: ObjectionState.OPEN,
            Action.WITHDRAW: ObjectionState.WITHDRAWN,
        }.get(event["action"])
        state = moved or state
    return state
