"""What becomes of the matters that the demo persons meet: each function tells one of them, from its report to now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app.demo.cast import Cast
from app.demo.turns import Turns
from app.tickets.models import Level, Outcome, RequestKind, Result

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Plot = Callable[[Turns, Cast], None]


def taken(story: Turns, cast: Cast, *, after: timedelta = 20 * MINUTE, begun: timedelta | None = None) -> None:
    """The demo repair worker takes it, and begins ``begun`` after the report."""
    story.accept(cast.persona("repair"), story.ticket.created_at + after)
    if begun is not None:
        story.start(story.ticket.created_at + begun)


def asked(story: Turns, cast: Cast) -> None:
    """A question waits for the resident."""
    taken(story, cast)
    note = "沙发堆在几层？方便的话补一张照片，我们好安排人手和车。"
    story.ask(cast.persona("repair"), story.ticket.created_at + 20 * HOUR, note)


def answered(story: Turns, cast: Cast) -> None:
    """A question was answered, and work went on."""
    begin = story.ticket.created_at
    taken(story, cast)
    story.ask(cast.persona("repair"), begin + 6 * HOUR, "是刷卡没反应，还是刷了能响、门打不开？")
    story.answer(begin + 20 * HOUR, "刷了会响一声，门锁不弹开，要用力拽。")
    story.start(begin + 26 * HOUR)


def unanswered(story: Turns, cast: Cast) -> None:
    """Nobody answered for five days; it went on and said so."""
    begin = story.ticket.created_at
    taken(story, cast)
    story.ask(cast.persona("repair"), begin + 10 * HOUR, "是哪一棵树？请说说在几号楼的哪一面。")
    story.unanswered()
    story.start(story.last_at() + 20 * HOUR)


def shelved(story: Turns, cast: Cast) -> None:
    """A hard case on the ledger, with the day of its review."""
    begin = story.ticket.created_at
    taken(story, cast, begun=2 * DAY)
    note = "坡道要占绿地，还要迁一根线杆，今年做不了，列入明年改造。先放活动坡板，居委会安排人帮扶。"
    story.shelve(cast.persona("street"), begin + 8 * DAY, cast.district.now + 75 * DAY, note)


def unshelved(story: Turns, cast: Cast) -> None:
    """A hard case that could be solved after all."""
    begin = story.ticket.created_at
    taken(story, cast, begun=2 * DAY)
    street = cast.persona("street")
    story.shelve(street, begin + 6 * DAY, begin + 90 * DAY, "新桶站要征求两栋楼居民意见，先挂账。")
    story.unshelve(street, begin + 40 * DAY, "居民议事会已同意新位置，可以施工。")
    story.finish(begin + 46 * DAY, "桶站移到停车棚旁边，铺了硬化地面。")
    story.confirm(begin + 47 * DAY, Outcome.SOLVED, 5, "多走几步，但是不臭了")


def extension_waits(story: Turns, cast: Cast) -> None:
    """More time was asked for; the community has to decide."""
    begin = story.ticket.created_at
    taken(story, cast, begun=10 * HOUR)
    until = story.ticket.finish_due_at + 6 * DAY
    note = "秋千轴承要从厂家订货，约 6 天到货。"
    story.request(
        RequestKind.EXTENSION, cast.persona("manager"), begin + 80 * HOUR, note, level=Level.COMMUNITY, until=until
    )


def extension_granted(story: Turns, cast: Cast) -> None:
    """More time was given."""
    begin = story.ticket.created_at
    taken(story, cast, begun=12 * HOUR)
    until = story.ticket.finish_due_at + 4 * DAY
    asked_for = story.request(
        RequestKind.EXTENSION,
        cast.persona("manager"),
        begin + 60 * HOUR,
        "道闸电机要更换，配件在路上。",
        level=Level.COMMUNITY,
        until=until,
    )
    story.grant(asked_for, cast.persona("community"), begin + 66 * HOUR, "同意。期间请安排人值守。")


def extension_refused(story: Turns, cast: Cast) -> None:
    """More time was refused, with the reason."""
    begin = story.ticket.created_at
    taken(story, cast, begun=30 * HOUR)
    until = story.ticket.finish_due_at + 10 * DAY
    asked_for = story.request(
        RequestKind.EXTENSION,
        cast.persona("manager"),
        begin + 50 * HOUR,
        "近期粉刷工人紧张，申请延期。",
        level=Level.COMMUNITY,
        until=until,
    )
    story.refuse(asked_for, cast.persona("community"), begin + 54 * HOUR, "工作量不大，请按期清完，小广告先铲。")


def objection_waits(story: Turns, cast: Cast) -> None:
    """The company says that it was sent to the wrong one; the community has to decide."""
    at = story.ticket.created_at + 5 * HOUR
    note = "这几个探头是派出所的治安监控，不归物业管。"
    story.request(RequestKind.RETURN, cast.persona("manager"), at, note, level=Level.COMMUNITY)


def second_objection(story: Turns, cast: Cast) -> None:
    """The first objection was right; the next organisation objects too, and the street has to decide."""
    begin = story.ticket.created_at
    note = "地锁是居民个人装的，物业没有执法权，劝说两次没有效果。"
    objection = story.request(
        RequestKind.RETURN, cast.persona("manager"), begin + 4 * HOUR, note, level=Level.COMMUNITY
    )
    story.uphold(
        objection, cast.persona("community"), begin + 9 * HOUR, "物业已尽到劝阻责任，请城管处理。", cast.party("CG")
    )
    again = "小区内部车位上的地锁，应由街道组织物业和社区先行劝导。"
    story.request(RequestKind.RETURN, cast.handler("CG"), begin + 20 * HOUR, again, level=Level.STREET)


def offered_to_company(story: Turns, cast: Cast) -> None:
    """The utility offers it to the company, whose manager has to accept; until then the utility stays responsible."""
    begin = story.ticket.created_at
    worker = cast.handler("power")
    story.accept(worker, begin + 40 * MINUTE)
    note = "表前线路正常，老化的是楼内公共照明线，由物业维修。"
    story.request(RequestKind.TRANSFER, worker, begin + 26 * HOUR, note, target=cast.company)


def taken_over(story: Turns, cast: Cast) -> None:
    """The company offered it to another organisation, which accepted."""
    begin = story.ticket.created_at
    note = "松动的是通信公司的交接箱门，请通信公司处理。"
    offer = story.request(
        RequestKind.TRANSFER, cast.persona("manager"), begin + 3 * HOUR, note, target=cast.party("telecom")
    )
    story.take_over(offer, cast.handler("telecom"), begin + 20 * HOUR, cast.party("telecom"))


def conference_waits(story: Turns, cast: Cast) -> None:
    """The company asks for a conference; the street has to answer."""
    begin = story.ticket.created_at
    taken(story, cast, begun=30 * HOUR)
    note = "公共收益涉及前一家物业的账目，需要街道召集社区、前后两家物业一起核对。"
    story.request(RequestKind.CONFERENCE, cast.persona("manager"), begin + 60 * HOUR, note, level=Level.STREET)


def conference_held(story: Turns, cast: Cast) -> None:
    """A conference was held, and work goes on by its conclusion."""
    begin = story.ticket.created_at
    taken(story, cast, begun=20 * HOUR)
    note = "错时停车要和对面单位谈，物业谈不下来。"
    asked_for = story.request(
        RequestKind.CONFERENCE, cast.persona("manager"), begin + 50 * HOUR, note, level=Level.STREET
    )
    conclusion = "街道已和对面单位谈妥：晚七点到早七点开放 40 个车位，物业登记、社区公示。"
    story.grant(asked_for, cast.persona("street"), begin + 98 * HOUR, conclusion)


def at_district(story: Turns, cast: Cast) -> None:
    """The street asks the district for a conference."""
    begin = story.ticket.created_at
    street = cast.persona("street")
    story.accept(street, begin + 3 * HOUR)
    note = "加装扶手电梯不在原改造方案里，需要区里会同财政研究。"
    story.request(RequestKind.CONFERENCE, street, begin + 4 * DAY, note, level=Level.DISTRICT)


def joint(story: Turns, cast: Cast) -> None:
    """The street called two organisations to help: one has reported, one has not."""
    begin = story.ticket.created_at
    taken(story, cast, begun=22 * HOUR)
    street, fire = cast.persona("street"), cast.party("FR")
    story.whistle(street, fire, begin + 50 * HOUR, "请到场检查楼道消防通道，出具整改意见。")
    story.whistle(street, cast.party("CG"), begin + 50 * HOUR + 2 * MINUTE, "请配合清理占用楼道的旧家具和车辆。")
    story.report_in(cast.handler("FR"), fire, begin + 57 * HOUR, "已到场检查三个单元，整改意见交社区张贴。")


def joined(story: Turns, cast: Cast) -> None:
    """Two neighbours have the same trouble, one of them the demo resident."""
    begin = story.ticket.created_at
    story.join(cast.resident.person, begin + HOUR, "我们楼前这盏也不亮。")
    story.accept(cast.persona("repair"), begin + 90 * MINUTE)
    story.join(cast.neighbour(31).person, begin + 3 * HOUR)


def urged(story: Turns, cast: Cast) -> None:
    """The resident pressed for it."""
    taken(story, cast, begun=40 * HOUR)
    story.urge(cast.district.now - 3 * HOUR, "刮风时树枝一直打窗户，请快些来。")


def waiting(story: Turns, cast: Cast) -> None:
    """Nobody has taken it."""


def begun(story: Turns, cast: Cast) -> None:
    """It is being worked on, slowly."""
    taken(story, cast, begun=20 * HOUR)
    story.mark_late(cast.district.now)


def unclaimed(story: Turns, cast: Cast) -> None:
    """Nobody has taken it and its time is over."""
    story.mark_late(cast.district.now)


def called_back(story: Turns, cast: Cast) -> None:
    """The community called; it is solved."""
    begin = story.ticket.created_at
    taken(story, cast, begun=5 * HOUR)
    story.finish(begin + 30 * HOUR, "更换门禁电源，刷卡正常。")
    clerk = cast.persona("community")
    story.settle(begin + 48 * HOUR, Outcome.SOLVED, 5, "门能刷开了，挺好。", channel="phone", clerk=clerk)


def not_reached(story: Turns, cast: Cast) -> None:
    """Three calls on two days, and nobody answered."""
    begin = story.ticket.created_at
    taken(story, cast, begun=8 * HOUR)
    story.finish(begin + 40 * HOUR, "三层楼道窗户玻璃已更换。")
    clerk = cast.persona("community")
    story.settle(begin + 90 * HOUR, None, None, "", channel="phone", clerk=clerk)


def followed_up(story: Turns, cast: Cast) -> None:
    """The call-back said that it is not solved; the community looked after it."""
    begin = story.ticket.created_at
    taken(story, cast, begun=6 * HOUR)
    story.finish(begin + 28 * HOUR, "已投放鼠药，增加两次消杀。")
    clerk = cast.colleague
    story.settle(begin + 50 * HOUR, Outcome.UNSOLVED, 1, "晚上还听见老鼠跑。", channel="visit", clerk=clerk)
    note = "已上门看过，约好消杀公司周三晚上再来，堵住管道井的洞。"
    story.follow_up(cast.persona("community"), begin + 70 * HOUR, note)


def assigned(story: Turns, cast: Cast) -> None:
    """The manager named who takes it."""
    at = story.ticket.created_at + 40 * MINUTE
    story.assign(cast.persona("repair"), cast.persona("manager"), at, "你熟悉这套门禁，今天去看一下。")


def due_moved(story: Turns, cast: Cast) -> None:
    """The year's days off were published, and the deadline was computed again."""
    taken(story, cast, after=2 * HOUR, begun=26 * HOUR)
    story.redue(story.ticket.created_at + 4 * DAY, story.ticket.finish_due_at - DAY)


