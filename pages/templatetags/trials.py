"""A call to action in the words of its variants: one face, or two that lie on each other."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from pages.models import CallToAction
from pages.models.trials import Variant

register = template.Library()


@register.tag
def faces(parser: Parser, token: Token) -> template.Node:
    """`{% faces call %} … {{ face.label }} … {% endfaces %}`: what stands inside is drawn once a
    variant. Every reader gets the same page: which face is seen is settled in the browser."""
    _, call = token.split_contents()
    inside = parser.parse(("endfaces",))
    parser.delete_first_token()
    return FacesNode(parser.compile_filter(call), inside)


class FacesNode(template.Node):
    def __init__(self, call: FilterExpression, nodelist: NodeList) -> None:
        self.call, self.nodelist = call, nodelist

    def render(self, context: Context) -> SafeString:
        call = self.call.resolve(context)
        if only := context.get("only_variant"):
            return self._drawn(context, _words(call, only))
        if not call.trial:
            return self._drawn(context, call.words)
        return format_html(
            '<div class="faces" data-trial="{}"><div class="face">{}</div>'
            '<div class="face" hidden>{}</div></div>',
            call.trial_id,
            self._drawn(context, call.words),
            self._drawn(context, _words(call, Variant.B), call.trial.mark(Variant.B)),
        )

    def _drawn(self, context: Context, words: Mapping[str, str], mark: str = "") -> SafeString:
        with context.push(face=words, block_mark=mark):
            return mark_safe(self.nodelist.render(context))  # noqa: S308 - a template rendered it


def _words(call: CallToAction, variant: str) -> dict[str, Any]:
    return call.trial.words(variant) if variant == Variant.B else call.words
