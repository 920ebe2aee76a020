"""The public API at /api/v1/: each room brings its router, the form of every error is made here.

A room declares an error as a status alone (`response={202: Accepted, 409: None}`) and raises its
own exceptions; here both become problem documents, in the answers and in the OpenAPI document.
"""

import logging
import traceback
from collections.abc import Callable
from functools import cached_property, wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import path
from django.views.decorators.cache import cache_control
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from assessment.api import router as assessments
from cms.parsing import StrictParser, UnsupportedMediaType
from cms.problems import MEDIA_TYPE, Problem, field_problem, field_problems, problem
from cms.throttling import FeedbackThrottle, TrialThrottle
from leads.actions.submissions import SubmissionConflict, SubmissionInvalid
from leads.api import router as leads
from leads.api_leads import router as leads_for_staff
from leads.throttle import TooManyRequests
from pages.blocks.api import router as schemas
from pages.delivery.api import router as content
from pages.feedback.api import router as feedback
from pages.feedback.giving import FeedbackInvalid
from pages.trials.api import router as trials

logger = logging.getLogger(__name__)

VERSION = "1.0"
RETRY_AFTER = 5  # seconds; a database that restarts takes about as long

type View = Callable[..., HttpResponse]


class ProblemAPI(NinjaAPI):
    """Ninja's API, whose every error is a problem document, declared in its OpenAPI document."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problem_of(request, exc)

    def get_openapi_schema(self, **_: Any) -> dict[str, Any]:
        return self._document

    @cached_property
    def _document(self) -> dict[str, Any]:
        """Built once: building it costs more than any request should."""
        document: dict[str, Any] = super().get_openapi_schema()
        for where, operations in document["paths"].items():
            for operation in operations.values():
                _declare_problems(operation, where)
        document["components"]["schemas"] |= _problem_schemas()
        return document

    def _get_urls(self) -> list[Any]:
        urls = super()._get_urls()
        for pattern in urls:
            pattern.callback = self._answering(pattern.callback)
        return [*urls, path("<path:rest>", self._answering(_nothing_here))]

    def _answering(self, view: View) -> View:
        """The view; what it refuses or raises outside of Ninja's own care is a problem as well."""

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked, request.method = request.method, _plain(request.method)
            try:
                response = view(request, *args, **kwargs)
            except Exception as error:
                response = self.on_exception(request, error)
            finally:
                request.method = asked
            if response.status_code == 405:
                return problem(request, 405, headers={"Allow": response["Allow"]})
            return response

        answer.csrf_exempt = True  # type: ignore[attr-defined]
        return answer


def _plain(method: str | None) -> str | None:
    """A HEAD is answered as a GET whose body the server leaves out."""
    return "GET" if method == "HEAD" else method


def problem_of(request: HttpRequest, error: Exception) -> HttpResponse:
    """What an exception means to whoever sent the request."""
    match error:
        case ValidationError() if _is_empty_body(error):
            return problem(request, 400)
        case ValidationError():
            return problem(request, 422, errors=field_problems(error.errors))
        case SubmissionInvalid() | FeedbackInvalid():
            return problem(request, 422, errors=[field_problem(*each) for each in error.errors])
        case SubmissionConflict():
            return problem(request, 409)
        case TooManyRequests():
            return problem(request, 429, headers={"Retry-After": str(error.wait)})
        case HttpError(__cause__=UnsupportedMediaType()):  # Ninja wraps what its parser raises
            return problem(request, 415)
        case HttpError(__cause__=RequestDataTooBig()) | RequestDataTooBig():
            return problem(request, 413)
        case AuthenticationError():
            return problem(request, 401, headers={"WWW-Authenticate": "Bearer"})
        case HttpError():
            return problem(request, error.status_code)
        case Http404():
            return problem(request, 404)
        case SuspiciousOperation() | UnreadablePostError():
            return problem(request, 400)
        case InterfaceError() | OperationalError():
            return problem(request, 503, headers={"Retry-After": str(RETRY_AFTER)})
    return _broken(request, error)


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """Ours to mend. The log gets the kind and the place, never the message: it may quote a person.
    Whoever listens for broken requests hears of all of it."""
    place = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s\n%s", type(error).__name__, place)
    got_request_exception.send(sender=ProblemAPI, request=request)
    return problem(request, 500)


def _is_empty_body(error: ValidationError) -> bool:
    missing = [each["loc"] for each in error.errors if each["type"] == "missing"]
    return any(where[0] == "body" and len(where) == 2 for where in missing)


def _nothing_here(_request: HttpRequest, **_: Any) -> HttpResponse:
    raise Http404


def _declare_problems(operation: dict[str, Any], where: str) -> None:
    """Add the errors that come with a body, with a parameter in the path, with a database."""
    responses = operation["responses"]
    common = [503, *([404] if "{" in where else [])]
    common += [400, 413, 415, 422] if "requestBody" in operation else []
    for status in common:
        responses.setdefault(status, {"description": HTTPStatus(status).phrase})
    for status, response in responses.items():
        if status < 400:
            continue
        response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        if status in (429, 503):
            seconds = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
            response["headers"] = {"Retry-After": seconds}


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"Problem": schema, **schema.pop("$defs")}


api = ProblemAPI(
    title="Lanewise",
    version=VERSION,
    description="Assessments, submissions and results. Errors are problem documents (RFC 9457). "
    "Times are RFC 3339, in UTC.",
    parser=StrictParser(),
    docs_decorator=cache_control(public=True, max_age=300),
    urls_namespace="api-v1",
)
api.add_router("/assessments", assessments, tags=["assessments"])
api.add_router("", leads, tags=["submissions and results"])
api.add_router("/leads", leads_for_staff, tags=["leads, for staff"])
api.add_router("", content, tags=["content"])
api.add_router("/feedback", feedback, tags=["feedback"], throttle=FeedbackThrottle())
api.add_router("/trials", trials, tags=["trials"], throttle=TrialThrottle())
api.add_router("", schemas, tags=["schemas"])
