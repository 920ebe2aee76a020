"""A letter of a sequence inside a page."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from leads.domain.sequences import Step
from leads.mail.compose import rendered
from leads.mail.letters import SOMEBODY, letter
from leads.models.deliveries import Kind

register = template.Library()


@register.simple_tag
def letter_to_somebody(step: Step) -> SafeString:
    """The whole document, written to a made-up reader."""
    html = rendered(Kind.FOLLOW_UP, letter(step, SOMEBODY)).html
    return mark_safe(html)  # noqa: S308 (a mail of ours, cleaned as every mail is)
