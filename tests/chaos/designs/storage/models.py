"""One table of a prototype."""

from django.db import models


class Sent(models.Model):
    """One submission; `done` once both mails went."""

    id = models.UUIDField(primary_key=True)
    email = models.EmailField()
    done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Sent {self.pk}"
