"""`python -m tests.bench.floors.batch COUNT HOST PORT`: a pipeline that only does the heavy parts.

Batches of twenty: one insert each of leads, decisions and mails; two messages a lead rendered with
Django's templates and handed to SMTP over one kept connection; one update of what was sent. No
rule, no lock, no receipt, no turn of an advisor. Prints the seconds it took.
"""

import smtplib
import sys
import time
from itertools import batched

import django
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string

SIZE = 20


def main(count: str, host: str, port: str) -> None:
    django.setup()
    from tests.bench.floors.fill import make_tables

    class Lead(models.Model):
        email = models.EmailField(unique=True)

        class Meta:
            app_label = "floors"

    class Decision(models.Model):
        lead = models.ForeignKey(Lead, models.CASCADE)
        receipt = models.JSONField()

        class Meta:
            app_label = "floors"

    class Mail(models.Model):
        lead = models.ForeignKey(Lead, models.CASCADE)
        subject = models.TextField()
        text = models.TextField()
        sent_at = models.DateTimeField(null=True)

        class Meta:
            app_label = "floors"

    make_tables(Lead, Decision, Mail)
    words = {"name": "Rosa", "lines": [f"Line {at} of what there is to say." for at in range(30)]}
    began = time.perf_counter()
    with smtplib.SMTP(host, int(port)) as smtp:
        for batch in batched(range(int(count)), SIZE, strict=False):
            with transaction.atomic():
                leads = Lead.objects.bulk_create(
                    Lead(email=f"r{began}-{at}@example.com") for at in batch
                )
                receipt = {"scores": [1, 2, 3], "verdicts": [True, False] * 5}
                Decision.objects.bulk_create(Decision(lead=each, receipt=receipt) for each in leads)
                mails = Mail.objects.bulk_create(
                    Mail(lead=each, subject=kind, text=render_to_string("floors/mail.txt", words))
                    for each in leads
                    for kind in ("Your result", "A new lead")
                )
            for mail in mails:
                html = render_to_string("floors/mail.html", words)
                message = EmailMultiAlternatives(
                    mail.subject, mail.text, "site@example.com", [mail.lead.email]
                )
                message.attach_alternative(html, "text/html")
                smtp.sendmail("site@example.com", message.to, message.message().as_bytes())
            Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(sent_at=Now())
    print(time.perf_counter() - began)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
