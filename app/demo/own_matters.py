"""The matters of the demo resident 李秀兰 and her daughter: one in nearly every state, two waiting for her word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo import reports
from app.demo.chance import stream
from app.demo.current import advance
from app.demo.district import District, Worker
from app.demo.helping import DELEGATION
from app.demo.people import PERSONAS
from app.demo.residents import of_persona
from app.demo.story import Story
from app.tickets.models import Kind, Outcome, State

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Matter:
    """One of her matters, reported ``age`` ago.

    ``by_daughter``: her daughter filed it for her. ``verdict`` is outcome, stars and words; when there was a
    ``first_verdict``, she sent it back once.
    """

    key: str
    age: timedelta
    kind: Kind
    category: str
    words: str
    state: State
    fix: str = ""
    by_daughter: bool = False
    verdict: tuple[Outcome, int, str] | None = None
    first_verdict: tuple[Outcome, int, str] | None = None


MATTERS: tuple[Matter, ...] = (
    Matter(
        "light", 26 * HOUR, Kind.REPAIR, "0201", "我们单元五层到六层的楼道灯不亮，晚上上楼看不见，怕摔着。",
        State.AWAITING_CONFIRMATION, "五层、六层各更换感应灯1个，试了都亮。",
    ),
    Matter(
        "drain", 9 * HOUR, Kind.REPAIR, "0404", "厨房下水不通，楼上一用水就往外冒。",
        State.AWAITING_CONFIRMATION, "主管道疏通，掏出抹布一团，放水试过，排水通畅。", by_daughter=True,
    ),
    Matter(
        "door", 30 * HOUR, Kind.REPAIR, "0203", "2单元门禁坏了，刷卡没反应，门整天敞着。", State.IN_PROGRESS,
    ),
    Matter("rail", HOUR, Kind.REPAIR, "0103", "三层拐弯的楼梯扶手松了，一扶就晃。", State.DISPATCHED),
    Matter("ramp", 6 * DAY, Kind.HELP, "0107", "单元门口没有坡道，邻居大姐坐轮椅下不来。", State.SUSPENDED),
    Matter(
        "water", 3 * HOUR, Kind.REPAIR, "0401", "六层水压低，水小得洗不了菜。", State.ACCEPTED, by_daughter=True,
    ),
    Matter(
        "roof", 170 * DAY, Kind.REPAIR, "0101", "下雨房顶漏，卧室顶上一大片水印，拿盆接着呢。", State.CLOSED,
        "屋面裂缝处重新铺了防水卷材，淋水试验不漏。",
        verdict=(Outcome.SOLVED, 5, "这回好了，谢谢师傅"),
        first_verdict=(Outcome.UNSOLVED, 2, "修完第二天下雨又漏"),
    ),
    Matter(
        "bin", 48 * DAY, Kind.COMPLAINT, "1001", "桶站垃圾桶满了没人收，味儿太大。", State.CLOSED,
        "已清运并冲洗桶站，增加一次清运。", verdict=(Outcome.SOLVED, 4, ""),
    ),
    Matter(
        "fee", 95 * DAY, Kind.CONSULTATION, "1803", "请问物业办公室几点上班？", State.CLOSED,
        "已电话答复：每天八点到十八点，其余时间有人值班。", verdict=(Outcome.SOLVED, 5, ""), by_daughter=True,
    ),
    Matter(
        "seat", 130 * DAY, Kind.SUGGESTION, "1703", "院里没有歇脚的地方，能不能放两把休息椅？", State.CLOSED,
        "在3号楼前安装休息椅两把。", verdict=(Outcome.PARTLY, 4, "要是再加个靠背就好了"),
    ),
    Matter("lamp", 210 * DAY, Kind.REPAIR, "0202", "3号楼南边的路灯不亮。", State.WITHDRAWN),
)  # fmt: skip

FIRST_FIX = "屋面裂缝处做了临时防水，先止住漏水。"
REOPEN_NOTE = "又下雨了，还是漏"
WITHDRAW_NOTE = "晚上又亮了，不用修了"


def plan(district: District) -> Iterator[tuple[datetime, Matter]]:
    """Yield her matters with the moment of the report."""
    for matter in MATTERS:
        yield district.now - matter.age, matter


def tell(district: District, at: datetime, matter: Matter, number: int) -> Story:
    """Tell how far ``matter`` has come."""
    resident = of_persona(district, "resident")
    told = reports.report(
        f"own:{matter.key}",
        number,
        resident,
        matter.kind,
        reports.taxonomy().categories[matter.category],
        words=matter.words,
        filed_by=district.personas["family"] if matter.by_daughter else None,
        delegation=DELEGATION if matter.by_daughter else None,
    )
    story = Story.begin(told, district.id, at)
    reports.dispatch(district, story, at + reports.ROUTED_AFTER)
    if matter.state is State.WITHDRAWN:
        story.withdraw(at + 2 * HOUR, WITHDRAW_NOTE)
    elif matter.verdict is None and not matter.fix:
        _give(district, story)
        advance(district, story, stream("own", matter.key), matter.state)
    else:
        _repair(district, story, matter)
    return story


def _give(district: District, story: Story) -> None:
    """What the company of the demo persons does is done by the demo repair worker."""
    if story.organisation == district.organisations["anju"] and story.ticket.state is State.DISPATCHED:
        story.assignee = _repairer(district)


def _repairer(district: District) -> Worker:
    return Worker(district.personas["repair"], dict(PERSONAS)["repair"], "repair")


def _repair(district: District, story: Story, matter: Matter) -> None:
    if matter.first_verdict is not None:
        _once(district, story, FIRST_FIX)
        story.confirm(story.last_at() + 20 * HOUR, *matter.first_verdict)
        story.reopen(story.last_at() + 3 * HOUR, REOPEN_NOTE)
    _once(district, story, matter.fix)
    if matter.verdict is not None:
        story.confirm(story.last_at() + 4 * HOUR, *matter.verdict)


def _once(district: District, story: Story, fix: str) -> None:
    begin = story.ticket.clock_from
    worker = _repairer(district)
    if story.organisation != district.organisations["anju"] and story.ticket.responsible_org_id is not None:
        worker = district.staff[story.ticket.responsible_org_id][0]
    story.accept(worker, begin + timedelta(minutes=9))
    story.start(begin + timedelta(minutes=14))
    story.finish(begin + timedelta(minutes=95), fix)
