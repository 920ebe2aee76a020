"""The draw is fair to one lead when fifty submissions arrive at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from leads import outbox
from leads.handlers import HANDLERS
from leads.models import Assignment, Membership
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_fifty_leads_drawn_by_eight_workers_at_once_are_shared_exactly(house):
    make.Advisor.objects.filter(name="Ada").update(weight=2)
    for number in range(51):
        contact = make.ROSA | {"email": f"reader{number}@example.com"}
        make.submit(make.TO_INDIVIDUAL, contact=contact)

    def work(_: int) -> None:
        try:
            while outbox.drain("pipeline", HANDLERS):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    drawn = [each.advisor.name for each in Assignment.objects.all()]
    assert (drawn.count("Ada"), drawn.count("Ben")) == (34, 17)
    assert abs(sum(Membership.objects.values_list("balance", flat=True))) <= 51
