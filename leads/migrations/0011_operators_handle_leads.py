"""Operators say and move what concerns any lead, which is to change it."""

from django.db import migrations

from leads.migrations._granting import granting


allow = granting(Operators={"lead": ("change",)})


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0010_operators_import_leads"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand, as the groups themselves are.
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
