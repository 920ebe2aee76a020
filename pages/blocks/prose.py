"""Rich text: what editors may write, cleaned again when it is served, links looked up together."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.api.rich_text import APIRichText, RichTextOutputFormat
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText, expand_db_html
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

FEATURES = ["bold", "italic", "link", "ol", "ul"]
TEXT_FEATURES = ["h2", "h3", *FEATURES]
PLAIN_TAGS = (
    "[document]",
    *("b", "br", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "ul"),
)
LINK_TO_NOTHING = re.compile(r"<a>(.*?)</a>", re.DOTALL)
BETWEEN = "<!--|-->"  # no cleaned text holds a comment


class ProseWhitelister(Whitelister):
    """Keeps what the features above produce; a script goes with all it says."""

    element_rules = dict.fromkeys(PLAIN_TAGS, allow_without_attributes) | {
        "a": attribute_rule({"href": check_url, "linktype": True, "id": True}),
        "script": lambda tag: tag.decompose(),
        "style": lambda tag: tag.decompose(),
    }


@lru_cache(maxsize=2048)
def cleaned(source: str) -> str:
    """The source without any tag or attribute that our features cannot produce."""
    return ProseWhitelister().clean(source)


class Prose(RichText):
    """Rich text that can be expanded along with others; alone, it expands itself."""

    expanded: str | None = None

    def __html__(self) -> SafeString:
        html = expand_db_html(cleaned(self.source)) if self.expanded is None else self.expanded
        return mark_safe(html)  # noqa: S308 - cleaned against a list of tags


def expand_together(texts: Iterable[Prose]) -> None:
    """Resolves the links of all these texts in one look-up, however many texts there are."""
    texts = list(texts)
    if not texts:
        return
    html = expand_db_html(BETWEEN.join(cleaned(text.source) for text in texts))
    for text, expanded in zip(texts, html.split(BETWEEN), strict=True):
        text.expanded = expanded


def written(text: Prose, form: RichTextOutputFormat) -> str:
    """The text in a form that other programs read. What is shown is made of the resolved HTML, so
    that no link is looked up for it again."""
    if form not in ("html", "markdown"):
        return str(APIRichText.serialize(cleaned(text.source), format=form))
    html = str(text.__html__())
    if form == "html":
        return html
    return str(APIRichText.serialize(LINK_TO_NOTHING.sub(r"\1", html), format=form))


class ProseBlock(RichTextBlock):
    """Rich text with emphasis, links and lists; headings only where `features` says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"features": FEATURES} | kwargs))

    def to_python(self, value: str) -> Prose:
        return Prose(value)

    def normalize(self, value: Any) -> Prose:
        return value if isinstance(value, Prose) else Prose(getattr(value, "source", value))

    def value_from_form(self, value: str) -> Prose:
        return Prose(value)

    def get_api_representation(self, value: Prose, context: dict[str, Any] | None = None) -> Any:
        """HTML with links resolved, or the format that the context or the request asks for."""
        context = context or {}
        asked = context.get("rich_text")
        if asked is None and (request := context.get("request")):
            asked = request.GET.get("rich_text_format")
        return written(value, APIRichText.resolve_format(asked))

    class Meta:
        icon = "pilcrow"
