"""That a reader has seen a variant. Mounted at /api/v1/trials/."""

from typing import Annotated, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import ConfigDict

from pages.models.trials import Exposure

LARGEST_KEY = 2**63 - 1

router = Router()


class SeenIn(Schema):
    model_config = ConfigDict(extra="forbid")

    variant: Literal["a", "b"]


@router.post("/{trial}/seen/", response={204: None, 429: None}, summary="A variant was seen")
def post_seen(
    request: HttpRequest, trial: Annotated[int, Path(ge=1, le=LARGEST_KEY)], body: SeenIn
) -> Status:
    """Tell it once a reader and trial. Nothing is kept but a number, and not even that for a reader
    who asks not to be followed (`DNT`, `Sec-GPC`) or once the trial has ended."""
    if not asks_not_to_be_followed(request) and not Exposure.count(
        trial=trial, variant=body.variant
    ):
        raise Http404
    return Status(204, None)


def asks_not_to_be_followed(request: HttpRequest) -> bool:
    return "1" in (request.headers.get("DNT"), request.headers.get("Sec-GPC"))
