"""Operators lift what keeps an address from being mailed, which is to change the suppression."""

from django.db import migrations


def allow(apps, schema_editor):
    database = schema_editor.connection.alias
    content_type, _ = (
        apps.get_model("contenttypes.ContentType")
        .objects.using(database)
        .get_or_create(app_label="leads", model="suppression")
    )
    permission, _ = (
        apps.get_model("auth.Permission")
        .objects.using(database)
        .get_or_create(
            content_type=content_type,
            codename="change_suppression",
            defaults={"name": "Can change suppression"},
        )
    )
    for group in apps.get_model("auth.Group").objects.using(database).filter(name="Operators"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0019_lifting_and_preferences"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand, as the groups themselves are.
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
