"""Changes that take one protection away, so that the proof of a promise can be seen to fail without it.

PROMISES_CHANGE names modules of this package, separated by commas. The product knows nothing of it: only the test's
own entries (``wsgi_sabotaged``, ``run_sabotaged``) read it. A module has ``before()``, which changes the product before
its app is built, or ``around(app)``, which returns a WSGI application to put in its place, or both.
"""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Any


def chosen() -> list[ModuleType]:
    """Return the modules that the environment names."""
    names = os.environ.get("PROMISES_CHANGE", "").split(",")
    return [importlib.import_module(f"{__name__}.{name}") for name in names if name]


def apply_before() -> None:
    """Change the product before its app is built."""
    for module in chosen():
        if hasattr(module, "before"):
            module.before()


def around(app: Any) -> Any:
    """Return the app's WSGI callable with what the modules put around it."""
    callable_ = app.wsgi_app
    for module in chosen():
        if hasattr(module, "around"):
            callable_ = module.around(callable_)
    return callable_
