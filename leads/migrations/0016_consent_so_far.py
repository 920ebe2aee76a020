"""The ledger of consent begins with what readers ticked before there was one."""

from django.db import migrations


def write_down_what_was_agreed(apps, schema_editor):
    """Of readers known before the ledger was: their submissions say what they ticked."""
    database = schema_editor.connection.alias
    events = apps.get_model("leads.ConsentEvent").objects.using(database)
    agreed = (
        apps.get_model("leads.Submission")
        .objects.using(database)
        .filter(follow_up_consent=True, lead__isnull=False, erased_at=None)
        .exclude(consent_text_id="")
        .select_related("rubric")
        .order_by("lead", "submitted_at", "pk")
    )
    lead = number = None
    for submission in agreed.iterator(500):
        number = number + 1 if submission.lead_id == lead else 1
        lead = submission.lead_id
        events.create(
            lead_id=lead,
            number=number,
            said="given",
            by_kind="reader",
            at=submission.submitted_at,
            submission=submission,
            text_id=submission.consent_text_id,
            wording=submission.rubric.document.get("consent_text", ""),
            source="form",
            page=submission.attribution.get("page", ""),
        )


class Migration(migrations.Migration):
    dependencies = [("leads", "0015_consent")]

    operations = [migrations.RunPython(write_down_what_was_agreed, migrations.RunPython.noop)]
