"""A copy of an assessment: everything that is written, nothing that was published."""

from itertools import count

from wagtail.snippets.views.snippets import CopyView

from assessment.models import Assessment
from assessment.options import NextChange


class AssessmentCopyView(CopyView):
    """Shows the form of the newest draft, which posts to the add view: another assessment with a
    slug of its own. A POST here would write over what is copied."""

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self) -> Assessment:
        copied: Assessment = self.get_object().get_latest_revision_as_object()
        copied.title = f"Copy of {copied.title}"[: Assessment._meta.get_field("title").max_length]
        copied.slug = free_slug(copied.slug)
        copied.go_live_at = copied.expire_at = None
        copied.next_change = NextChange.WORDING
        return copied


def free_slug(slug: str) -> str:
    """`leadership-copy`, `leadership-copy-2`, … whichever is not taken."""
    room = Assessment._meta.get_field("slug").max_length - len("-copy-999")
    stem = f"{slug[:room].rstrip('-')}-copy"
    taken = set(Assessment.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    others = (f"{stem}-{number}" for number in count(2))
    return stem if stem not in taken else next(each for each in others if each not in taken)
