"""What a block points at, by a name that another site of ours would know it by as well."""

from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from bs4 import Tag
from django.apps import apps
from django.db.models import Model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from pages.importing.prose import as_stored
from pages.models import ArticlePage
from pages.snippets import CallToAction, ReusableBlock

LONGEST_KEY = 255


class Reference(NamedTuple):
    """`scheme:key`, with the words a person reads."""

    label: str
    target: str


class References:
    """Of one site. What was looked up once is kept for as long as this is."""

    def __init__(self, site: Site | None) -> None:
        self.root = site.root_page if site else None
        self.site = site
        self._rows: dict[tuple[type[Model], int], Any] = {}
        self._pages: dict[str, Page | None] = {}

    def row(self, model: type[Model], key: int | None) -> Any:
        if key is None:
            return None
        if (model, key) not in self._rows:
            self._rows[model, key] = model.objects.filter(pk=key).first()
        return self._rows[model, key]

    def to_row(self, field: str, key: int | None) -> Reference:
        """`field` is the block's or its field's name. What is gone has an empty key."""
        if field == "page":
            page = self.row(ArticlePage, key)
            return Reference(page.title, self.path_of(page)) if page else Reference("", "page:")
        model, named = MODELS[field]()
        row = self.row(model, key)
        scheme = SCHEMES[field]
        if row is None:
            return Reference("", f"{scheme}:")
        return Reference(str(row), f"{scheme}:{getattr(row, named)}")

    def model_of(self, field: str) -> type[Model]:
        return MODELS[field]()[0]

    def find(self, field: str, target: str) -> int | None:
        """The key of what a target names. Raises LookupError where nothing has this name."""
        if field == "page":
            if target == "page:":
                return None
            page = self.page_at(target)
            if page is None or page.specific_class is not ArticlePage:
                raise LookupError(f"There is no article at {target}.")
            return page.pk
        model, named = MODELS[field]()
        scheme, _, key = target.partition(":")
        if scheme != SCHEMES[field]:
            raise LookupError(f"{target} is no {field.replace('_', ' ')}.")
        if not key:
            return None
        row = model.objects.filter(**{named: key}).order_by("pk").first() if storable(key) else None
        if row is None:
            raise LookupError(f"There is no {field.replace('_', ' ')} “{key}”.")
        return row.pk

    def picture(self, src: str, *, alt: str) -> int | None:
        """The image with this file's name, else the only one of this title."""
        images = get_image_model().objects
        name = unquote(src).rsplit("/", 1)[-1].split("?")[0]
        if name and not src.startswith("data:") and storable(name):
            exact = src.removeprefix("image:")
            found = images.filter(file=exact) or images.filter(file__endswith=f"/{name}")
            if key := found.order_by("pk").values_list("pk", flat=True).first():
                return int(key)
        titled = images.filter(title=alt) if alt and storable(alt) else images.none()
        keys = list(titled.values_list("pk", flat=True)[:2])
        return keys[0] if len(keys) == 1 else None

    def path_of(self, page: Page) -> str:
        """From the site's root; `page:5` for one outside of it."""
        root = self.root.url_path if self.root else None
        if root and page.url_path.startswith(root):
            return "/" + page.url_path.removeprefix(root)
        return f"page:{page.pk}"

    def address(self, anchor: Tag) -> str | None:
        """Where a stored link leads, as Markdown says it."""
        if anchor.get("linktype") != "page":
            return str(anchor.get("href", ""))
        key = str(anchor.get("id", ""))
        page = self.row(Page, int(key)) if key.isdecimal() else None
        return self.path_of(page) if page else f"page:{key}"

    def link(self, anchor: Tag) -> dict[str, str] | None:
        """The reverse: a link to a page of ours by its id, any other by its address."""
        href = str(anchor.get("href", "")).strip()
        if href.startswith("page:") and href[5:].isdecimal():
            return {"linktype": "page", "id": href[5:]}
        if page := self.page_at(href):
            return {"linktype": "page", "id": str(page.pk)}
        return as_stored(anchor)

    def page_at(self, href: str) -> Page | None:
        """The page at an address of this site, published or not. An address that asks for more
        than a page, by a query or a fragment, is none."""
        if href not in self._pages:
            self._pages[href] = self._look(href)
        return self._pages[href]

    def _look(self, href: str) -> Page | None:
        try:
            parts = urlsplit(href)
            is_ours = self.site is not None and parts.hostname in (None, self.site.hostname)
        except ValueError:
            return None
        if not is_ours or parts.scheme not in ("", "http", "https") or parts.query:
            return None
        if parts.fragment or not parts.path.startswith("/") or not storable(parts.path):
            return None
        path = self.root.url_path + parts.path.strip("/")
        return Page.objects.filter(url_path=path.rstrip("/") + "/").first()


def storable(text: str) -> bool:
    """Whether a database could hold it: no query asks for what it would refuse."""
    return "\x00" not in text and len(text) <= 2_000 and text.isprintable()


SCHEMES = {
    "call_to_action": "call",
    "calls": "call",
    "reusable": "reusable",
    "assessment": "assessment",
    "image": "image",
}
MODELS = {
    "call_to_action": lambda: (CallToAction, "key"),
    "calls": lambda: (CallToAction, "key"),
    "reusable": lambda: (ReusableBlock, "key"),
    "assessment": lambda: (apps.get_model("assessment", "Assessment"), "slug"),
    "image": lambda: (get_image_model(), "file"),
}
