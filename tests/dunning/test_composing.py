"""A notice becomes its messages."""

import pytest

from collections_app.communications.models import Communication
from collections_app.dunning.actions import accept_notices
from collections_app.dunning.composing import compose
from collections_app.dunning.models import Notice
from collections_app.dunning.walk import walk
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("on_paper", [True, False])
def test_a_mail_speaks_of_a_letter_only_where_it_carries_one(on_paper):
    company = factories.company()
    late = factories.invoice(factories.customer(company, language="en"), "2024-01-05")
    for day in ("2024-01-10", "2024-01-22"):
        walk(company=company, as_of=date(day), now=noon(day))
        notice = Notice.objects.get(customer=late.customer, day=date(day))
        compose(notice=notice, now=noon(day), on_paper=on_paper)
        accept_notices(notice_ids=[notice.pk], on=date(day))

    first_letter = Communication.objects.get(purpose="first_letter")

    assert bool(first_letter.pdf) == on_paper
    assert ("attached" in first_letter.text) == on_paper
