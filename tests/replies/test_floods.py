"""Statuses that come faster than they are applied: kept at once, applied one request at a time."""

import pytest

from collections_app.replies.inbox import apply_later
from collections_app.replies.models import ProviderEvent
from tests.replies.world import NOW, texted, told
from tests.side_by_side import another_line

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "select pg_advisory_lock(hashtext('provider statuses'))"


@pytest.fixture
def another_is_at_it():
    with another_line() as other:
        other.execute(LOCK)
        yield other


def waiting() -> int:
    return ProviderEvent.objects.filter(parked_because="new").count()


def test_while_another_request_applies_a_status_is_only_kept(another_is_at_it):
    told("a token", "sent")
    told("a token", "delivered")
    assert waiting() == 2

    another_is_at_it.close()
    told("a token", "read")

    assert waiting() == 0


def test_beat_applies_what_was_only_kept(another_is_at_it):
    told("a token", "sent")

    apply_later(at=NOW)

    assert waiting() == 0


def test_what_a_customer_says_waits_for_nobody(another_is_at_it):
    texted("STOP")

    assert waiting() == 0
