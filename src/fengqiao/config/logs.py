"""What the service says about itself: lines that name no person, no searched text and no address (日志输出)."""

from __future__ import annotations

import logging
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SILENT = {"ip", "user_id", "user_agent", "referer"}


def without_people(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Drop who and where from; keep the path of a request but not its query, where names are searched for."""
    for key in _SILENT & event.keys():
        del event[key]
    if isinstance(request := event.get("request"), str):
        event["request"] = request.partition("?")[0]
    return event


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    without_people,
]


def logging_settings(form: str) -> dict[str, Any]:
    """Django's LOGGING for `lines` (people read them) or `json` (a collector does)."""
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info
                    if form == "json"
                    else structlog.processors.StackInfoRenderer(),
                    renderer,
                ],
            }
        },
        "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["error"], "level": "WARNING"},
        "loggers": {
            "fengqiao": {"level": "INFO"},
            "django_structlog": {"level": "INFO" if form == "json" else "WARNING"},
            "django.server": {"handlers": [], "propagate": True},
            "procrastinate": {"level": logging.getLevelName(logging.WARNING)},
        },
    }
