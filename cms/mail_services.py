"""Where mail services report what became of a message, at the addresses Anymail gives them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from anymail.exceptions import AnymailConfigurationError
from anymail.urls import urlpatterns as anymail_urlpatterns
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern

type View = Callable[..., HttpResponse]


def _if_set_up(view: View) -> View:
    """The view; of a service this site has no keys for, Anymail's complaint is a 404."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except AnymailConfigurationError as error:
            raise Http404 from error

    return answer


app_name = "anymail"
urlpatterns = [
    URLPattern(each.pattern, _if_set_up(each.callback), each.default_args, each.name)
    for each in anymail_urlpatterns
]
