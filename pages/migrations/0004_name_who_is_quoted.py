"""A quotation was a bare sentence; now it can name who said it. Stored ones follow, drafts and
old revisions too."""

from django.db import migrations

from pages.blocks.reshaping import reshape_bodies


def name_who_is_quoted(value):
    return value | {"quotes": [with_a_name(item) for item in value.get("quotes", [])]}


def with_a_name(item):
    """A list's item is stored bare, or as {"type": "item", "value": …, "id": …}."""
    if isinstance(item, str):
        return {"text": item, "said_by": ""}
    if isinstance(item.get("value"), str):
        return item | {"value": {"text": item["value"], "said_by": ""}}
    return item


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_change")]

    operations = [*reshape_bodies("quotes", name_who_is_quoted)]
