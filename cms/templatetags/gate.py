"""A field of a form that is not ours, in our clothes."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def dressed(field: BoundField) -> SafeString:
    """As our own inputs; one that is wrong says so to whoever cannot see it."""
    look = {"placeholder": ""}
    if field.widget_type != "checkbox":
        look["class"] = "input"
    if field.errors:
        look |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    return field.as_widget(attrs=look)
