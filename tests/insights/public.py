"""Reading public pages as anybody does."""

from __future__ import annotations

from app.core import ready


def read(world, estate=None, **headers):
    """Ask for a public page, as anybody."""
    return world.stranger.client.get(
        f"/api/v1/public/compounds/{(estate or world.a).compound}",
        headers={k.replace("_", "-"): v for k, v in headers.items()},
    )


def page(world, estate=None) -> dict:
    """Return a public page as it is now, without what this process keeps for two seconds."""
    ready.forget_here()
    answer = read(world, estate)
    assert answer.status_code == 200, answer.json
    return answer.json
