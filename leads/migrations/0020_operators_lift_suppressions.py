"""Operators lift what keeps an address from being mailed, which is to change the suppression."""

from django.db import migrations

from leads.migrations._granting import granting


allow = granting(Operators={"suppression": ("change",)})


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0019_lifting_and_preferences"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand, as the groups themselves are.
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
