"""Each lane's mail of a day later becomes a sequence of one step, published; who had it has had it.

Editors keep the sequences, operators look at them; both say how much mail one person gets.
"""

import hashlib
import json
import uuid
from html import escape

from django.db import migrations, models

from leads.migrations._granting import granting
from django.db.models import Value
from django.utils import timezone

STEP = "a-day-later"
WAITED = {"amount": 24, "unit": "hours"}
EDIT = ("add", "change", "view", "publish", "lock", "unlock")
allow = granting(
    Editors={"sequence": EDIT, "followupsettings": ("change",)},
    Operators={"sequence": ("view",), "followupsettings": ("change",)},
)


def convert(apps, schema_editor):
    database = schema_editor.connection.alias
    lanes = apps.get_model("leads.Lane").objects.using(database)
    made = {
        lane.key: _sequence(apps, database, lane) for lane in lanes.exclude(follow_up_text="")
    }
    deliveries = apps.get_model("leads.Delivery").objects.using(database)
    for delivery in deliveries.filter(kind="follow_up").order_by("created_at").iterator():
        version = made.get(delivery.key.split(":", 2)[-1])
        if version is None and delivery.status == "queued":
            delivery.status, delivery.reason = "cancelled", "the lane has no follow-up any more"
            delivery.save(update_fields=["status", "reason"])
        elif version is not None:
            _record(apps, database, delivery, version)


def _sequence(apps, database, lane):
    subject = _plain(lane.follow_up_subject or lane.reader_heading)[:120]
    text, button = _rich(lane.follow_up_text), _plain(lane.name)[:60]
    document = {
        "lanes": [lane.key],
        "steps": [
            {
                "key": STEP,
                "subject": subject,
                "body": [
                    {"kind": "text", "words": text},
                    {"kind": "button", "words": button, "to": "offer"},
                ],
                "wait": WAITED,
            }
        ],
    }
    now = timezone.now()
    sequence = apps.get_model("leads.Sequence")(
        title=f"A day later: {lane.name}"[:120],
        live=True,
        first_published_at=now,
        last_published_at=now,
    )
    sequence.save(using=database)
    rows = apps.get_model("leads.Sequence").objects.using(database).filter(pk=sequence.pk)
    # The field of a historical model knows no blocks and would drop them, so they go past it.
    rows.update(steps=Value(_blocks(subject, text, button), output_field=models.JSONField()))
    sequence.lanes.through.objects.using(database).create(sequence_id=sequence.pk, lane_id=lane.pk)
    version = (
        apps.get_model("leads.PublishedSequence")
        .objects.using(database)
        .create(
            sequence_id=sequence.pk,
            version=1,
            content_hash=_hash(document),
            document=document,
            published_at=now,
        )
    )
    rows.update(current_version=version)
    return version


def _record(apps, database, delivery, version):
    """In it and out again: a delivery that is still queued goes as it was planned."""
    enrolment = (
        apps.get_model("leads.Enrolment")
        .objects.using(database)
        .create(
            lead_id=delivery.lead_id,
            sequence_id=version.sequence_id,
            version=version,
            submission_id=delivery.submission_id,
            entered_at=delivery.created_at,
            entered_because="routed",
            left_at=delivery.created_at,
            left_because="finished",
        )
    )
    apps.get_model("leads.StepRecord").objects.using(database).create(
        enrolment=enrolment,
        lead_id=delivery.lead_id,
        sequence_id=version.sequence_id,
        step=STEP,
        outcome="sent",
        at=delivery.created_at,
        delivery=delivery,
    )


def _blocks(subject, text, button):
    body = [
        _block("text", text),
        _block(
            "button", {"words": button, "leads_to": "offer", "page": None, "address": ""}
        ),
    ]
    step = {
        "key": STEP,
        "subject": subject,
        "opening": "",
        "body": body,
        "wait": WAITED["amount"],
        "unit": WAITED["unit"],
        "days": [],
        "opens": None,
        "closes": None,
        "match": "all",
        "conditions": [],
    }
    return [_block("step", step)]


def _block(kind, value):
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def _rich(text):
    """Paragraphs, after the greeting that used to stand in the template."""
    paragraphs = ["Hello {{ first_name|there }},"]
    for paragraph in _plain_lines(text).split("\n\n"):
        if paragraph.strip():
            paragraphs.append(escape(paragraph.strip(), quote=False).replace("\n", "<br/>"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _plain(text):
    return " ".join(_plain_lines(text).split())


def _plain_lines(text):
    """What looks like a merge field was none, and stays as it was read."""
    return text.replace("\r\n", "\n").replace("{{", "{ {").replace("}}", "} }")


def _hash(document):
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0012_sequences"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand: a sequence may have readers in it by then.
    operations = [
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
