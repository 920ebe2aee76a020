"""What the project itself brings to the admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from cms.attribution import hooks as attribution_hooks  # noqa: F401  registers them
from cms.panels import LeftUndonePanel, SchedulePanel


@hooks.register("construct_homepage_panels")
def tell_of_schedules(request: HttpRequest, panels: list[Any]) -> None:
    panels += [SchedulePanel(request.user), LeftUndonePanel(request.user)]
