"""What a team would otherwise write, whole: one table, one task, two mails. DESIGN chooses how.

`delay`: `save(); task.delay()` with Celery's defaults. `on_commit`: the task is sent after commit,
acknowledged late, and tried again by itself after any error. Both with the same bounded waits.
"""

import json
import os
import uuid
from typing import Any

import dj_database_url
import django
from celery import Celery
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

DESIGN = os.environ["DESIGN"]
LATE = {"acks_late": True, "autoretry_for": (Exception,), "max_retries": 5, "retry_backoff": True}

settings.configure(
    SECRET_KEY="a prototype",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["tests.chaos.designs.storage"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=0)},
    USE_TZ=True,
    MAILERS={
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": int(os.environ["SMTP_PORT"]), "timeout": 10},
        }
    },
)
django.setup()

from django.core.mail import EmailMessage  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402

from tests.chaos.designs.storage.models import Sent  # noqa: E402

app = Celery("prototype", broker=os.environ["REDIS_URL"])
app.conf.update(
    task_ignore_result=True,
    broker_connection_max_retries=None,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 60, "socket_timeout": 5, "socket_connect_timeout": 2,
    },
    task_reject_on_worker_lost=DESIGN == "on_commit",
)  # fmt: skip


@app.task(name="process", **(LATE if DESIGN == "on_commit" else {}))
def process(key: str) -> None:
    """Both mails, then the mark that they went."""
    sent = Sent.objects.get(pk=key)
    for kind, to in (("result", sent.email), ("brief", "advisor@example.com")):
        headers = {"Message-ID": f"<{kind}.{key}@prototype>"}
        EmailMessage(kind, f"For {sent.email}", to=[to], headers=headers).send()
    Sent.objects.filter(pk=key).update(done=True)


def submit(request: HttpRequest, **_: Any) -> HttpResponse:
    body = json.loads(request.body)
    key = uuid.UUID(body["id"])
    values = {"email": body["contact"]["email"]}
    if DESIGN == "delay":
        _, made = Sent.objects.get_or_create(pk=key, defaults=values)
        if made:
            process.delay(str(key))
    else:
        with transaction.atomic():
            _, made = Sent.objects.get_or_create(pk=key, defaults=values)
            if made:
                transaction.on_commit(lambda: process.delay(str(key)))
    return HttpResponse(status=202)


urlpatterns = [
    path("api/v1/assessments/<slug:slug>/submissions/", submit),
    path("healthz", lambda _: HttpResponse("ok")),
]
application = get_wsgi_application()
