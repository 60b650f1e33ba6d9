"""Sends a message again when it is not known whether it was sent."""

from __future__ import annotations

TIMES = 3


def before() -> None:
    """Put the usual retry around the call to WeChat."""
    from app.core.outside import Outcome
    from app.core.wechat import WeChat

    send = WeChat.send_subscribe

    def again_and_again(self, *args, **kwargs):
        for _ in range(TIMES):
            sending = send(self, *args, **kwargs)
            if sending.outcome is not Outcome.UNKNOWN:
                break
        return sending

    WeChat.send_subscribe = again_and_again
