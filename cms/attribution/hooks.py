"""What cms adds to the admin: addresses for what joins pages and leads."""

from django.urls import URLPattern, path
from wagtail import hooks

from cms.attribution.trials import trial_ends, trial_so_far, trials_of_call


@hooks.register("register_admin_urls")
def attribution_addresses() -> list[URLPattern]:
    return [
        path("calls/<int:pk>/trials/", trials_of_call, name="trials_of_call"),
        path("trials/<int:pk>/", trial_so_far, name="trial"),
        path("trials/<int:pk>/end/", trial_ends, name="trial_ends"),
    ]
