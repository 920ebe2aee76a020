"""What stands in the mails, and what can never stand there."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.mail import EmailMultiAlternatives
from wagtail.models import Page

from leads.actions.policies import load_policy
from leads.mail.compose import compose, render
from leads.mail.inert import first_name, inert, one_line
from leads.models import Advisor, Delivery, Lane, Membership, Submission
from leads.models.deliveries import Kind
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

KINDS = [Kind.RESULT, Kind.LEAD_BRIEF, Kind.FOLLOW_UP]


def mail(kind: str) -> EmailMultiAlternatives:
    """As it would be handed to the mail service."""
    delivery = Delivery.objects.with_contents().get(kind=kind)
    delivery.subject, delivery.text, delivery.html = render(delivery)
    return compose(delivery)


def html(kind: str) -> str:
    return str(mail(kind).alternatives[0].content)


def page(kind: str) -> BeautifulSoup:
    return BeautifulSoup(html(kind), "html.parser")


@pytest.fixture
def routed(house: Any) -> Any:
    submission = make.route(
        make.TO_EXECUTIVE | {"note": "The depots.\nSee <b>here</b>: http://evil.example.com"},
        follow_up=True,
        page="/career/two-jobs/",
        utm_source="newsletter",
    )
    make.let_steps_come()
    return submission


def test_the_result_says_scores_bands_lane_reason_and_where_it_stays(routed):
    text = mail(Kind.RESULT).body
    assert "Personal drag: 0 of 100\nLow. Little drag.\n" in text
    assert "Organizational drag: 100 of 100\nHigh. Much drag.\n" in text
    assert "Your next step: Executive advisory" in text
    assert "Most of your drag is the organization’s." in text
    assert f"/results/{routed.result_token}/" in text


def test_the_brief_says_who_and_why_and_what_they_wrote_and_how_to_begin(routed):
    text = mail(Kind.LEAD_BRIEF).body
    for part in (
        *make.ROSA.values(),
        "Organizational drag: 100 of 100",
        "Rule: The organization drags",
        "Where do decisions go?\n  Nowhere\n  +100 Organizational drag",
        "Cleo was next",
        "  > The depots.",
        "I have read your answers.",
        "Source: newsletter",
        "Page: /career/two-jobs/",
    ):
        assert part in text, part
    due = Delivery.objects.get(kind=Kind.LEAD_BRIEF).assignment.due_at
    assert f"{due:%H:%M} (UTC)" in text


def test_a_brief_nobody_could_be_found_for_says_so(house):
    Lane.objects.update(fallback_inbox="leads@example.com")
    Membership.objects.all().update(lane=Lane.objects.get(key="book"))
    Advisor.objects.all().update(active=False)
    make.route(make.TO_BOOK)
    assert "Nobody of the lane could take this lead." in mail(Kind.LEAD_BRIEF).body


def test_a_long_quotation_is_marked_on_every_line(house):
    note = "It belongs to operations and IT together, so for five quarters it has been on my desk."
    make.route(make.TO_EXECUTIVE | {"note": note})
    quoted = mail(Kind.LEAD_BRIEF).body.partition("What else?\n")[2].partition("\n\n")[0]
    lines = quoted.splitlines()
    assert [line[:4] for line in lines] == ["  > ", "  > "]
    assert " ".join(line.removeprefix("  > ") for line in lines) == note


def test_what_a_rule_looked_for_in_their_own_words_is_quoted_once(house):
    rule = make.POLICY["rules"][0] | {
        "condition": {"answer": "note", "operator": "contains", "value": "depots"}
    }
    load_policy(make.POLICY | {"rules": [rule]}, assessment=house, publish=True)
    make.route(make.TO_BOOK | {"note": "The depots."})
    assert mail(Kind.LEAD_BRIEF).body.count("The depots.") == 1


def test_the_button_of_the_brief_opens_a_draft_with_the_suggested_opening(routed):
    Lane.objects.update(suggested_opening="One & two?\nThree: 100 %.")
    button = page(Kind.LEAD_BRIEF).find("a", string="Write with this opening")["href"]
    draft = urlsplit(button)
    assert (draft.scheme, draft.path) == ("mailto", "rosa@example.com")
    assert parse_qs(draft.query) == {
        "subject": ["Your result: The Compass"],
        "body": ["Dear Rosa,\n\nOne & two?\nThree: 100 %."],
    }


def test_the_lanes_page_is_linked_while_readers_can_open_it(routed, settings):
    home = Page.objects.filter(depth=2).get()
    Lane.objects.update(offer_page=home)
    assert f"{settings.BASE_URL}/" in [link["href"] for link in page(Kind.RESULT).find_all("a")][1:]
    Page.objects.filter(pk=home.pk).update(live=False)
    assert len(page(Kind.RESULT).find_all("a")) == 2  # the masthead, and the result


def test_the_follow_up_has_the_lanes_words_and_a_way_out(routed):
    text = mail(Kind.FOLLOW_UP).body
    assert "Yesterday you measured it.\n\nToday you name it." in text
    assert "/unsubscribe/" in text
    assert "/unsubscribe/" in page(Kind.FOLLOW_UP).find_all("a")[-1]["href"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_reads_well_without_images_scripts_or_style_sheets(routed, kind):
    found = page(kind)
    assert not found.find_all(["img", "script", "link", "iframe", "form"])
    assert "url(" not in html(kind)
    assert found.h1["style"]  # inlined


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_knows_of_the_dark(routed, kind):
    found = page(kind)
    assert found.find("meta", {"name": "color-scheme"})["content"] == "light dark"
    assert "@media (prefers-color-scheme: dark)" in found.style.text


@pytest.mark.parametrize("kind", KINDS)
def test_plain_text_is_written_as_text(routed, kind):
    body = mail(kind).body
    assert "<" not in body.replace("<b>here</b>", "")
    assert "&amp;" not in body
    assert "\n\n\n" not in body
    assert not [line for line in body.splitlines() if len(line) > 76 and "://" not in line]


def test_a_score_is_drawn_by_table_cells_and_said_by_its_number(routed):
    [full] = page(Kind.RESULT).find_all("td", class_="fill")  # the other score is 0: no cell
    assert (full["width"], full["bgcolor"]) == ("100%", "#1d5b48")
    assert "100 of 100" in page(Kind.RESULT).get_text()


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_keeps_its_message_id_and_says_which_delivery_it_is(routed, kind):
    delivery, message = Delivery.objects.get(kind=kind), mail(kind)
    assert message.extra_headers["Message-ID"] == delivery.message_id
    assert delivery.message_id.endswith("@example.com>")
    assert message.metadata == {"delivery": str(delivery.pk)}
    assert message.tags == [kind]


def test_only_updates_are_a_list_and_can_be_left_by_one_click(routed):
    update = mail(Kind.FOLLOW_UP).extra_headers
    assert update["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<http://127\.0\.0\.1:8000/unsubscribe/[^>]+/>", update["List-Unsubscribe"]
    )
    assert update["List-Id"] == "<updates.example.com>"
    for kind in (Kind.RESULT, Kind.LEAD_BRIEF):
        assert not [name for name in mail(kind).extra_headers if name.startswith("List-")]


def test_readers_get_no_absence_notes_back_and_advisors_may_send_them(routed):
    assert mail(Kind.RESULT).extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail(Kind.FOLLOW_UP).extra_headers["Auto-Submitted"] == "auto-generated"
    assert "Auto-Submitted" not in mail(Kind.LEAD_BRIEF).extra_headers


def test_three_streams_come_from_three_addresses(routed, settings):
    assert [mail(kind).from_email for kind in KINDS] == [
        "Lanewise <hello@example.com>",
        "Lanewise leads <hello+leads@example.com>",
        "Lanewise updates <hello+updates@example.com>",
    ]
    settings.MAIL_FROM = {"updates": "Letters <letters@example.com>"}
    assert mail(Kind.FOLLOW_UP).from_email == "Letters <letters@example.com>"


def test_a_sender_with_a_comma_and_umlauts_is_still_one_sender(routed, settings):
    settings.DEFAULT_FROM_EMAIL = '"Lanewise, für alle" <hello@bücher.example>'
    sent = mail(Kind.LEAD_BRIEF).message()
    [sender] = sent["From"].addresses
    assert sender.display_name == "Lanewise, für alle leads"
    assert sender.addr_spec == "hello+leads@xn--bcher-kva.example"


EVIL = {
    "email": "sam@example.com",
    "name": "Win\u202e now: http://evil.example.com <script>alert(1)</script>",
    "company": "evil.example.com",
    "role": "mail sam@evil.example.com",
}


def test_no_header_can_be_injected(house):
    make.route(make.TO_EXECUTIVE, contact=EVIL)
    Submission.objects.update(name="Sam\r\nBcc: victim@example.com\r\n\r\nHello")
    sent = mail(Kind.LEAD_BRIEF).message()
    assert sent["Subject"].startswith("New lead: Sam Bcc: victim@example.com Hello")
    assert sent["Bcc"] is None
    assert sent["To"] == "cleo@example.com"


@pytest.mark.parametrize("kind", [Kind.RESULT, Kind.LEAD_BRIEF])
def test_what_a_reader_writes_is_neither_markup_nor_link(house, kind):
    make.route(make.TO_EXECUTIVE | {"note": EVIL["name"]}, contact=EVIL)
    assert "<script" not in html(kind)
    for shown in (mail(kind).body, page(kind).get_text()):
        assert "evil.example" not in shown
        assert "\u202e" not in shown
    targets = [link["href"] for link in page(kind).find_all("a")]
    assert not [target for target in targets if "evil" in target]


def test_a_reader_is_greeted_by_a_name_and_by_nothing_else(house):
    make.route(make.TO_EXECUTIVE, contact=EVIL)
    assert mail(Kind.RESULT).body.startswith("Hello,\n")


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Rosa Almeida", "Rosa"),
        ("  Jean-Luc  Picard", "Jean-Luc"),
        ("Zoë O’Hara", "Zoë"),
        ("J. R. R. Tolkien", "J."),
        ("李 小龙", "李"),
        ("Visit evil.example.com", ""),
        ("https://evil.example", ""),
        ("rosa@example.com", ""),
        ("4711", ""),
        ("W" * 31, ""),
        ("", ""),
    ],
)
def test_names_that_are_names(name, greeted):
    assert first_name(name) == greeted


def test_inert_text_keeps_every_visible_letter():
    text = "See https://a.example/b?c=d, www.evil.example or me@evil.example. Version 2.0 is fine."
    assert inert(text).replace("\u200b", "") == text
    assert not re.search(r"\w\.\w|://\w|@\w", inert(text))


def test_a_subject_is_one_line_of_bounded_length():
    assert one_line(" a\r\nb\x00\x0bc\u2028d ") == "a bcd"
    assert len(one_line("x" * 1000)) == 150
