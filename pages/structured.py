"""What a page is, for programs that read pages: schema.org, as JSON-LD."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

CONTEXT = "https://schema.org"
# As Django's json_script: nothing in it can end the element it stands in.
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

type Thing = dict[str, Any]


def article(page: Any, *, address: str, publisher: str, image: str) -> Thing:
    """https://schema.org/Article; what is not known is left out."""
    thing = {
        "@type": "Article",
        "headline": page.title[:110],  # what search engines show of it
        "description": page.description,
        "mainEntityOfPage": address,
        "image": image,
        "datePublished": _moment(page.first_published_at),
        "dateModified": _moment(page.last_published_at),
        "author": {"@type": "Person", "name": page.author_name} if page.author_name else None,
        "publisher": {"@type": "Organization", "name": publisher},
        "timeRequired": f"PT{page.reading_minutes}M",
        "articleSection": page.pillar.title if page.pillar else None,
    }
    return {name: value for name, value in thing.items() if value}


def breadcrumbs(pages: list[Page], addresses: list[str]) -> Thing:
    """https://schema.org/BreadcrumbList, from the home page down to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": page.title, "item": address}
            for number, (page, address) in enumerate(zip(pages, addresses, strict=True), start=1)
        ],
    }


def as_json(things: list[Thing]) -> SafeString:
    """To stand inside <script type="application/ld+json">, which is data and runs nothing."""
    document = json.dumps({"@context": CONTEXT, "@graph": things}, ensure_ascii=False)
    return mark_safe(document.translate(ESCAPED))  # noqa: S308 - escaped above


def _moment(value: Any) -> str | None:
    return value.isoformat() if value else None
