from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.bench.floors import rows


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"ok")


def insert(request: HttpRequest) -> HttpResponse:
    rows.Row.objects.create(body=request.body.decode())
    return HttpResponse(b"ok", status=202)


urlpatterns = [path("empty/", empty), path("insert/", insert)]
