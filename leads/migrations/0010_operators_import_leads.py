"""Operators may import leads, which is to add them."""

from django.db import migrations

from leads.migrations._granting import granting


allow = granting(Operators={"lead": ("add",)})


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0009_life_of_an_assignment"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    # Undone by hand, as the groups themselves are.
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
