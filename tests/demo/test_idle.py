"""Idle rooms of the demo district: every step of the way is there, and each history is one that may happen."""

from __future__ import annotations

from types import SimpleNamespace

from app.resources.models import Action, Stage
from app.resources.workflow import BY_ACTION, possible


def test_every_stage_is_there_and_something_is_stuck(demo):
    assert {row.stage for row in demo("SELECT stage FROM resources_resource")} == {stage.value for stage in Stage}
    assert demo("SELECT 1 FROM resources_resource WHERE stuck IS NOT NULL")


def test_every_history_is_one_that_the_table_of_moves_allows(demo):
    steps = demo("SELECT action, before, after FROM resources_step WHERE action <> 'add' ORDER BY resource_id, seq")
    assert steps
    for step in steps:
        before = SimpleNamespace(stage=Stage(step.before), stuck=None, poll_id=None)
        move = BY_ACTION[Action(step.action)]
        assert possible(move, before), step
        assert (move.target or before.stage) == step.after, step
