"""The result on paper says what the page says, and nothing in it is taken for markup."""

import re
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from assessment.importing import load_assessment
from assessment.models import Assessment, ScoreCount
from leads.actions.policies import load_policy
from leads.models import Lane
from leads.throttle import limiter
from tests import make
from tests.leads.reading.test_result_page import page_of

pytestmark = pytest.mark.django_db

# What Typst, and every other language nearby, would obey if it were read as source.
HOSTILE = (
    '#panic("no") *bold* $x^2$ _i_ `raw` @ref <label> \\ // /* [a] {b} "q" = H\n= Heading #[x]'
)


def pdf_of(client, submission) -> PdfReader:
    response = client.get(f"/results/{submission.result_token}/pdf/")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(response.content))


def said(reader: PdfReader) -> str:
    """All text without its white space: where lines break is the typesetter's business."""
    return squeezed("".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def sentences(page: BeautifulSoup) -> list[str]:
    """What the page tells of the result: not what one can do there, and not the drawings."""
    article = page.select_one("article.result")
    for tag in article.select(".keep, svg, .actions, .notice"):
        tag.decompose()
    return [
        tag.get_text()
        for tag in article.select("h1, h2, h3, p, li > p")
        if tag.get_text(strip=True)
    ]


def everything_to_say(house: Assessment) -> None:
    """A comparison, a composite, a band's next step: whatever a result can hold."""
    for _ in range(40):
        ScoreCount.objects.record(
            house.current_rubric_id, {"personal-drag": 20, "organizational-drag": 70, "drag": 50}
        )


@pytest.fixture
def rich(db: None) -> Assessment:
    bands = [make.BANDS[0], make.BANDS[1] | {"next_step": "Name one decision.\n\nDate it."}]
    composite = {
        "key": "drag",
        "label": "Drag",
        "bands": bands,
        "composed_of": {"personal-drag": 2, "organizational-drag": 1},
    }
    dimensions = [*make.COMPASS["dimensions"], composite]
    compass = load_assessment(make.COMPASS | {"dimensions": dimensions}, publish=True)
    for key, name in make.LANES.items():
        make.make_lane(key, name=name)
    load_policy(make.POLICY, assessment=compass, publish=True)
    everything_to_say(compass)
    return compass


@pytest.mark.parametrize("answers", [make.TO_EXECUTIVE, make.TO_INDIVIDUAL, make.TO_BOOK])
def test_it_says_every_sentence_of_the_page_in_the_same_order(client, rich, answers):
    submission = make.route(answers)
    text = said(pdf_of(client, submission))
    at = 0
    for sentence in sentences(page_of(client, submission)):
        found = text.find(squeezed(sentence), at)
        assert found >= 0, sentence
        at = found


def test_without_a_policy_it_says_so_as_the_page_does(client, db):
    load_assessment(make.COMPASS, publish=True)
    submission = make.submit()
    text = said(pdf_of(client, submission))
    assert [
        each for each in sentences(page_of(client, submission)) if squeezed(each) not in text
    ] == []


def test_it_is_whole_for_whoever_hears_it(client, house):
    reader = pdf_of(client, make.route())
    assert reader.metadata.title == "Your result: The Compass"
    assert reader.metadata.author in (None, "")
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "en-GB"
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert b"pdfuaid:part" in catalog["/Metadata"].get_object().get_data()


def test_it_is_a4_in_fonts_that_it_brings_along(client, house):
    reader = pdf_of(client, make.route())
    for page in reader.pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    fonts = {
        font["/DescendantFonts"][0]["/FontDescriptor"]["/FontName"].partition("+")[2]
        for page in reader.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
        if "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"]
        or "/FontFile3" in font["/DescendantFonts"][0]["/FontDescriptor"]
    }
    assert {name.partition("-")[0] for name in fonts} == {"Newsreader", "SchibstedGrotesk"}


def test_what_editors_write_is_text_and_never_markup(client, db):
    document = make.COMPASS | {
        "title": HOSTILE.replace("\n", " "),
        "dimensions": [
            each | {"label": HOSTILE.replace("\n", " "), "description": HOSTILE}
            for each in make.COMPASS["dimensions"]
        ],
        "questions": [
            each | {"text": HOSTILE.replace("\n", " ")} for each in make.COMPASS["questions"]
        ],
    }
    compass = load_assessment(document, publish=True)
    for key in make.LANES:
        make.make_lane(key, name=HOSTILE[:70].replace("\n", " "))
    load_policy(make.POLICY, assessment=compass, publish=True)
    Lane.objects.update(reader_text=HOSTILE, reader_heading=HOSTILE[:70])
    text = said(pdf_of(client, make.route()))
    assert text.count(squeezed(HOSTILE)) >= 5


def test_letters_our_fonts_lack_are_there_all_the_same(client, house):
    Lane.objects.update(reader_text="Ελληνικά и кириллица")
    assert squeezed("Ελληνικά и кириллица") in said(pdf_of(client, make.route()))


def test_it_names_nobody_and_holds_no_link_to_itself(client, house):
    submission = make.route(make.TO_EXECUTIVE | {"note": "A canary wrote this."})
    response = client.get(f"/results/{submission.result_token}/pdf/")
    text = said(PdfReader(BytesIO(response.content)))
    for word in (*make.ROSA.values(), "canary", submission.result_token):
        assert squeezed(word) not in text
        assert word.encode() not in response.content
    assert response["Content-Disposition"] == 'inline; filename="compass-result.pdf"'


def test_it_is_as_private_as_the_page(client, house):
    submission = make.route()
    response = client.get(f"/results/{submission.result_token}/pdf/")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_printing_costs_so_it_is_counted(client, house, settings):
    limiter.storage.reset()
    settings.SUBMISSION_RATE = "2/minute"
    url = f"/results/{make.route().result_token}/pdf/"
    assert [client.get(url).status_code for _ in range(3)] == [200, 200, 429]


def test_the_same_result_makes_the_same_bytes(client, house):
    url = f"/results/{make.route().result_token}/pdf/"
    assert client.get(url).content == client.get(url).content
