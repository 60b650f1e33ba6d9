"""JSON lines on standard error. No personal data: ids, codes, routes and counts only."""

from __future__ import annotations

import logging
from typing import Any

import structlog


class LibraryLine(logging.Formatter):
    """A line of a library. Of an exception it shows only the class: its text may quote personal data."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Return the class of the exception."""
        return f"{ei[0].__module__}.{ei[0].__qualname__}"


def configure(level: str) -> None:
    """Set up structlog and the standard library's loggers. Repeating it is harmless."""
    handler = logging.StreamHandler()
    handler.setFormatter(LibraryLine("%(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("werkzeug", "rq.worker", "urllib3", "botocore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
