"""All SELECTs on call-backs and rates, split by subject: one task, who handled it, the desk, exclusions, the rates."""

from app.callbacks.queries.desk import desk, one, own, task_to_change, waiting
from app.callbacks.queries.exclusions import exclusion_to_decide, exclusions, is_left_out, open_exclusion
from app.callbacks.queries.rates import (
    GROUPS,
    MEASURES,
    WITHIN,
    all_counted,
    all_stored,
    counted,
    lock_cell,
    public_rates,
    rates,
    rows_behind,
    weights,
)
from app.callbacks.queries.sides import handling_side
from app.callbacks.queries.tasks import (
    followers,
    last_answer,
    lock_tasks_of,
    one_at_a_time,
    own_task,
    rating,
    task_by_token,
    ticket,
    tries,
    ways_to_reach,
)

__all__ = [
    "GROUPS",
    "MEASURES",
    "WITHIN",
    "all_counted",
    "all_stored",
    "counted",
    "desk",
    "exclusion_to_decide",
    "exclusions",
    "followers",
    "handling_side",
    "is_left_out",
    "last_answer",
    "lock_cell",
    "lock_tasks_of",
    "one",
    "one_at_a_time",
    "open_exclusion",
    "own",
    "own_task",
    "public_rates",
    "rates",
    "rating",
    "rows_behind",
    "task_by_token",
    "task_to_change",
    "ticket",
    "tries",
    "waiting",
    "ways_to_reach",
    "weights",
]
