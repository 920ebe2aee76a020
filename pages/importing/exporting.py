"""An article as one Markdown file: what it says of itself first, then its body."""

from typing import Any

import yaml
from wagtail.blocks import StreamValue

from pages.importing.prose import rich_text
from pages.importing.references import References
from pages.importing.shapes import bare
from pages.importing.writing import write_body
from pages.models import ArticlePage

# Front matter by the field it is kept in, in this order. Empty fields are left out.
FIELDS = {
    "title": "title",
    "standfirst": "standfirst",
    "author": "author_name",
    "slug": "slug",
    "search_title": "seo_title",
    "description": "search_description",
}


def export_article(article: ArticlePage) -> str:
    """Whole and exact: imported, it is the same article again."""
    site = article.get_site()
    front = {name: getattr(article, field) for name, field in FIELDS.items()}
    pillar = article.get_parent()
    front = {name: value for name, value in front.items() if value} | {"pillar": pillar.slug}
    block = article.body.stream_block
    body = write_body(block, parts_of(article.body), names=References(site))
    return f"{front_matter(front)}\n{body}\n"


def front_matter(front: dict[str, Any]) -> str:
    told = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{told}---\n"


def parts_of(body: StreamValue) -> list[dict[str, Any]]:
    """The body as it is stored, without what only the editor's screen needs."""
    return bare(body.stream_block, stored_parts(body), prose=rich_text)  # type: ignore[no-any-return]


def stored_parts(body: StreamValue) -> list[dict[str, Any]]:
    return [
        {"type": each.block_type, "id": each.id, "value": each.block.get_prep_value(each.value)}
        for each in body
    ]


def as_it_stands(article: ArticlePage, *, draft: bool = False) -> ArticlePage:
    """What is published; the newest draft of what is not, or where it is asked for."""
    return article.get_latest_revision_as_object() if draft or not article.live else article
