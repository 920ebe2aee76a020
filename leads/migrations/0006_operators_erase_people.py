"""Operators may erase a person, which is to delete the lead."""

from django.db import migrations

from leads.migrations._granting import granting


allow = granting(Operators={"lead": ("delete",)})


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0005_drafts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand, as the groups themselves are.
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
