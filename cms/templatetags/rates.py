"""Rates and chances as an editor reads them."""

from django import template

register = template.Library()


@register.filter
def per_hundred(rate: float | None) -> str:
    """With one decimal; a dash where nobody was counted."""
    return "–" if rate is None else f"{100 * rate:.1f}"


@register.filter
def chance(probability: float) -> str:
    """In whole percent; never certain and never impossible."""
    percent = round(100 * probability)
    if percent >= 100:
        return "more than 99 %"
    return f"{percent} %" if percent else "less than 1 %"
