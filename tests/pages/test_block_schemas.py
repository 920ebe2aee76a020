"""What the API says of a body keeps to the schema that it publishes."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator
from wagtail.blocks import DateBlock

from cms.sample.site import load_site
from pages.blocks.body import BodyBlock
from pages.blocks.schemas import NoSchema, schema_of
from pages.models import ArticlePage, HomePage, OfferPage, PillarPage
from pages.snippets import ReusableBlock
from tests.pages.anatomy import anatomy
from tests.pages.building import make_article

BODY = BodyBlock()


@pytest.fixture
def published(client: Client, db: None) -> Draft202012Validator:
    response = client.get("/api/v1/schemas/blocks.json")
    assert response["Content-Type"] == "application/schema+json"
    Draft202012Validator.check_schema(response.json())
    return Draft202012Validator(response.json())


def shape(body: Any) -> Any:
    return body.stream_block.get_api_representation(body)


def test_every_block_has_a_definition_that_says_what_it_is(published: Draft202012Validator):
    definitions = published.schema["$defs"]
    assert BODY.child_blocks.keys() <= definitions.keys()
    assert all(definitions[name]["description"] for name in BODY.child_blocks)


def test_one_of_every_block_keeps_to_it(
    published: Draft202012Validator, home: HomePage, pillar: PillarPage
):
    article = make_article(pillar, *anatomy(home, pillar))
    given = shape(article.body)
    assert {part["type"] for part in given} == BODY.child_blocks.keys()
    published.validate(given)


def test_what_is_not_there_any_more_keeps_to_it(
    published: Draft202012Validator, home: HomePage, pillar: PillarPage
):
    article = make_article(pillar, *anatomy(home, pillar))
    ReusableBlock.objects.get().unpublish()
    article.body[13].value["image"].delete()
    article.body[8].value["page"].delete()
    published.validate(shape(ArticlePage.objects.get(pk=article.pk).body))


@pytest.mark.parametrize("model", [ArticlePage, HomePage, OfferPage])
def test_every_page_of_the_sample_keeps_to_it(published: Draft202012Validator, model: Any):
    load_site()
    pages = list(model.objects.all())
    assert pages
    for page in pages:
        published.validate(shape(page.body))


@pytest.mark.parametrize(
    "wrong",
    [
        [{"type": "unheard-of", "value": "", "id": "a"}],
        [{"type": "text", "value": 3, "id": "a"}],
        [{"type": "quotes", "value": {"lead_in": ""}, "id": "a"}],
        [{"type": "call_to_action", "value": {"key": "a"}, "id": "a"}],
        {"type": "text"},
    ],
)
def test_it_refuses_other_shapes(published: Draft202012Validator, wrong: Any):
    assert not published.is_valid(wrong)


def test_a_block_that_does_not_say_its_shape_is_named():
    with pytest.raises(NoSchema, match="DateBlock has no JSON Schema"):
        schema_of(DateBlock())


def test_the_schema_is_named_in_the_readme():
    assert "/api/v1/schemas/blocks.json" in (settings.BASE_DIR / "README.md").read_text()
