"""The whole life of an order, told at the compound of the demo persons: one matter for every situation there is.

The matters are told before all others, since some of them meet (merging); each gets its number from its place in time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from app.demo import plots, reports
from app.demo.cast import Cast
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import District, Resident, Worker
from app.demo.draft import Report
from app.demo.plots import DAY, HOUR, MINUTE, Plot
from app.demo.turns import Turns
from app.tickets import models
from app.tickets.clocks import limits_of
from app.tickets.models import Kind, Source
from app.tickets.queries.reference import CategoryFacts
from app.workdays.service import calendar

RESIDENT = -1
"""In place of a neighbour's number: the demo resident herself."""
PREFIX = "life:"
HELD_FOR = HOUR
"""A rung was reached at least this long ago."""
ORDERED_BASIS = "12345 派单：5 个工作日"
ORDERED_DAYS = 5


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter, reported ``age`` ago by a neighbour (number) or the demo resident.

    ``rung`` makes it old enough to have reached that rung of the ladder, whatever ``age`` says. ``source`` other than
    the app is taken down by the community, or came from 12345.
    """

    key: str
    who: int
    category: str
    age: timedelta
    words: str
    plot: Plot | None
    kind: Kind = Kind.REPAIR
    rung: int = 0
    source: Source = Source.APP
    compound: str = PERSONA_COMPOUND


M, K, S = Matter, Kind, Source
MATTERS: tuple[Matter, ...] = (
    M("ask", RESIDENT, "0904", 28 * HOUR, "楼道拐角堆着旧沙发，上下楼要侧着身子走。", plots.asked),
    M("answer", 1, "0203", 50 * HOUR, "单元门禁刷卡打不开。", plots.answered),
    M("unanswered", 2, "1101", 9 * DAY, "楼前的树枝都伸到阳台上了，该修修了。", plots.unanswered),
    M("shelf", 3, "0107", 20 * DAY, "我家老人坐轮椅，单元门口五级台阶，想装个坡道。", plots.shelved, K.HELP),
    M("unshelf", 4, "1002", 60 * DAY, "桶站就在我家窗户底下，味儿大，能不能挪一挪。", plots.unshelved, K.COMPLAINT),
    M("more-time", 5, "0205", 100 * HOUR, "健身区的秋千一荡就响，轴承坏了。", plots.extension_waits),
    M("given-time", 6, "0206", 120 * HOUR, "小区大门道闸抬不起来，车都堵着。", plots.extension_granted),
    M("no-time", 7, "0105", 74 * HOUR, "楼道里小广告贴满了，墙皮也掉了。", plots.extension_refused),
    M("objection", 8, "0204", 9 * HOUR, "自行车棚那边的监控探头歪了，照不着车棚。", plots.objection_waits),
    M("second-objection", 9, "1203", 30 * HOUR, "公共车位上装了地锁，别人没法停。", plots.second_objection),
    M("offered", 10, "0504", 50 * HOUR, "楼里的电线用了三十多年，走廊一开灯就闪。", plots.offered_to_company),
    M("took-over", 11, "0204", 60 * HOUR, "楼道的监控线箱门掉了，线都露着。", plots.taken_over),
    M("conference", 12, "1505", 90 * HOUR, "电梯广告的钱收了好几年，一直没公布。", plots.conference_waits, K.COMPLAINT),
    M("conferred", 13, "1205", 6 * DAY, "晚上回来没地方停车，对面单位院里空着。", plots.conference_held, K.SUGGESTION),
    M("district", 14, "1702", 8 * DAY, "改造时能不能给我们楼加个座椅电梯。", plots.at_district, K.SUGGESTION),
    M("joint", 15, "0802", 70 * HOUR, "好几个单元楼道都堆满了东西，消防通道也停着车。", plots.joint, K.COMPLAINT),
    M("joined", 16, "0202", 6 * HOUR, "院里这一排路灯都不亮，晚上走路得打手电。", plots.joined),
    M("urged", RESIDENT, "1101", 90 * HOUR, "窗外的树枝一刮风就打玻璃。", plots.urged),
    M("rung-1", 17, "0903", DAY, "地下室蚊子特别多，入冬了还有。", plots.waiting, rung=1),
    M("rung-2", 18, "1003", DAY, "桶站没人值守，垃圾混着倒。", plots.begun, K.COMPLAINT, rung=2),
    M("rung-3", 19, "0103", DAY, "二层楼道的窗户关不上，往里灌风。", plots.unclaimed, rung=3),
    M("rung-4", 20, "1502", DAY, "报修三回了，每回都说给安排，就是不来人。", plots.begun, K.COMPLAINT, rung=4),
    M("called", 21, "0203", 3 * DAY, "单元门禁没电了，门一直敞着。", plots.called_back),
    M("unreached", 22, "0103", 5 * DAY, "三层楼道玻璃碎了一块。", plots.not_reached),
    M("followed", 23, "0903", 5 * DAY, "楼道里有老鼠，晚上不敢出门倒垃圾。", plots.followed_up),
    M("assigned", 24, "0203", 5 * HOUR, "对讲按了没声音，送药的进不来。", plots.assigned),
    M("due", 25, "1002", 7 * DAY, "我们这边三栋楼才两个桶，能不能加两个。", plots.due_moved, K.SUGGESTION),
    M("thrice", 26, "0201", 212 * HOUR, "我们单元二层的楼道灯不亮。", plots.sent_back_three_times),
    M("unsolvable", 27, "0304", 9 * DAY, "六层没有电梯，老人下不来楼，能给加装吗？", plots.unsolvable, K.HELP),
    M("not-ours", 28, "0502", 26 * HOUR, "家里插座一插就跳闸。", plots.not_ours),
    M("phone", 29, "0201", 26 * HOUR, "一层楼道灯不亮。", plots.told_by_phone, source=S.PHONE),
    M("window", 30, "0103", 8 * HOUR, "单元门口的扶手松了。", plots.at_the_window, K.HELP, source=S.WINDOW),
    M("hotline-1", 32, "0802", 3 * DAY, "来电反映楼道堆物，走路不便。", plots.from_hotline, source=S.HOTLINE),
    M("hotline-2", 33, "0901", 20 * HOUR, "来电反映院里落叶没人扫，路面湿滑。", plots.at_the_window, source=S.HOTLINE),
    M("hotline-3", 34, "1204", 20 * HOUR, "来电问小区停车怎么收费。", plots.waiting, K.CONSULTATION, source=S.HOTLINE),
    M("turn-1", 0, "0903", 5 * HOUR, "楼道里有蟑螂，能不能安排消杀。", plots.waiting, compound="chunhui_east"),
    M("turn-2", 1, "0904", 3 * HOUR, "单元门口堆着装修垃圾。", plots.waiting, compound="chunhui_east"),
    M("leak", 0, "0404", 7 * HOUR, "单元门口的下水管裂了，脏水流到台阶上。", None),
    M("leak-twin", 1, "0404", 5 * HOUR, "一层楼道有脏水，是从门口那根管子漏出来的。", None),
    M("leak-other", 2, "0404", 290 * MINUTE, "厨房下水特别慢，往上返水。", None),
)  # fmt: skip
LEAKS = ("leak", "leak-twin", "leak-other")


class Life:
    """The matters as they were planned, and their stories once they are told."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._cast = Cast(district)
        self._begin = {matter.key: self._reported(matter) for matter in MATTERS}
        self._told: dict[str, Turns] = {}

    def plan(self) -> Iterator[tuple[datetime, str]]:
        """Yield when each matter was reported, with its key."""
        for matter in MATTERS:
            yield self._begin[matter.key], PREFIX + matter.key

    def tell(self, numbers: Mapping[str, int]) -> None:
        """Tell every matter; ``numbers`` are their places in time, by key."""
        for matter in MATTERS:
            self._told[matter.key] = story = self._open(matter, numbers[PREFIX + matter.key])
            if matter.plot is not None:
                matter.plot(story, self._cast)
        main, twin, other = (self._told[key] for key in LEAKS)
        plots.leak(main, twin, other, self._cast)

    def story(self, key: str) -> Turns:
        """Return a story that was told, by its key with or without the prefix."""
        return self._told[key.removeprefix(PREFIX)]

    def write(self, copier: Copier) -> None:
        """Write what stands beside the tickets, which are all there by now."""
        for story in self._told.values():
            copier.rows(models.Request, story.requests)
            copier.rows(models.Party, story.parties)
            copier.rows(models.Follower, story.followers)

    def _open(self, matter: Matter, number: int) -> Turns:
        at = self._begin[matter.key]
        story = Turns.begin(self._report(matter, number, at), self._district.id, at)
        reports.dispatch(self._district, story, at + reports.ROUTED_AFTER)
        return story

    def _report(self, matter: Matter, number: int, at: datetime) -> Report:
        told = reports.report(
            PREFIX + matter.key,
            number,
            self._reporter(matter),
            matter.kind,
            category_of(matter),
            words=matter.words,
            filed_by=self._clerk.person if matter.source in (Source.PHONE, Source.WINDOW) else None,
        )
        return told.lodged(matter.source, self._clerk, self._ordered(matter, at))

    @property
    def _clerk(self) -> Worker:
        return self._cast.persona("community")

    def _ordered(self, matter: Matter, at: datetime) -> tuple[datetime, str] | None:
        if matter.source is not Source.HOTLINE:
            return None
        return calendar().add_working_days(at, ORDERED_DAYS), ORDERED_BASIS

    def _reporter(self, matter: Matter) -> Resident:
        if matter.key in LEAKS:
            return self._cast.under_one_roof(len(LEAKS))[matter.who]
        return self._cast.resident if matter.who == RESIDENT else self._cast.neighbour(matter.who, matter.compound)

    def _reported(self, matter: Matter) -> datetime:
        age = age_at_rung(matter.category, matter.rung, self._district.now) if matter.rung else matter.age
        return self._district.now - age


def category_of(matter: Matter) -> CategoryFacts:
    """Return the category of a matter."""
    return reports.taxonomy().categories[matter.category]


@cache
def age_at_rung(category: str, rung: int, now: datetime) -> timedelta:
    """Return how old an unfinished matter is that has reached ``rung`` for a while, but not the next one."""
    limits = limits_of(reports.taxonomy().categories[category])
    for hours in range(1, 60 * 24):
        begin = now - hours * HOUR
        moments = limits.columns(begin, calendar())["ladder"]
        if moments[rung - 1] <= now - HELD_FOR:
            return hours * HOUR
    raise ValueError(f"{category} never climbs to rung {rung}")
