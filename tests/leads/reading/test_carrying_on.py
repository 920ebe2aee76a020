"""A link to carry on, mailed on request: asked for twice it is one, and it reveals nothing."""

import pytest
from django.test import Client

from assessment.models import Assessment
from leads.actions.drafts import forget_draft
from leads.models import Delivery, Draft
from tests import make
from tests.leads.reading.browser import Form
from tests.leads.reading.ways import START, follow, legends

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def later(client, way) -> Form:
    """The page a reader gets who wants to carry on another time."""
    form = follow(Form.opened(client, START), {"answers.late": "no"})
    return follow(form, {"answers.week.status": "12", "go": "later"})


def links() -> int:
    return Delivery.objects.filter(kind="carry_on").count()


def test_what_was_typed_is_kept_and_the_link_opens_it_elsewhere(later):
    later.send({"email": "Rosa@Example.com"})
    make.work_through()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.to_address) == ("sent", "rosa@example.com")
    path = f"{START}{Draft.objects.get().token}/"
    assert path in delivery.text
    assert "signs you up for nothing" in " ".join(delivery.text.split())
    form = Form.on(Client(), Client().get(path, follow=True))
    assert legends(form) == ["Where do the hours go?"]
    assert form.values["answers.week.status"] == "12"


def test_the_answer_is_the_same_for_every_address(later):
    first = later.send({"email": "rosa@example.com"})
    make.work_through()
    second = later.send({"email": "sam@example.com"})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])


def test_asked_for_twice_it_is_one_mail(later):
    for _ in range(2):
        later.send({"email": "rosa@example.com"})
    assert links() == 1


def test_an_address_gets_two_a_day_whoever_asks(client, later):
    for _ in range(4):
        form = follow(Form.opened(client, START), {"answers.late": "no"})
        follow(form, {"go": "later"}).send({"email": "rosa@example.com"})
    assert links() == 2


def test_a_draft_sends_three_and_no_more(later):
    for name in "abcde":
        assert later.send({"email": f"{name}@example.com"}).status_code == 303
    assert links() == 3


@pytest.mark.parametrize("address", ["", "rosa@", "a@b.example, c@d.example", "x" * 300])
def test_what_is_no_address_is_said_and_kept_on_the_page(later, address):
    answer = later.send({"email": address})
    assert answer.status_code == 422
    page = Form.on(later.client, answer)
    assert page.texts(".field-error")
    assert page.values["email"] == address


def test_a_forgotten_draft_leaves_no_address_behind(later):
    later.send({"email": "rosa@example.com"})
    make.work_through()
    forget_draft(Draft.objects.get())
    delivery = Delivery.objects.get()
    assert (delivery.to_address, delivery.text, delivery.html) == ("", "", "")


def test_a_withdrawn_assessment_tells_who_began_it_how_to_carry_on(client, later):
    Assessment.objects.get(slug="way").unpublish()
    page = client.get(START)
    assert page.status_code == 404
    path = f"{START}{Draft.objects.get().token}/"
    assert f'href="{path}"' in page.content.decode()
    assert client.get(path, follow=True).status_code == 200
    elsewhere = Client().get(START)
    assert elsewhere.status_code == 404
    assert "the link that was mailed to you still opens your answers" in elsewhere.content.decode()
    assert path not in elsewhere.content.decode()


def test_what_was_never_published_says_nothing_of_itself(client, house):
    Assessment.objects.create(title="Half an idea", slug="half")
    assert "Half an idea" not in client.get("/assessments/half/").content.decode()