def sent_back_three_times(story: Turns, cast: Cast) -> None:
    """Opened again for the third time within 30 days: now the street is responsible."""
    fixes = ("换了灯泡。", "换了开关。", "重新接了线。")
    for place, fix in enumerate(fixes):
        begin = story.ticket.clock_from
        story.accept(cast.persona("repair"), begin + HOUR)
        story.start(begin + 3 * HOUR)
        story.finish(begin + 5 * HOUR, fix)
        story.confirm(begin + 20 * HOUR, Outcome.UNSOLVED, 2, "亮了一天又灭了")
        again = begin + 70 * HOUR
        if place < len(fixes) - 1:
            story.reopen(again, "又不亮了，摸黑上楼")
    office = cast.street_office
    note = "来了三趟都没修好，老人不敢下楼"
    story.climb_by_reopening(again, note, office, cast.district.seats[office.id])


def unsolvable(story: Turns, cast: Cast) -> None:
    """It cannot be done now, and the answer says why."""
    begin = story.ticket.created_at
    street = cast.persona("street")
    story.accept(street, begin + 5 * HOUR)
    story.start(begin + 2 * DAY)
    note = "已当面说明，给了政策材料；楼内意见统一后可以再报。"
    reason = "加装电梯要本单元业主表决同意，目前一层两户不同意"
    story.finish(begin + 6 * DAY, note, Result.UNSOLVABLE, reason)


