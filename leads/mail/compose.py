"""A delivery as a message: rendered once, then the same bytes for every attempt."""

import re
import textwrap
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import css_inline
from anymail.message import AnymailMessage
from django.template.loader import render_to_string

from leads import request_ids
from leads.mail.contents import content
from leads.mail.inert import one_line
from leads.mail.links import offer_link, unsubscribe_link
from leads.mail.senders import sender, sending_domain
from leads.models import Delivery, Submission
from leads.models.deliveries import Kind, Stream
from leads.models.reply_addresses import reader_address, reply_address
from leads.printing import file_name, print_result
from leads.results import result_of

_INDENT = re.compile(r"\s*(> )?")  # a quotation keeps its mark
REQUEST_HEADER = "Lanewise-Request-ID"  # by it a mail somebody complains of is found in the logs
LINE = 76  # characters of a line of plain text; a link may be longer


class Rendered(NamedTuple):
    subject: str
    text: str
    html: str


def render(delivery: Delivery) -> Rendered:
    """The words of the delivery's kind, from templates/emails/<kind>."""
    return rendered(delivery.kind, content(delivery))


def rendered(kind: str, context: Mapping[str, Any]) -> Rendered:
    """These words as a mail: its subject, its plain text, its HTML with the styles in place."""
    parts = {
        part: render_to_string(f"emails/{kind}/{part}", dict(context))
        for part in ("subject.txt", "body.txt", "body.html")
    }
    return Rendered(
        subject=one_line(parts["subject.txt"]),
        text=_wrapped(parts["body.txt"]),
        html=_inliner().inline(parts["body.html"]),
    )


def compose(delivery: Delivery) -> AnymailMessage:
    """The stored rendering with its envelope; for an attempt to send, however often."""
    message = AnymailMessage(
        subject=delivery.subject,
        body=delivery.text,
        from_email=sender(delivery.stream),
        to=[delivery.to_address],
        headers=_headers(delivery),
        metadata={"delivery": str(delivery.pk)},
        tags=[delivery.kind],
    )
    message.attach_alternative(delivery.html, "text/html")
    if address := answered_at(delivery):
        message.reply_to = [address]
    if delivery.kind == Kind.RESULT_COPY:
        _attach_result(message, delivery)
    return message


def answered_at(delivery: Delivery) -> str:
    """The reply address of the lead: an advisor's obeys, a reader's is read."""
    if delivery.stream is Stream.BRIEFS:
        return reply_address(delivery.assignment.pk) if delivery.assignment else ""
    return reader_address(delivery.lead.pk) if delivery.lead else ""


def _attach_result(message: AnymailMessage, delivery: Delivery) -> None:
    """Printed anew for each attempt: of the same receipt, and kept by nobody in between."""
    result = result_of(Submission.objects.with_receipt().get(pk=delivery.sent_submission.pk))
    offer_url = offer_link(result.lane) if result.lane else ""
    message.attach(file_name(result), print_result(result, offer_url=offer_url), "application/pdf")


def message_id(delivery: Delivery) -> str:
    """Ours, fixed before anything is sent, so that copies can be told apart from other mail."""
    return f"<{delivery.pk}@{sending_domain()}>"


def _headers(delivery: Delivery) -> dict[str, str]:
    headers = {"Message-ID": delivery.message_id}
    if request_id := request_ids.current():  # of its outbox row: the same for each attempt
        headers[REQUEST_HEADER] = request_id
    if delivery.kind != Kind.LEAD_BRIEF:
        # RFC 3834: keeps absence notes away. An advisor's absence note is worth having.
        headers["Auto-Submitted"] = "auto-generated"
    if delivery.stream is Stream.UPDATES and delivery.lead:
        headers |= {
            "List-Id": f"<{Stream.UPDATES.value}.{sending_domain()}>",
            "List-Unsubscribe": f"<{unsubscribe_link(delivery.lead)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        }
    return headers


@cache
def _inliner() -> css_inline.CSSInliner:
    """Styles go to the elements, where every mail program obeys them; only @media rules stay."""
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _wrapped(text: str) -> str:
    """Lines of at most LINE characters, one blank line between paragraphs, indents kept."""
    lines = "\n".join(_wrapped_line(line.rstrip()) for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _wrapped_line(line: str) -> str:
    indent = _INDENT.match(line)
    return textwrap.fill(
        line,
        LINE,
        subsequent_indent=indent[0] if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
