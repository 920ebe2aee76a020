"""Where a reader came from reaches the submission, tidied."""

import pytest

from leads.models import Submission
from tests import make

pytestmark = pytest.mark.django_db

TO_BOOK = {f"answers.{key}": value for key, value in make.TO_BOOK.items()}
TABLE = [
    ("", "", {}),
    ("?from=/career/two-jobs/&block=b7", "", {"page": "/career/two-jobs/", "block": "b7"}),
    (
        "?utm_source=news&utm_medium=email&utm_campaign=two-jobs&utm_term=x",
        "",
        {"utm_source": "news", "utm_medium": "email", "utm_campaign": "two-jobs"},
    ),
    ("", "http://testserver/career/two-jobs/?q=secret#top", {"page": "/career/two-jobs/"}),
    ("?from=/said/", "http://testserver/seen/", {"page": "/said/"}),
    ("", "https://news.example.com/a?token=secret", {"referrer": "https://news.example.com/a"}),
    ("", "https://rosa:word@example.com/", {"referrer": "https://example.com/"}),
    ("", "android-app://com.example/", {}),
    ("", "http://[half", {}),
    ("", "not an address", {}),
    ("?utm_source=two%0Alines%00", "", {"utm_source": "twolines"}),
    ("?utm_source=%20%20", "", {}),
    (f"?block={'x' * 600}", "", {"block": "x" * 500}),
    ("?utm_source=%3Cscript%3E&utm_source=last", "", {"utm_source": "last"}),
]


@pytest.mark.parametrize(("query", "referrer", "expected"), TABLE)
def test_the_link_is_believed_first_then_the_browser(opened, house, query, referrer, expected):
    form = opened(query=query, HTTP_REFERER=referrer)
    assert form.send(TO_BOOK).status_code == 303
    assert Submission.objects.get().attribution == expected


def test_it_survives_a_page_of_errors(opened, house):
    form = opened(query="?from=/career/two-jobs/&block=b7")
    again = type(form).on(form.client, form.send())
    again.send(TO_BOOK)
    assert Submission.objects.get().attribution == {"page": "/career/two-jobs/", "block": "b7"}


def test_what_somebody_wrote_into_the_hidden_fields_is_tidied_too(opened, house):
    form = opened()
    answer = form.send(
        TO_BOOK | {"attribution.page": "x" * 600 + "\0", "attribution.colour": "red"}
    )
    assert answer.status_code == 303
    assert Submission.objects.get().attribution == {"page": "x" * 500}
