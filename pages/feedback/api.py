"""Feedback from a front end of its own. Mounted at /api/v1/feedback/."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field
from wagtail.models import Site

from pages.feedback.giving import Answer, give_feedback
from pages.feedback.readers import LONGEST_NAME, reader_name
from pages.models.feedback import LONGEST_COMMENT

router = Router()


class FeedbackIn(Schema):
    model_config = ConfigDict(extra="forbid")

    path: str = Field(max_length=500, description="The article's path: /career/two-jobs/.")
    useful: bool
    comment: str = Field("", max_length=LONGEST_COMMENT)
    reader: str = Field(
        "",
        max_length=LONGEST_NAME,
        description="A random name your front end keeps for this reader, so that one reader counts "
        "once. Left out, whoever calls is one reader for a day.",
    )


@router.post("/", response={204: None, 429: None}, summary="Was this piece useful?")
def post_feedback(request: HttpRequest, body: FeedbackIn) -> Status:
    """One answer a reader and article; a second one replaces the first."""
    now = timezone.now()
    reader = body.reader or reader_name(request, now=now)
    answer = Answer(body.path, body.useful, body.comment, reader)
    give_feedback(answer, site=Site.find_for_request(request), now=now)
    return Status(204, None)
