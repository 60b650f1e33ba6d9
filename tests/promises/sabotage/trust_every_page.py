"""Acts for whoever brings the cookie, whatever page sent it."""

from __future__ import annotations


def before() -> None:
    """Take away the check that a change comes from our own page. The app hands it to the guard when it is built."""
    from app.identity import login

    login.check_csrf = lambda actor: None
