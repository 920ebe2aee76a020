"""What needs a person is mailed to the operator once, and shown until it is settled."""

from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from leads.actions.alerts import Notice, alert_operator
from leads.models import Alert
from tests import make
from tests.leads.admin.conftest import LogIn

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOTICE = Notice("A webhook was switched off", "Mend it, then switch it on.", path="/admin/leads/")


def alerted() -> Alert:
    with transaction.atomic():
        return alert_operator("one", NOTICE, now=make.NOW)


def test_one_cause_is_one_mail(house: Any, settings: Any) -> None:
    settings.OPERATOR_EMAIL = "otto@example.com"
    assert alerted() == alerted()
    make.work_through("mail")
    [message] = mail.outbox
    assert message.to == ["otto@example.com"]
    assert message.subject.endswith("A webhook was switched off")
    assert f"{settings.BASE_URL}/admin/leads/" in message.body


def test_without_an_address_the_admin_alone_says_so(house: Any, settings: Any) -> None:
    settings.OPERATOR_EMAIL = ""
    alerted()
    make.work_through("mail")
    assert mail.outbox == []
    assert Alert.objects.open().exists()


def test_it_stands_on_the_first_page_until_it_is_settled(log_in: LogIn) -> None:
    alert, otto = alerted(), log_in("otto")
    home, page = reverse("wagtailadmin_home"), reverse("leads_alert:inspect", args=[alert.pk])
    assert NOTICE.subject in otto.get(home).content.decode()
    assert NOTICE.text in otto.get(page).content.decode()
    assert Alert.objects.open().exists()  # looking settles nothing
    otto.post(page)
    assert NOTICE.subject not in otto.get(home).content.decode()


def test_editors_and_advisors_see_none(log_in: LogIn) -> None:
    alert = alerted()
    for name in ("edith", "cleo"):
        client = log_in(name)
        assert NOTICE.subject not in client.get(reverse("wagtailadmin_home")).content.decode()
        client.post(reverse("leads_alert:inspect", args=[alert.pk]))
    assert Alert.objects.open().exists()
