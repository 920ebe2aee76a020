import pytest
from django.core.management import call_command
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField

from assessment.fields import LeanStreamField
from assessment.models import Assessment


def test_a_migration_sees_a_plain_streamfield_without_blocks():
    name, path, args, kwargs = LeanStreamField([("text", CharBlock())], blank=True).deconstruct()
    assert (path, args, kwargs) == (
        "wagtail.fields.StreamField",
        [[]],
        {"blank": True, "block_lookup": {}},
    )
    assert StreamField(*args, **kwargs).deconstruct() == (name, path, args, kwargs)


def test_blocks_of_any_shape_look_the_same_to_a_migration():
    one = LeanStreamField([("text", CharBlock(max_length=5))])
    other = LeanStreamField([("words", CharBlock(label="Words")), ("more", CharBlock())])
    assert one.deconstruct() == other.deconstruct()


def test_the_model_still_knows_its_blocks():
    field = Assessment._meta.get_field("questions")
    assert {"section", "single", "scale"} <= set(field.stream_block.child_blocks)


@pytest.mark.django_db
def test_the_migrations_are_complete():
    call_command("makemigrations", "assessment", check=True, dry_run=True, verbosity=0)
