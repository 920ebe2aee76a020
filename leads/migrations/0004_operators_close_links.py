"""Operators may close the link to a result, which is to change the submission."""

from django.db import migrations


def allow(apps, schema_editor):
    database = schema_editor.connection.alias
    content_type, _ = (
        apps.get_model("contenttypes.ContentType")
        .objects.using(database)
        .get_or_create(app_label="leads", model="submission")
    )
    permission, _ = (
        apps.get_model("auth.Permission")
        .objects.using(database)
        .get_or_create(
            content_type=content_type,
            codename="change_submission",
            defaults={"name": "Can change submission"},
        )
    )
    for group in apps.get_model("auth.Group").objects.using(database).filter(name="Operators"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0003_erasure_and_copies"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand, as the groups themselves are.
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