def not_ours(story: Turns, cast: Cast) -> None:
    """It is nobody's duty but the owner's, and the answer says so."""
    taken(story, cast, begun=3 * HOUR)
    note = "检查了公共线路没有问题，户内插座短路，已帮忙断开这一路，告知可找电工或物业有偿服务。"
    story.finish(story.ticket.created_at + 5 * HOUR, note, Result.NOT_OURS, "户内线路由业主自己负责")


def told_by_phone(story: Turns, cast: Cast) -> None:
    """Told by telephone, without a smartphone; the work is done and the call-back is due."""
    taken(story, cast, begun=2 * HOUR)
    story.finish(story.ticket.created_at + 6 * HOUR, "更换感应灯 1 个，试过能亮。")


def at_the_window(story: Turns, cast: Cast) -> None:
    """Told at the community's window, and taken on."""
    taken(story, cast, after=2 * HOUR)


def from_hotline(story: Turns, cast: Cast) -> None:
    """From 12345, and done."""
    begin = story.ticket.created_at
    taken(story, cast, begun=4 * HOUR)
    story.finish(begin + 22 * HOUR, "已清运楼道里的杂物 3 车，贴了提示。")
    story.settle(begin + 40 * HOUR, Outcome.SOLVED, 5, "清走了，谢谢", channel="phone", clerk=cast.persona("community"))


def leak(main: Turns, twin: Turns, other: Turns, cast: Cast) -> None:
    """Two neighbours, one leak: the second report goes into the first; a third one turns out to be another matter."""
    begin = main.ticket.created_at
    community = cast.persona("community")
    taken(main, cast, after=8 * MINUTE, begun=13 * MINUTE)
    twin.merge_into(main, community, begin + 150 * MINUTE, "同一根下水管漏的，一起修")
    other.merge_into(main, community, begin + 3 * HOUR, "看着像同一根管")
    other.unmerge_from(main, community, begin + 4 * HOUR, "师傅看过，是自家厨房支管堵，不是一回事")
