"""JSON lines on standard error. No personal data: ids, codes, routes and counts only."""

from __future__ import annotations

import logging

import structlog


def configure(level: str) -> None:
    """Set up structlog and the standard library's loggers. Repeating it is harmless."""
    logging.basicConfig(level=level, format="%(message)s", force=True)
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
