"""What the web server loads when a test wants the product changed: a protection taken away, or a probe added."""

from __future__ import annotations

from tests.promises import sabotage

sabotage.apply_before()

from wsgi import app, server  # noqa: E402 - the changes come first

app.wsgi_app = sabotage.around(app)  # type: ignore[method-assign]

__all__ = ["server"]
