"""A revision shown to whoever holds its address: made, opened, revoked."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from pages.models.previews import DraftLink, token_hash
from pages.snapshots import without_comments

SHARED, REVOKED = "pages.draft_shared", "pages.draft_revoked"
LISTED = timedelta(days=90)  # how long a closed link can still be looked up
BYTES = 32  # of chance in an address: nobody guesses it


class NoSuchLink(LookupError):
    """Wrong, over, revoked: whoever holds the address learns no more than that."""


@transaction.atomic
def share_revision(
    revision: Revision, *, by: Any, lasting: timedelta, now: datetime
) -> tuple[DraftLink, str]:
    """The link and its token, which is told this once: only its hash is kept."""
    page = Page.objects.get(pk=revision.object_id)
    token = secrets.token_urlsafe(BYTES)
    link = DraftLink.objects.create(
        page=page,
        revision=revision,
        content=without_comments(revision.content),
        drafted_at=revision.created_at,
        token_hash=token_hash(token),
        shared_by=by,
        shared_at=now,
        ends_at=now + lasting,
    )
    log(instance=page.specific, action=SHARED, user=by, data={"ends_at": link.ends_at.isoformat()})
    return link, token


@transaction.atomic
def revoke_link(link: DraftLink, *, by: Any, now: datetime) -> None:
    """Its address opens nothing any more. A second time changes nothing."""
    if DraftLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        log(instance=link.page.specific, action=REVOKED, user=by)


def open_link(token: str, *, now: datetime) -> tuple[DraftLink, Page]:
    """The link and the page as it was then. Raises NoSuchLink."""
    links = DraftLink.objects.open(now).select_related("page")
    link = links.filter(token_hash=token_hash(token)).first()
    if link is None:
        raise NoSuchLink
    return link, link.page.specific.with_content_json(dict(link.content))


def forget_old_links(now: datetime) -> None:
    """The drafts of links that were closed long ago; the page's history keeps that they were."""
    DraftLink.objects.closed_before(now - LISTED).delete()
