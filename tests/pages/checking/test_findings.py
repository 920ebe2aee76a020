"""What an editor is told before an article is published."""

import json

import pytest
from wagtail.models import Site

from pages.blocks.body import BodyBlock
from pages.checking.findings import NEXT_STEPS, examine
from pages.checking.readability import readability
from pages.models import ArticlePage
from tests.pages.building import TEXT, make_article, make_call, make_image


def kinds(article: ArticlePage) -> list[str]:
    return [finding.kind for finding in examine(article, site=Site.objects.get()).findings]


def text(html: str) -> dict[str, str]:
    return {"type": "text", "value": html}


@pytest.fixture
def call(db):
    return {"type": "call_to_action", "value": make_call("go", url="https://example.com/").pk}


def test_a_sound_article_is_not_complained_of(pillar, call):
    article = make_article(pillar, TEXT, call, search_description="Why weeks fill.")
    assert kinds(article) == []


def test_a_missing_description_is_named(pillar, call):
    assert kinds(make_article(pillar, TEXT, call)) == ["description"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>One</h2><p>a</p><h3>Two</h3>", []),
        ("<h3>Too deep</h3><p>a</p>", ["heading-order"]),
        ("<h2>One</h2><h2></h2>", ["heading-order"]),
        ("<h2>One</h2><h3>Two</h3><h2>Three</h2>", []),
    ],
)
def test_headings_go_down_one_level_at_a_time(pillar, call, html, expected):
    article = make_article(pillar, text(html), call, search_description="Why.")
    assert kinds(article) == expected


def test_an_article_without_a_next_step_is_named(pillar):
    assert kinds(make_article(pillar, TEXT, search_description="Why.")) == ["next-step"]


def test_every_block_that_leads_on_is_a_next_step():
    assert BodyBlock().child_blocks.keys() >= NEXT_STEPS


@pytest.mark.parametrize(
    ("alt", "decorative", "expected"),
    [("A grid.", False, []), ("", True, []), ("", False, ["alt"])],
)
def test_a_picture_is_described_or_decorative(pillar, call, alt, decorative, expected):
    image = {"image": make_image().pk, "alt_text": alt, "decorative": decorative}
    figure = {"type": "image", "value": {"image": image, "caption": ""}}
    article = make_article(pillar, figure, call, search_description="Why.")
    assert kinds(article) == expected


@pytest.mark.parametrize(
    ("anchor", "dead"),
    [
        ('<a linktype="page" id="999999">gone</a>', True),
        ('<a href="/nowhere/">nowhere</a>', True),
        ('<a href="http://localhost/nowhere/">nowhere</a>', True),
        ('<a href="/career/">the pillar</a>', False),
        ('<a href="/assessments/compass/">the questions</a>', False),
        ('<a href="https://elsewhere.example/nowhere/">another site</a>', False),
        ('<a href="mailto:hello@example.com">a mail</a>', False),
    ],
)
def test_a_dead_link_inside_the_site_is_named(pillar, call, anchor, dead):
    article = make_article(pillar, text(f"<p>{anchor}</p>"), call, search_description="Why.")
    assert kinds(article) == (["dead-link"] if dead else [])


def test_a_link_to_an_unpublished_page_says_which(pillar, call):
    other = make_article(pillar, TEXT, title="Not yet")
    other.unpublish()
    article = make_article(
        pillar,
        text(f'<p><a linktype="page" id="{other.pk}">read on</a></p>'),
        call,
        search_description="Why.",
    )
    (finding,) = examine(article, site=Site.objects.get()).findings
    assert "It leads to “Not yet”, which is not published." in finding.sentence


def test_a_call_to_action_with_nowhere_to_go_is_named(pillar):
    target = make_article(pillar, TEXT, title="The target")
    call = {"type": "call_to_action", "value": make_call("target", page=target).pk}
    article = make_article(pillar, TEXT, call, search_description="Why.")
    assert kinds(article) == []
    target.unpublish()
    assert kinds(ArticlePage.objects.get(pk=article.pk)) == ["dead-link"]


def test_a_draft_is_examined_as_it_stands(pillar, call):
    article = make_article(pillar, TEXT, call, search_description="Why.")
    article.body = json.dumps([TEXT])
    assert kinds(article) == ["next-step"]


def test_hard_and_long_texts_are_named(pillar, call):
    hard = "<p>" + "organizational accountability responsibilities notwithstanding " * 20 + "</p>"
    assert kinds(make_article(pillar, text(hard), call, search_description="W.")) == [
        "reading-ease"
    ]
    long = "<p>" + "We act on it. " * 800 + "</p>"
    assert kinds(make_article(pillar, text(long), call, title="Long", search_description="W.")) == [
        "length"
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", (0, 0, 0)),
        ("We act. You wait.", (4, 2, 2)),
        ("Accountability waits for nobody.", (4, 1, 4 + 25)),
        ("A heading\nA line", (4, 2, 2 + 25)),
    ],
)
def test_lix_is_words_a_sentence_and_long_words_in_a_hundred(words, expected):
    assert readability(words) == expected


def test_the_preview_shows_them_and_the_page_does_not(pillar, client, admin_user):
    article = make_article(pillar, TEXT)
    client.force_login(admin_user)
    address = f"/admin/pages/{article.pk}/view_draft/"
    preview = client.get(address).content.decode()
    assert "The article ends without a next step" in preview
    assert "Before you publish" not in client.get(article.url).content.decode()
