from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from pages.models import HomePage, PillarPage
from tests.pages.building import make_article, make_call


def delete(client: Client, page: Page) -> str:
    """What the editor is told when she deletes this page."""
    client.force_login(User.objects.create_superuser("edith", password="decide-by-friday"))
    response = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def test_a_page_that_a_call_leads_to_is_not_deleted(pillar: PillarPage, client: Client):
    article = make_article(pillar)
    make_call("read-it", page=article)
    assert "“Read it”" in delete(client, article)
    assert Page.objects.filter(pk=article.pk).exists()


def test_nor_is_a_page_above_it(pillar: PillarPage, client: Client):
    article = make_article(pillar)
    make_call("read-it", page=article)
    assert "“Read it”" in delete(client, pillar)
    assert Page.objects.filter(pk=article.pk).exists()


def test_nor_are_several_at_once(pillar: PillarPage, client: Client):
    article, other = make_article(pillar), make_article(pillar, title="Other")
    make_call("read-it", page=article)
    client.force_login(User.objects.create_superuser("edith", password="decide-by-friday"))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client.post(f"{address}?id={article.pk}&id={other.pk}", follow=True)
    assert "“Read it”" in " ".join(str(message) for message in response.context["messages"])
    assert Page.objects.filter(pk__in=[article.pk, other.pk]).count() == 2


def test_a_page_that_no_call_leads_to_is_deleted(home: HomePage, client: Client):
    pillar = HomePage.objects.get().add_child(
        instance=PillarPage(title="Gone", standfirst="Soon gone.")
    )
    assert "deleted" in delete(client, pillar)
    assert not Page.objects.filter(pk=pillar.pk).exists()
