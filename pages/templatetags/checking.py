"""What the editor's preview says about a draft."""

from django import template
from wagtail.models import Site

from pages.checking.findings import Examination, examine
from pages.models import ArticlePage

register = template.Library()


@register.simple_tag(takes_context=True)
def examination_of(context: template.Context, article: ArticlePage) -> Examination:
    return examine(article, site=Site.find_for_request(context["request"]))
