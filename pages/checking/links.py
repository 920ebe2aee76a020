"""Links inside the site that lead nowhere a reader may go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from wagtail.blocks import StreamValue
from wagtail.models import Page, Site

from pages.blocks.gathering import collect
from pages.snippets import CallToAction


@dataclass(frozen=True, slots=True)
class DeadLink:
    """`label`: the words of the link, or the name of the call; `why`: a sentence."""

    label: str
    why: str


GONE = "It leads to a page that is gone."
UNPUBLISHED = "It leads to “{title}”, which is not published."
NOWHERE = "There is nothing at {path}."
CLOSED = "It leads to something that is not published."
LOST = "The call to action is gone."


def dead_links(body: StreamValue, *, site: Site | None) -> list[DeadLink]:
    """In the texts, the choosers and the calls to action of a body, in that order."""
    return [*_in_texts(body, site=site), *_in_choosers(body)]


def _in_texts(body: StreamValue, *, site: Site | None) -> Iterator[DeadLink]:
    anchors = list(_anchors(list(body.raw_data)))
    wanted = {int(key) for _, key, _ in anchors if key.isdecimal()}
    pages = Page.objects.in_bulk(wanted)
    for label, key, href in anchors:
        if key.isdecimal():
            if why := _why_not(pages.get(int(key))):
                yield DeadLink(label, why)
        elif href and site and not leads_somewhere(href, site=site):
            yield DeadLink(label, NOWHERE.format(path=urlsplit(href).path))


def _why_not(page: Page | None) -> str:
    if page is None:
        return GONE
    return "" if page.live else UNPUBLISHED.format(title=page.title)


def _in_choosers(body: StreamValue) -> Iterator[DeadLink]:
    for model, keys in collect([body]).items():
        if model is Page:  # the links of texts, which were looked at with their words
            continue
        found = model.objects.in_bulk(keys)
        for each in found.values():
            if isinstance(each, CallToAction) and not each.is_open:
                yield DeadLink(each.label, CLOSED)
            elif isinstance(each, Page) and (why := _why_not(each)):
                yield DeadLink(each.title, why)
        if issubclass(model, CallToAction) and keys - found.keys():
            yield DeadLink("Call to action", LOST)
        elif issubclass(model, Page) and keys - found.keys():
            yield DeadLink("Related read", GONE)


def _anchors(raw: Iterable[object]) -> Iterator[tuple[str, str, str]]:
    """Words, page id and address of every link in the stored texts, however deep."""
    for text in _texts(raw):
        if "<a " not in text:
            continue
        for anchor in BeautifulSoup(text, "html.parser").find_all("a"):
            is_page = anchor.get("linktype") == "page"
            key = str(anchor.get("id", "")) if is_page else ""
            yield anchor.get_text(), key, str(anchor.get("href", ""))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            yield from _texts(list(value.values()))
        case list() | tuple():
            for each in value:
                yield from _texts(each)


def leads_somewhere(href: str, *, site: Site) -> bool:
    """Whether an address of ours is one: by our own addresses, else by the pages'. True for any
    other host's: nothing is asked of the network."""
    parts = urlsplit(href)
    if parts.scheme not in ("", "http", "https") or parts.netloc not in ("", site.hostname):
        return True
    if not parts.path.startswith("/"):
        return True
    try:
        match = resolve(parts.path)
    except Resolver404:
        return False
    return match.view_name != "wagtail_serve" or _is_page(parts.path, site=site)


def _is_page(path: str, *, site: Site) -> bool:
    try:
        components = [component for component in path.split("/") if component]
        page, _, _ = site.root_page.localized.specific.route(HttpRequest(), components)
    except Http404:
        return False
    return page.live
