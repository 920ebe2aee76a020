"""Who is alive: one row for each process that says so."""

from django.db import models
from django.db.models.functions import Now


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def record(self, name: str, *, kind: str) -> None:
        self.update_or_create(name=name, defaults={"kind": kind, "seen_at": Now()})


class Heartbeat(models.Model):
    name = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=20)  # worker, sweeper, beat, schedule
    seen_at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.name
