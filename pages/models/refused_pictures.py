from django.db import models
from django.db.models.functions import Now


class RefusedPicture(models.Model):
    """A file of which no other sizes can be made. Another file of that picture is tried again."""

    image = models.OneToOneField(
        "wagtailimages.Image", on_delete=models.CASCADE, related_name="refused"
    )
    file_hash = models.CharField(max_length=40)
    file_name = models.CharField(max_length=100)
    why = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.image}: {self.why}"
