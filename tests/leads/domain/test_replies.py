"""What the words of an advisor's mail mean, and when nobody but a person may say."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.automatic import Written, back_at, written_by
from leads.domain.dates import FARTHEST, read_date
from leads.domain.replies import (
    Accept,
    Away,
    Decline,
    Note,
    NotNow,
    Outcomes,
    Unclear,
    own_words,
    read_reply,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # a Tuesday


def read(text: str) -> object:
    return read_reply(text, now=NOW, zone=BERLIN)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("accept", Accept()),
        ("Accept.", Accept()),
        ("I accept, thanks!", Accept()),
        ("accepted", Accept()),
        ("ACCEPT\n\nBest,\nAda", Accept("Best,\nAda")),
        ("decline", Decline()),
        ("decline: conflict", Decline("conflict")),
        ("Declined, I know her.", Decline("I know her.")),
        ("decline because\nof a conflict", Decline("of a conflict")),
        ("Decline: conflict\nShe was my manager.", Decline("conflict\nShe was my manager.")),
        ("met", Outcomes(("met",))),
        ("met, good fit", Outcomes(("met", "good_fit"))),
        ("Met and a good fit.", Outcomes(("met", "good_fit"))),
        ("won!", Outcomes(("won",))),
        ("lost: no budget", Outcomes(("lost",), "no budget")),
        ("lost\nThey chose somebody else.", Outcomes(("lost",), "They chose somebody else.")),
        ("note: She asked for the book.", Note("She asked for the book.")),
        ("Note –\nShe asked\nfor the book.", Note("She asked\nfor the book.")),
    ],
)
def test_a_few_words_act(text, said):
    assert read(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n ",
        "I do not accept",
        "accept if she can wait",
        "accept\nbut only from December",
        "accept?",
        "maybe",
        "Who is this?",
        "accept decline",
        "won, lost: both",
        "lost",
        "note:",
        "not now",
        "not now until yesterday",
        "not now until 31 February",
        "away",
        "away until",
        "away until I am back",
        "away from Monday until last week",
        "away from 5 December until 1 December 2026",
    ],
)
def test_what_is_not_plain_is_for_a_person(text):
    assert isinstance(read(text), Unclear)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("away until 3 December", "2026-12-03T00:00+01:00"),
        ("Away till Dec 3rd.", "2026-12-03T00:00+01:00"),
        ("I’m away until Monday", "2026-11-30T00:00+01:00"),
        ("away until Tuesday", "2026-12-01T00:00+01:00"),  # today is one
        ("away until tomorrow", "2026-11-25T00:00+01:00"),
        ("away through 3 December", "2026-12-04T00:00+01:00"),
        ("away until 3 December 14:00", "2026-12-03T14:00+01:00"),
        ("away until 3/12", "2026-12-03T00:00+01:00"),
        ("away until Thursday, 3 December", "2026-12-03T00:00+01:00"),
        ("away until 1 November", "2027-11-01T00:00+01:00"),
        ("away until 1 July", "2027-07-01T00:00+02:00"),
    ],
)
def test_an_absence_ends_as_its_day_begins_where_the_advisor_lives(text, end):
    assert read(text) == Away(NOW, datetime.fromisoformat(end))


def test_an_absence_may_begin_later():
    said = read("away from 1 December until 5 December")
    assert isinstance(said, Away)
    assert said.starts == datetime.fromisoformat("2026-12-01T00:00+01:00")


def test_not_now_names_a_day():
    said = read("not now, until Thursday")
    assert isinstance(said, NotNow)
    assert said.until.day.isoformat() == "2026-11-26"


def test_the_day_is_the_advisors_and_not_the_servers():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # Wednesday already in Berlin
    found = read_date("Wednesday", now=late, zone=BERLIN)
    assert found is not None
    assert found.day.isoformat() == "2026-12-02"


QUOTED = "\n\nOn Tue, 24 Nov 2026 at 14:00, Lanewise <lead+x@r.example> wrote:\n> accept\n> Rosa\n"
RULE = "\r\n\r\n________________________________\r\n"
OUTLOOK = f"{RULE}From: Lanewise\r\nSent: Tuesday\r\nTo: Ada\r\n"


@pytest.mark.parametrize("below", [QUOTED, OUTLOOK + "Subject: New lead\r\n\r\naccept", ""])
def test_what_is_quoted_below_says_nothing(below):
    assert own_words(f"decline: conflict{below}") == "decline: conflict"


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_and_no_absence_is_over_or_endless(text):
    said = read(own_words(text))
    if isinstance(said, Away):
        assert NOW <= said.starts < said.ends <= NOW + FARTHEST * 2


@given(st.sampled_from(["accept", "decline", "won", "met"]), st.text(max_size=40))
def test_a_word_never_acts_inside_another_sentence(word, more):
    said = read(f"I would never {word} {more}".replace("\n", " "))
    assert isinstance(said, Unclear)


@pytest.mark.parametrize(
    ("headers", "subject", "sender", "written"),
    [
        ({}, "Re: New lead", "ada@example.com", Written.PERSON),
        ({"auto-submitted": "no"}, "Re: New lead", "ada@example.com", Written.PERSON),
        ({"auto-submitted": "auto-replied"}, "Re: x", "ada@example.com", Written.ABSENCE),
        ({"auto-submitted": "auto-replied (vacation)"}, "x", "ada@example.com", Written.ABSENCE),
        ({"x-autoreply": "yes"}, "x", "ada@example.com", Written.ABSENCE),
        ({"precedence": "auto_reply"}, "x", "ada@example.com", Written.ABSENCE),
        ({}, "Automatic reply: New lead", "ada@example.com", Written.ABSENCE),
        ({}, "Out of Office: New lead", "ada@example.com", Written.ABSENCE),
        ({}, "Abwesenheitsnotiz: New lead", "ada@example.com", Written.ABSENCE),
        ({}, "Réponse automatique : New lead", "ada@example.com", Written.ABSENCE),
        ({"auto-submitted": "auto-generated"}, "x", "ada@example.com", Written.MACHINE),
        ({"content-type": "multipart/report; x"}, "x", "ada@example.com", Written.MACHINE),
        ({}, "Undelivered", "MAILER-DAEMON@example.com", Written.MACHINE),
        ({"precedence": "bulk"}, "Newsletter", "ada@example.com", Written.MACHINE),
        ({"list-id": "<x>"}, "Newsletter", "ada@example.com", Written.MACHINE),
    ],
)
def test_mail_that_no_person_wrote_is_known(headers, subject, sender, written):
    assert written_by(headers, subject=subject, sender=sender) is written


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("I am away until 3 December and read no mail.", "2026-12-03T00:00+01:00"),
        ("I will be back on Monday, 30 November 2026.", "2026-11-30T00:00+01:00"),
        ("Returning to the office on 3 December.", "2026-12-03T00:00+01:00"),
        ("I am out through 3 December 2026.", "2026-12-04T00:00+01:00"),
        ("Ich bin bis zum 3. Dezember nicht erreichbar.", "2026-12-03T00:00+01:00"),
        ("Je suis absent jusqu’au 3 décembre.", "2026-12-03T00:00+01:00"),
        ("I am away. For urgent matters call somebody.", None),
        ("I was away until last week.", None),
    ],
)
def test_when_an_absence_note_says_its_writer_is_back(text, back):
    expected = datetime.fromisoformat(back) if back else None
    assert back_at(text, now=NOW, zone=BERLIN) == expected
