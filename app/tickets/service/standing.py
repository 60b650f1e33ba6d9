"""Steps that stop the clocks and let them go on: suspending, asking the resident, the ledger of hard cases."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.core import outbox
from app.core.errors import Conflict, InvalidInput
from app.events.tickets import ReviewDue, SuspensionOver
from app.tickets.models import Cause, State, Ticket
from app.tickets.pausing import LONGEST_SUSPENSION, MOST_QUESTIONS, Taken, taken
from app.tickets.queries import history_of
from app.tickets.service.step import Step

ANSWER_DAYS = timedelta(days=5)
"""How long the resident has to answer a question (待补充); then work goes on without it."""
LONGEST_REVIEW = timedelta(days=180)
"""At most this far ahead lies the review of a case on the ledger (product rule: twice a year)."""
CHOSEN_CAUSES = frozenset({Cause.PARTS, Cause.WEATHER, Cause.ACCESS, Cause.THIRD_PARTY, Cause.OTHER})


class PausedEnough(Conflict):
    """All pauses of the round together took as long as one may."""

    code, message = "tickets.paused_enough", "这一轮不能再停了，请申请延期或提请挂账"


def _taken(step: Step) -> Taken:
    return taken(history_of(step.ticket.id), step.at)


def stand(step: Step, cause: Cause, until: datetime) -> None:
    """Let the ticket stand still for ``cause``. It goes back to where it was."""
    ticket = step.ticket
    if step.before is not State.SUSPENDED:
        ticket.resume_to = step.before
    ticket.suspended_at = ticket.suspended_at or step.at
    ticket.suspended_until, ticket.suspend_cause = until, cause
    step.detail |= {"until": until.isoformat(), "cause": cause.value}


def go_on(ticket: Ticket) -> bool:
    """End a standstill. Returns whether there was one; its time is given back when deadlines are computed again."""
    if ticket.suspended_at is None:
        return False
    ticket.suspended_at = ticket.suspended_until = ticket.suspend_cause = ticket.resume_to = None
    return True


def _timer(step: Step, until: datetime) -> None:
    # The step's number is what the timer is for: a later standstill has its own.
    seq = step.ticket.version + 1
    event = SuspensionOver(str(step.ticket.id), seq)
    outbox.publish(event, due_at=until, dedupe=outbox.subject_key("suspension", step.ticket.id, seq))


def suspend(step: Step) -> None:
    """Suspend with a cause and a day until which it lasts at most. Raises ``PausedEnough`` beyond the total."""
    step.needs_note("请写明挂起的原因")
    until = step.body.get("until")
    if until is None or not step.at < until <= step.at + LONGEST_SUSPENSION:
        raise InvalidInput(fields={"until": [f"请选择 {LONGEST_SUSPENSION.days} 天以内的恢复时间"]})
    cause = Cause(step.body.get("cause") or Cause.OTHER)
    if cause not in CHOSEN_CAUSES:
        raise InvalidInput(fields={"cause": ["请选择挂起的原因"]})
    used = _taken(step)
    if until > step.at + used.left:
        rest = f"还可以停 {used.days_left} 天" if used.days_left else "已经停满了"
        raise PausedEnough(f"一轮累计最多挂起 {LONGEST_SUSPENSION.days} 天，{rest}，请申请延期或提请挂账")
    stand(step, cause, until)
    _timer(step, until)


def ask(step: Step) -> None:
    """Ask the resident for what is missing; after five days work goes on and says so.

    Raises ``PausedEnough`` when he was asked often enough in this round.
    """
    step.needs_note("请写明要居民补充什么")
    if not _taken(step).questions_left:
        raise PausedEnough(f"一轮最多请居民补充 {MOST_QUESTIONS} 次，请申请延期或提请挂账")
    stand(step, Cause.RESIDENT, step.at + ANSWER_DAYS)
    step.ticket.contacted_at = step.ticket.contacted_at or step.at
    _timer(step, step.at + ANSWER_DAYS)


def answer(step: Step) -> None:
    """Take the resident's answer, in words or photos."""
    if not step.body.get("note") and not step.body.get("media_ids"):
        raise InvalidInput(fields={"note": ["请写几句话，或者补一张照片"]})
    step.attach("before")
    step.again = go_on(step.ticket)


def resume(step: Step) -> None:
    """Go on before the time is over."""
    step.again = go_on(step.ticket)


def shelve(step: Step) -> None:
    """Put a hard case on the ledger (挂账) with the day of its next review; doing it again moves that day."""
    step.needs_note("请写明挂账的原因和下一步打算")
    until = step.body.get("until")
    if until is None or not step.at < until <= step.at + LONGEST_REVIEW:
        raise InvalidInput(fields={"until": [f"请选择 {LONGEST_REVIEW.days} 天以内的复核日期"]})
    stand(step, Cause.SHELVED, until)
    seq = step.ticket.version + 1
    event = ReviewDue(str(step.ticket.id), seq)
    outbox.publish(event, due_at=until, dedupe=outbox.subject_key("review", step.ticket.id, seq))


def unshelve(step: Step) -> None:
    """Take the case off the ledger (销账); it goes on where it was."""
    step.needs_note("请写明销账的原因")
    step.again = go_on(step.ticket)
