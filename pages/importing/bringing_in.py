"""The one action that makes a draft of a text: whole, or not at all."""

import re
from dataclasses import asdict
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Site

from pages.importing.found import Doubt, Found, Refused
from pages.importing.recognising import recognise
from pages.importing.references import References
from pages.importing.sniffing import Kind, read_source
from pages.models import ArticlePage, PillarPage

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
UNTITLED = "Untitled article"


class Imported(NamedTuple):
    page: ArticlePage
    unsure: list[Doubt]


def read_article(content: bytes, *, site: Site | None, kind: Kind | None = None) -> Found:
    """What the text holds; writes nothing. Raises Refused."""
    source = read_source(content, kind=kind)
    try:
        found = recognise(source, names=References(site))
    except RecursionError:
        raise Refused("This is nested too deeply to be an article. Simplify it.") from None
    if source.remark:
        found.doubt(1, source.remark)
    return found


@transaction.atomic
def import_article(
    found: Found, *, pillar: PillarPage, user: AbstractBaseUser | None = None
) -> Imported:
    """A draft below the pillar, never published; in the page's history as any other."""
    kept = _storable(asdict(found))
    page = ArticlePage(
        title=kept["title"].strip() or UNTITLED,
        standfirst=kept["standfirst"],
        author_name=kept["author"],
        seo_title=kept["search_title"],
        search_description=kept["description"],
        live=False,
        owner=user,
    )
    page.slug = _free_slug(kept["slug"] or kept["title"] or UNTITLED, pillar=pillar)
    page.body = page.body.stream_block.to_python(kept["parts"])
    pillar.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    doubts = list(found.unsure)
    if found.slug and page.slug != found.slug:
        doubts.append(Doubt(1, f"The slug “{found.slug}” is taken here, so it is “{page.slug}”."))
    return Imported(page, sorted(doubts))


def _free_slug(wanted: str, *, pillar: PillarPage) -> str:
    base = slugify(wanted)[:200].strip("-_") or "article"
    taken = set(pillar.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _storable(value: Any) -> Any:
    """Without what no database holds."""
    match value:
        case str():
            return UNSTORABLE.sub("\ufffd", value)
        case dict():
            return {key: _storable(each) for key, each in value.items()}
        case list():
            return [_storable(each) for each in value]
    return value
