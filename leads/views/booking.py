"""Where booking services report: the signature is checked, the report stored, and judged later."""

import json
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from leads.actions.bookings import record_booking_event
from leads.domain.bookings import Booking, BookingInvalid, of_calcom, of_calendly
from leads.domain.signatures import is_from_calcom, is_from_calendly
from leads.models import BookingEvent

LARGEST = 256 * 1024  # bytes; theirs are a few thousand


@csrf_exempt
@require_POST
def calcom(request: HttpRequest) -> HttpResponse:
    secret = _secret(settings.CALCOM_WEBHOOK_SECRET)
    signature = request.headers.get("X-Cal-Signature-256", "")
    if _is_too_large(request) or not is_from_calcom(request.body, signature, secret=secret):
        return _refused()
    return _taken(request, of_calcom, service=BookingEvent.Service.CALCOM)


@csrf_exempt
@require_POST
def calendly(request: HttpRequest) -> HttpResponse:
    secret, now = _secret(settings.CALENDLY_WEBHOOK_SIGNING_KEY), timezone.now()
    signature = request.headers.get("Calendly-Webhook-Signature", "")
    if _is_too_large(request) or not is_from_calendly(
        request.body, signature, secret=secret, now=now
    ):
        return _refused()
    return _taken(request, of_calendly, service=BookingEvent.Service.CALENDLY)


def _taken(
    request: HttpRequest, read: Callable[[object], Booking], *, service: BookingEvent.Service
) -> HttpResponse:
    try:
        booking = read(json.loads(request.body))
    except BookingInvalid as error:
        return _said(f"This is not understood. {error}\n", 400)
    except (ValueError, RecursionError):
        return _said("This is no JSON.\n", 400)
    record_booking_event(booking, service=service.value, body=request.body)
    return _said("Taken.\n", 200)


def _secret(secret: str) -> str:
    """Without one this site takes no reports of the service: the path is as unknown as any."""
    if not secret:
        raise Http404
    return secret


def _is_too_large(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or int(length) > LARGEST


def _refused() -> HttpResponse:
    return _said("The signature is wrong, or too old.\n", 403)


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
