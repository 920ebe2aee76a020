"""A page that editors put behind a password opens to whoever has it, and to nobody else."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.pages import building

pytestmark = pytest.mark.django_db


def test_the_password_opens_the_page_and_a_wrong_one_does_not(client: Client) -> None:
    page = building.make_article(building.make_pillar(building.make_site()))
    kept = PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="seven-lanterns"
    )
    asked = client.get(page.url)
    assert "By six you have kept" not in asked.content.decode()
    door = f"/_util/authenticate_with_password/{kept.pk}/{page.pk}/"
    assert door in asked.content.decode()
    client.post(door, {"password": "wrong", "return_url": page.url})
    assert "By six you have kept" not in client.get(page.url).content.decode()
    client.post(door, {"password": "seven-lanterns", "return_url": page.url})
    opened = client.get(page.url)
    assert "By six you have kept" in opened.content.decode()
    assert "By six you have kept" not in Client().get(page.url).content.decode()
