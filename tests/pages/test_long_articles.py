"""What keeps strangers' posts small must not keep an editor from a long article."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.sample.site import load_site
from pages.models import ArticlePage

pytestmark = pytest.mark.django_db


def test_an_article_longer_than_a_public_body_may_be_is_saved(client: Client):
    load_site()
    client.force_login(User.objects.create_superuser("edith"))
    article = ArticlePage.objects.first()
    words = "".join(f"<p>{'A week with two owners. ' * 40}</p>" for _ in range(80))
    assert len(words) > settings.PUBLIC_BODY_LIMIT
    form = {
        "title": article.title,
        "slug": article.slug,
        "standfirst": article.standfirst,
        "author_name": article.author_name,
        "body": streamfield([("text", rich_text(words, features=["bold"]))]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
    }
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = client.post(url, nested_form_data(form) | {"comments-TOTAL_FORMS": 0})
    assert answer.status_code == 302
    article.refresh_from_db()
    draft = article.get_latest_revision_as_object()
    assert str(draft.body).count("A week with two owners.") == 80 * 40
