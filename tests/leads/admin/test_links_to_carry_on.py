"""A link to carry on belongs to no submission yet; its page in the admin opens all the same."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessment.models import Assessment
from leads.actions.drafts import mail_link
from leads.models import Delivery, Draft
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = pytest.mark.django_db


def test_its_receipt_and_the_list_open(log_in: LogIn, house: Assessment) -> None:
    draft = Draft(pk=uuid4(), rubric=house.current_rubric, started_at=make.NOW, token_hash="x")
    draft.touch(now=make.NOW)
    draft.save()
    mail_link(draft, "rosa@example.com", now=make.NOW)
    client = log_in("otto")
    url = reverse("leads_delivery:inspect", args=[Delivery.objects.get().pk])
    assert "Link to carry on" in client.get(url).content.decode()
    assert client.get(reverse("leads_delivery:index")).status_code == 200
