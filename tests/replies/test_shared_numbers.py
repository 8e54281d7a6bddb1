"""Two customers with one phone: it rings once, also where two workers send at one moment."""

import pytest

from collections_app.communications.models import Attempt, Communication
from collections_app.communications.transports.base import Result
from collections_app.dunning.composing import compose
from collections_app.dunning.last_look import check_at
from collections_app.dunning.models import Notice
from collections_app.dunning.sending import settle_at
from collections_app.dunning.walk import walk
from tests.factories import date
from tests.outbox import send_one
from tests.replies.world import FIRST_DAY, NOW, NUMBER, live_company, owing
from tests.side_by_side import another_line

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(FIRST_DAY)
GIVEN = {
    "check": check_at(day=DAY, now=NOW, in_window=True),
    "settle": settle_at(day=DAY, now=NOW),
    "now": NOW,
}


@pytest.fixture
def both() -> list[Communication]:
    """A text for each, planned before any was sent."""
    company = live_company()
    company.ledger_as_of = DAY
    company.save(update_fields=["ledger_as_of"])
    owing(company)
    owing(company)
    walk(company=company, as_of=DAY, now=NOW)
    for notice in Notice.objects.filter(state="planned"):
        compose(notice=notice, now=NOW)
    ready = list(Communication.objects.filter(channel="sms", state="ready").order_by("pk"))
    assert len(ready) == 2
    return ready


def test_while_one_is_being_sent_the_other_counts_it(both):
    first, second = both

    def meanwhile(attempt: Attempt) -> Result:
        assert send_one(second, **GIVEN) is None
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_one(first, **GIVEN, carrier=meanwhile)

    second.refresh_from_db()
    assert (second.state, second.reason["code"]) == ("cancelled", "pressure")


def test_while_one_is_being_claimed_the_other_waits(both):
    with another_line() as other:
        other.execute("select pg_advisory_xact_lock(hashtext(%s))", [NUMBER])

        assert send_one(both[0], **GIVEN) is None

    both[0].refresh_from_db()
    assert both[0].state == "ready"
