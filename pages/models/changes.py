"""What readers see was changed: one row each time, written by the database itself."""

from django.db import connection, models
from django.db.models.functions import Now

EDITION = """
    SELECT (SELECT MAX(id) FROM pages_change), (SELECT COUNT(*) FROM pages_change),
           (SELECT MAX(id) FROM wagtailcore_pageviewrestriction),
           (SELECT COUNT(*) FROM wagtailcore_pageviewrestriction)
"""


class ChangeQuerySet(models.QuerySet["Change"]):
    def owed(self) -> "ChangeQuerySet":
        """Which the shared cache has not been told of."""
        return self.filter(purged=False)


class Change(models.Model):
    """Written by triggers (pages/watching.py), in the transaction of what changed.

    So none is forgotten, whoever writes and however: the editor, an API, a command, a hand in SQL.
    """

    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    path = models.TextField(blank=True, db_default="")  # of a page, before or after: its url_path
    purged = models.BooleanField(db_default=False)
    at = models.DateTimeField(db_default=Now())

    objects = ChangeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index("id", name="change_to_purge", condition=models.Q(purged=False)),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


def edition() -> str:
    """Names the state of everything that readers see: equal names, equal pages. One query.

    Numbers are given before their transactions are committed, so a smaller one may appear after a
    greater one: the newest number does not tell alone, the count with it does. What is restricted
    is counted besides: there, to know too little would show too much.
    """
    with connection.cursor() as cursor:
        cursor.execute(EDITION)
        return "-".join(str(number or 0) for number in cursor.fetchone())
