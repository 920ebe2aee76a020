"""Operators may close the link to a result, which is to change the submission."""

from django.db import migrations

from leads.migrations._granting import granting


allow = granting(Operators={"submission": ("change",)})


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0003_erasure_and_copies"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand, as the groups themselves are.
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
