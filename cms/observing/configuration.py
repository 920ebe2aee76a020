"""Where log lines go; how each looks is in `cms.observing.logs`."""

from typing import Any


def lines_to_stderr(formatter: str, *, frank: bool) -> dict[str, Any]:
    """Django's LOGGING, by the formatter "json" or "text"; `frank` lines quote exceptions."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": "cms.observing.logs.Lines", "frank": frank},
            "json": {"()": "cms.observing.logs.JsonLines"},
        },
        "filters": {"without_tokens": {"()": "cms.observing.logs.WithoutTokens"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": formatter,
                "filters": ["without_tokens"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # We write a line for each request ourselves. What a server says goes the same way.
            "django.server": {"handlers": [], "propagate": True, "level": "ERROR"},
            "_granian": {"handlers": [], "propagate": True},
            "granian.access": {"handlers": [], "propagate": True},
            # Wagtail logs what was edited by its title, and a lead's title is a person's name.
            "wagtail": {"level": "WARNING"},
            "fido2": {"level": "WARNING"},  # names every key that is used
        },
    }
