"""Faults told to Sentry, where SENTRY_DSN names one: kind and place, nothing of a person."""

from collections.abc import Mapping
from typing import Any, Final

from cms.observing.logs import TOKEN
from leads import request_ids

# All that leaves of an event beside its exceptions; each is ours, and names nobody.
KEPT: Final = (
    "event_id",
    "timestamp",
    "level",
    "logger",
    "platform",
    "environment",
    "release",
    "sdk",
)

OURS: Final = ("assessment.", "cms.", "leads.", "pages.")  # who writes lines that quote nobody


def tell_sentry(dsn: str, **more: Any) -> None:
    """From now on, in this process. Needs the extra `observability`."""
    import sentry_sdk  # noqa: PLC0415 (an optional package)

    sentry_sdk.init(
        dsn=dsn,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        before_send=scrubbed,
        before_send_transaction=lambda *_: None,
        **more,
    )


def scrubbed(event: Mapping[str, Any], _hint: Mapping[str, Any]) -> dict[str, Any]:
    """The event anew from what may leave: no request, no address, no user, no word of an error."""
    said = {name: event[name] for name in KEPT if name in event}
    said["tags"] = {"request_id": request_ids.current()}
    message = (event.get("logentry") or {}).get("message")
    if message and str(event.get("logger")).startswith(OURS):
        said["logentry"] = {"message": TOKEN.sub(r"\1…", message)}
    if exceptions := (event.get("exception") or {}).get("values"):
        said["exception"] = {"values": [_kind_and_place(each) for each in exceptions]}
    return said


def _kind_and_place(exception: Mapping[str, Any]) -> dict[str, Any]:
    frames = (exception.get("stacktrace") or {}).get("frames", [])
    places = ("filename", "abs_path", "function", "module", "lineno", "in_app")
    return {
        "type": exception.get("type"),
        "module": exception.get("module"),
        "stacktrace": {"frames": [{k: f[k] for k in places if k in f} for f in frames]},
    }
