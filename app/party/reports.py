"""Papers of 党建联建: an agreement to be signed, and the report of a month, as Word, PDF or workbook."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core import spreadsheets
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.documents import Block, Document, Facts, Gap, Table, Words
from app.core.errors import Forbidden, InvalidInput
from app.party import service
from app.party.models import LIST_NAMES, Direction
from app.party.queries import reports as read
from app.party.service.coverage import coverage
from app.party.wordform import layout

Shape = dict[str, Any]
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in a month in a region: figures by name, and lists with their headings."""

    title: str
    region: str
    first: date
    last: date
    figures: list[tuple[str, str]]
    tables: list[tuple[str, list[tuple[str, float]], list[list[str]]]]


def of_month(actor: Actor, month: str) -> Month:
    """Return the report of a month for the region of the post in use.

    Raises ``Forbidden`` for who has none, ``InvalidInput`` for a month that has not begun.
    """
    first = date.fromisoformat(f"{month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    if first > today():
        raise InvalidInput(fields={"month": ["这个月还没有开始"]})
    region = read.region(actor)
    if region is None:
        raise Forbidden("月报由社区、街道和区里生成")
    on = min(last, today())
    agreements = read.agreements(actor, first, last, on)
    done = read.done(actor, first, last, on)
    posts = read.posts(actor, on)
    covered = coverage(actor, gaps=True, day=on)
    total = covered["total"]
    reported = done.on_time + done.late
    return Month(
        title=f"{region.name}党建联建{first.year}年{first.month}月月报",
        region=region.name,
        first=first,
        last=last,
        figures=[
            ("有效的党建联建协议", f"{agreements.in_force} 份"),
            ("本月签订", f"{agreements.signed} 份"),
            ("本月到期或终止", f"{agreements.ended} 份"),
            ("三十日内到期", f"{agreements.ending} 份"),
            ("本月应办的承诺事项", f"{done.due} 件"),
            ("本月报办结", f"{reported} 件"),
            ("其中按时", f"{done.on_time} 件（{share(done.on_time, reported)}）"),
            ("本月评价平均分", average(done.stars, done.rated)),
            ("到期没有办结", f"{done.overdue} 件"),
            ("社区到企业任职", f"{posts.get(Direction.TO_COMPANY, 0)} 人"),
            ("企业到社区任职", f"{posts.get(Direction.TO_COMMUNITY, 0)} 人"),
            ("小区", f"{total['compounds']} 个"),
            ("有协议的小区", f"{total['agreement']} 个（{share(total['agreement'], total['compounds'])}）"),
            ("三项齐全的小区", f"{total['whole']} 个（{share(total['whole'], total['compounds'])}）"),
        ],
        tables=[
            (
                "到期没有办结的承诺事项",
                [("单位", 3), ("承诺事项", 5), ("应办日期", 2), ("协议编号", 3)],
                [[row.organisation, row.measure, str(row.due_on), row.number] for row in read.overdue(actor, last, on)],
            ),
            (
                "三十日内到期的协议",
                [("协议编号", 3), ("社区", 3), ("结束日期", 2)],
                [[row.number, row.community, str(row.ends_on)] for row in read.ending(actor, on)],
            ),
            (
                "还缺什么的小区",
                [("小区", 3), ("社区", 3), ("还缺什么", 5)],
                [[row["name"], row["community"], "；".join(row["gaps"])] for row in covered["items"]],
            ),
        ],
    )


def share(part: int, whole: int) -> str:
    """Return a share in percent with one decimal, cut and not rounded; a dash of nothing."""
    if not whole:
        return "—"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10}%"


def average(stars: int, rated: int) -> str:
    """Return an average of stars with one decimal, cut and not rounded."""
    return f"{stars * 10 // rated // 10}.{stars * 10 // rated % 10} 分（{rated} 件）" if rated else "—"


def document(month: Month) -> Document:
    """Return the report as a paper."""
    blocks: list[Block] = [
        Words(month.title, 22, bold=True, align="center"),
        Words(f"{month.first} 至 {month.last}", 14, align="center"),
        Gap(4),
        Words("一、总的情况", 16, bold=True),
        Facts(month.figures, points=13),
    ]
    for number, (title, columns, rows) in enumerate(month.tables, start=1):
        blocks += [Gap(4), Words(f"{NUMERALS[number]}、{title}", 16, bold=True)]
        blocks.append(
            Table([(name, width, "left") for name, width in columns], rows, 12) if rows else Words("无。", 13)
        )
    blocks += [Gap(8), Words(month.region, 14, align="right"), Words(f"{today()}", 14, align="right")]
    return Document(title=month.title, made_at=now(), blocks=blocks, foot=month.title)


def as_workbook(month: Month) -> bytes:
    """Return the report as a workbook: the figures, then a sheet for each list."""
    column = spreadsheets.Column
    figures = spreadsheets.Table("总的情况", [column("项目", 16), column("数", 24)], month.figures)
    lists = [
        spreadsheets.Table(title, [column(name, int(width * 4)) for name, width in columns], rows)
        for title, columns, rows in month.tables
    ]
    return spreadsheets.write(figures, *lists)


def agreement(actor: Actor, agreement_id: UUID) -> Document:
    """Return an agreement as a paper to be signed. Raises ``NotFound``.

    Its tables are those of the form, so that the paper of a draft that was corrected in Word can be brought back too.
    """
    one = service.detail(actor, agreement_id)
    blocks: list[Block] = [
        Words("党建联建协议", 24, bold=True, align="center"),
        Gap(2),
        layout.head_table(one, without=("signed_on",)),
        Gap(3),
        layout.parties_table(one),
        Gap(3),
        Words("一、联建目标", 15, bold=True),
        layout.goal_table(one),
    ]
    for number, (key, name) in enumerate(LIST_NAMES.items(), start=1):
        blocks += [Gap(2), Words(f"{NUMERALS[number]}、{name}", 15, bold=True)]
        rows = one["lists"][key]
        blocks.append(layout.list_table(key, rows) if rows else Words(layout.NOTHING, 13))
    promised = read.promised(agreement_id)
    blocks += [Gap(2), Words("五、承诺事项", 15, bold=True)]
    rows = [[row.organisation, row.measure, row.due] for row in promised]
    blocks.append(
        Table(
            [(title, width, "left") for title, width in zip(layout.PROMISES_HEAD, (3, 5, 2.5), strict=True)], rows, 12
        )
        if rows
        else Words("签订以后由各单位列明。", 13)
    )
    blocks += [
        Gap(2),
        Words("六、双向进入、交叉任职", 15, bold=True),
        Words("各方按照有关规定选派人员交叉任职，每月至少会商一次；涉及业主共同决定的事项，依法由业主决定。", 13),
        Gap(8),
    ]
    for party in one["parties"]:
        blocks += [Words(f"{party['name']}（盖章）：________________　　代表签字：____________", 13), Gap(4)]
    signed = str(one["signed_on"]) if one["signed_on"] else "________年____月____日"
    blocks.append(Words(f"{layout.FIELDS['signed_on']}：{signed}", 13, align="right"))
    return Document(title=f"党建联建协议 {one['number']}", made_at=now(), blocks=blocks)
