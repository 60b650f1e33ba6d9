"""Ids of photos in the requests of the council."""

from __future__ import annotations

from tests.contract.foreign import Call

CALLS: dict[tuple[str, str], Call] = {
    ("finish_council_task", "media_ids.[]"): Call(
        "community_a", "/staff/council/tasks/{task}/actions/finish",
        lambda ids: {"version": 1, "proof": "好了"}, ("other_photo",), setup="council_doing",
    ),
}  # fmt: skip
