"""What was published, one row for each content: numbered, and never changed again."""

from typing import Any, ClassVar, Protocol

from django.db import models
from django.utils import timezone

from leads.models.appendonly import AppendOnlyModel, AppendOnlyQuerySet


class Frozen(Protocol):
    """A frozen value, named by the hash of what is in it."""

    @property
    def content_hash(self) -> str: ...

    def to_document(self) -> dict[str, Any]: ...


class FrozenQuerySet(AppendOnlyQuerySet):
    def keep(self, frozen: Frozen, **origin: models.Model) -> Any:
        """The row of this content, made with the next version number if there is none yet.

        `origin`: what it was edited as, by the name of the foreign key. The caller holds its lock.
        """
        kept = self.filter(**origin, content_hash=frozen.content_hash).first()
        if kept is not None:
            return kept
        newest = self.filter(**origin).aggregate(models.Max("version"))["version__max"]
        return self.create(
            **origin,
            version=(newest or 0) + 1,
            content_hash=frozen.content_hash,
            document=frozen.to_document(),
            published_at=timezone.now(),
        )


class FrozenModel(AppendOnlyModel):
    """One published wording. Never changes, never goes."""

    version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, db_index=True)
    document = models.JSONField()
    published_at = models.DateTimeField()

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
