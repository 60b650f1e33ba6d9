"""Lets a thread wait for the body of a request, as long as the client pleases, as servers do by themselves."""

from __future__ import annotations

import asyncio
from typing import Any


def before() -> None:
    """Take the body in from the thread that deals with the request."""
    from app.core.front import Front

    async def whole(exchange: Any) -> bytes:
        return b"".join([piece async for piece in exchange])

    async def arrive(self: Front, environ: dict[str, Any], exchange: Any) -> tuple[bytes, str]:
        loop = asyncio.get_running_loop()
        waiting = lambda: asyncio.run_coroutine_threadsafe(whole(exchange), loop).result()  # noqa: E731
        return await loop.run_in_executor(self._threads, waiting), ""

    Front._take_in = arrive  # type: ignore[method-assign]
