"""What an advisor's form says about when they work, checked."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

from leads.domain.working_hours import HoursInvalid, parse_hours


@cache
def zones() -> list[tuple[str, str]]:
    """Every time zone people live by, by region and city."""
    named = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in sorted(named))]


def are_hours(text: str) -> None:
    """Raises ValidationError, with what to write instead."""
    try:
        parse_hours(text)
    except HoursInvalid as error:
        raise ValidationError(str(error)) from error
