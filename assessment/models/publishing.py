"""What is edited as a draft and read as it was frozen when it was published."""

import logging
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.blocks.base import get_error_json_data
from wagtail.log_actions import log
from wagtail.models import Revision

SCHEDULED = "wagtail.publish.scheduled"
REFUSED = "lanewise.publish.refused"
MOST_REASONS = 3

logger = logging.getLogger(__name__)


class Publication(NamedTuple):
    """`content`: the revision's, `frozen`: what it freezes to, `by`: who publishes, if known."""

    revision: Revision
    content: Any
    frozen: Any
    by: Any


class FrozenWhenPublished(models.Model):
    """Publishing a revision freezes its content and makes that the current row, both or neither.

    Stands before Wagtail's mixins. `frozen_in` names the foreign key to the current row.
    """

    frozen_in: ClassVar[str]

    class Meta:
        abstract = True

    def freeze(self) -> Any:
        """The content as a frozen value. Raises ValidationError at every field that is wrong."""
        raise NotImplementedError

    def check_publishable(self, content: Self, frozen: Any) -> None:
        """Raises ValidationError when this content may not follow what is current now."""

    def kept(self, publication: Publication) -> dict[str, Any]:
        """The columns that change now that this is live. The row is locked."""
        raise NotImplementedError

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError when the revision cannot be published, and leaves all as it was.

        Content that was published before makes its old row the current one. A revision scheduled
        for later is checked now, and again when it is due. If it no longer fits then, nobody is
        there to be told: the schedule ends, the log and the editor's pages say why.
        """
        try:
            self._publish(revision, *args, **kwargs)
        except ValidationError as error:
            if kwargs.get("log_action") != SCHEDULED:
                raise
            self._end_schedule(revision, error)

    @transaction.atomic
    def _publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        row = type(self)._base_manager.select_for_update().get(pk=self.pk)
        content = revision.as_object()
        frozen = content.freeze()
        row.check_publishable(content, frozen)
        super().publish(revision, *args, **kwargs)  # type: ignore[misc]
        live = type(self)._base_manager.filter(pk=self.pk, live_revision=revision)
        if live.exists():
            by = kwargs.get("user") or revision.user
            live.update(**row.kept(Publication(revision, content, frozen, by)))

    @transaction.atomic
    def _end_schedule(self, revision: Revision, error: ValidationError) -> None:
        reason = reason_of(error)
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        log(instance=self, action=REFUSED, revision=revision, data={"reason": reason})
        logger.error("Not published as scheduled: %s %s. %s", self._meta.label, self.pk, reason)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """An old revision comes back without the row that was current then."""
        restored: Self = super().with_content_json(content)  # type: ignore[misc]
        setattr(restored, f"{self.frozen_in}_id", getattr(self, f"{self.frozen_in}_id"))
        return restored


def reason_of(error: ValidationError) -> str:
    """What was wrong, for whoever has no form before them: field by field, the first few."""
    errors = error.error_dict if hasattr(error, "error_dict") else {"draft": [error]}
    found = [
        f"{field.replace('_', ' ').capitalize()}: {sentence}"
        for field, held in errors.items()
        for each in held
        for sentence in _sentences(get_error_json_data(each))
    ]
    more = len(found) - MOST_REASONS
    return " ".join(found[:MOST_REASONS]) + (f" And {more} more." if more > 0 else "")


def _sentences(found: Any) -> Iterator[str]:
    """Whatever stands under `messages`, however deep in blocks."""
    for name, held in found.items():
        if name == "messages":
            yield from map(str, held)
        elif isinstance(held, dict):
            yield from _sentences(held)
