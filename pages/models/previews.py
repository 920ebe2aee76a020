"""Drafts that leave the editor: as one editor sees it now, and as it was when it was shared."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

LONGEST_HASH = 64


class PreviewQuerySet(models.QuerySet["Preview"]):
    def of(self, draft: models.Model) -> Self:
        kind = ContentType.objects.get_for_model(draft)
        return self.filter(content_type=kind, place=place_of(draft))

    def open(self, since: datetime) -> Self:
        return self.filter(shown_at__gt=since)


class Preview(models.Model):
    """What one editor sees of a draft, for the front end elsewhere that draws it.

    Every token names a row: without the row none of its tokens opens anything.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=300)
    follows_editor = models.BooleanField()  # else it is of one moment: a revision looked at
    content = models.JSONField(encoder=DjangoJSONEncoder)
    shown_at = models.DateTimeField(db_index=True)

    objects = PreviewQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "content_type", "place"],
                condition=Q(follows_editor=True),
                name="one_preview_follows_an_editor",
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.place}"


def place_of(draft: models.Model) -> str:
    """The key of what is stored; of what is not yet, where it will stand."""
    return str(draft.pk) if draft.pk else f"new {getattr(draft, 'path', '')}"


class DraftLinkQuerySet(models.QuerySet["DraftLink"]):
    def open(self, now: datetime) -> Self:
        return self.filter(revoked_at=None, ends_at__gt=now)

    def closed_before(self, moment: datetime) -> Self:
        return self.filter(Q(ends_at__lt=moment) | Q(revoked_at__lt=moment))


class DraftLink(models.Model):
    """An address at which anybody reads one revision of a page, until it ends or is revoked.

    It keeps what the revision held: the editor saves over its newest revision while somebody types.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    content = models.JSONField(encoder=DjangoJSONEncoder)
    drafted_at = models.DateTimeField()
    token_hash = models.CharField(max_length=LONGEST_HASH, unique=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    shared_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = DraftLinkQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-shared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("shared_at")),
                name="draft_link_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page}, {self.drafted_at:%d %B %Y}"


def token_hash(token: str) -> str:
    """Keyed by SECRET_KEY: who reads the table cannot open a link."""
    return salted_hmac("pages.draft-link", token, algorithm="sha256").hexdigest()
