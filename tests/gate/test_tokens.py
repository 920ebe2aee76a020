"""A program's token ends: with its age, its account, or by hand."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import APIToken

pytestmark = pytest.mark.django_db

STAFF = "/api/v1/leads/"


@pytest.fixture
def token(otto):
    return APIToken.create_token(user=otto, name="a program")


def status(client, path: str, plain: str) -> int:
    return client.get(path, headers={"Authorization": f"Bearer {plain}"}).status_code


@pytest.mark.parametrize("path", ["/api/v3/whoami/", STAFF])
def test_after_a_year_it_opens_nothing(client, token, path):
    row, plain = token
    with time_machine.travel(row.created + timedelta(days=364)):
        assert status(client, path, plain) == 200
    with time_machine.travel(row.created + timedelta(days=365)):
        assert status(client, path, plain) == 401


def test_past_its_age_it_writes_nothing_and_reads_what_anybody_may(client, token):
    row, plain = token
    with time_machine.travel(row.created + timedelta(days=400)):
        headers = {"Authorization": f"Bearer {plain}"}
        answer = client.post("/api/v3/pages/", {}, "application/json", headers=headers)
        assert answer.status_code == 401
        assert status(client, "/api/v3/pages/", plain) == 200


def test_a_deactivated_account_has_no_token(client, otto, token):
    otto.is_active = False
    otto.save()
    assert status(client, STAFF, token[1]) == 401


def test_a_revoked_one_opens_nothing(client, token):
    token[0].revoked_at = timezone.now()
    token[0].save()
    assert status(client, STAFF, token[1]) == 401


def test_it_is_not_stored(token):
    row, plain = token
    assert plain not in str(APIToken.objects.values().get(pk=row.pk))
