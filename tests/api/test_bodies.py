"""Bodies that are no JSON document of ours: refused by their form, before anybody reads a field."""

import json

import pytest

from cms.problems import MEDIA_TYPE
from leads.models import Submission
from tests.api.conftest import SUBMISSIONS, BrokenStream

pytestmark = pytest.mark.django_db

MALFORMED = {
    "empty": b"",
    "space": b"  ",
    "not JSON": b"id=1&answers=2",
    "cut off": b'{"id": "6b0c1c52-3f2c-4b51-9a55',
    "two documents": b"{} {}",
    "NaN": b'{"answers": {"pace": NaN}}',
    "Infinity": b'{"answers": {"pace": -Infinity}}',
    "a name twice": b'{"id": "a", "id": "b"}',
    "a name twice, deep down": b'{"answers": {"pace": "nobody", "pace": "they-wait"}}',
    "a number without end": b'{"answers": {"pace": ' + b"9" * 5_000 + b"}}",
    "no UTF-8": b'{"id": "\xff\xfe"}',
    "UTF-16": json.dumps({"id": "a"}).encode("utf-16"),
    "a mark before it": b"\xef\xbb\xbf{}",
    "nested without end": b"[" * 30_000 + b"]" * 30_000,
    "objects without end": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "a raw line break in a text": b'{"id": "a\nb"}',
}


@pytest.mark.parametrize("data", MALFORMED.values(), ids=MALFORMED)
def test_what_is_not_json_is_a_400(post, house, data):
    answer = post(data)
    assert (answer.status_code, answer["Content-Type"]) == (400, MEDIA_TYPE)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json", "json"],
)
def test_what_does_not_say_that_it_is_json_is_a_415(post, body, content_type):
    answer = post(body, content_type=content_type)
    assert (answer.status_code, answer["Content-Type"]) == (415, MEDIA_TYPE)


def test_a_form_of_another_site_is_a_415(client, body):
    assert client.post(SUBMISSIONS, {"id": body["id"]}).status_code == 415


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf-16", "zlib", "nonsense"])
def test_a_charset_after_the_type_changes_nothing(post, body, charset):
    assert post(body, content_type=f"application/json; charset={charset}").status_code == 202


def test_a_body_that_breaks_off_on_the_way_is_a_400(post, body):
    answer = post(body, **{"wsgi.input": BrokenStream()})
    assert (answer.status_code, answer["Content-Type"]) == (400, MEDIA_TYPE)


def test_64_kilobytes_are_read_and_one_byte_more_is_a_413(post, body):
    room = 64 * 1024 - len(json.dumps(body | {"pad": ""}))
    assert post(body | {"pad": "x" * room}).status_code == 422
    answer = post(body | {"pad": "x" * (room + 1)})
    assert (answer.status_code, answer["Content-Type"]) == (413, MEDIA_TYPE)


DEEP = b'{"id":"6b0c1c52-3f2c-4b51-9a55-0a4d9c7f1e11","answers":{"pace":%s,"forum":"made"}}'


@pytest.mark.parametrize("depth", [10, 100, 500, 900])
def test_an_answer_nested_as_deep_as_can_be_read_is_named(post, house, depth):
    answer = post(DEEP % (b"[" * depth + b"]" * depth))
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"9" * 4_000, b"1e-999", b"-0.0"])
def test_absurd_numbers_are_named(post, house, number):
    answer = post(DEEP % number)
    assert [error["field"] for error in answer.json()["errors"]] == ["answers.pace"]
