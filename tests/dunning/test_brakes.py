"""A bad import and a restored backup meet a person before they meet customers."""

import pytest

from collections_app.companies import installation
from collections_app.companies.choices import Mode
from collections_app.companies.installation import stop_sending
from collections_app.companies.models import Company
from collections_app.dunning.approving import approve_notice
from collections_app.dunning.brakes import cap_of, resume
from collections_app.dunning.models import Notice, Run
from collections_app.dunning.walk import walk
from collections_app.jobs.day import compose_planned, play
from tests import factories
from tests.factories import date, noon

pytestmark = pytest.mark.django_db
DAY, NOW = date("2024-01-10"), noon("2024-01-10")


def company_with(customers: int, **values) -> Company:
    company = factories.company(**values)
    for _ in range(customers):
        factories.invoice(factories.customer(company), "2024-01-05", "1200.00")
    return company


def walked(company: Company) -> Company:
    walk(company=company, as_of=DAY, now=NOW)
    compose_planned(company, day=DAY, now=NOW)
    return company


def test_a_flood_waits_for_a_manager_and_goes_when_approved():
    company = walked(company_with(4, most_notices_a_day=3))

    waiting = Notice.objects.filter(state="waiting")
    assert {one.reason["approval"] for one in waiting} == {"more_than_usual"}
    assert len(waiting) == 4

    for one in waiting:
        approve_notice(notice=one, on=DAY, by="user:7", at=NOW)
    play(company, day=DAY, now=NOW)
    assert Notice.objects.filter(state="accepted").count() == 4


def test_a_usual_day_goes_by_itself():
    walked(company_with(3, most_notices_a_day=3))

    assert Notice.objects.filter(state="ready").count() == 3


@pytest.mark.parametrize(
    ("days", "cap"), [([], 200), ([5, 5, 5], 200), ([150, 300, 900], 600), ([0, 0, 400], 800)]
)
def test_the_cap_is_twice_the_usual_day_and_never_small(days, cap):
    company = factories.company()
    for number, notices in enumerate(days, start=1):
        Run.objects.create(
            company=company,
            as_of=date(f"2024-01-{number:02}"),
            mode=Mode.REHEARSAL,
            started_at=NOW,
            notices=notices,
        )

    assert cap_of(company, DAY) == cap


def live_company() -> Company:
    company = company_with(1, mode=Mode.LIVE, live_since=date("2023-06-01"))
    Run.objects.create(
        company=company, as_of=date("2023-06-01"), mode=Mode.LIVE, started_at=noon("2023-06-01")
    )
    return company


def test_after_a_restore_what_was_ready_waits_and_so_does_the_rest_of_the_day():
    company = walked(live_company())
    assert Notice.objects.get().state == "ready"
    stop_sending(because=installation.RESTORED, by="sending", at=NOW)

    resume(by="user:7", at=NOW)
    late = factories.customer(company)
    factories.invoice(late, "2024-01-05", "50.00")
    company.refresh_from_db()
    walked(company)

    reasons = Notice.objects.values_list("state", "reason__approval")
    assert list(reasons) == [("waiting", "restored")] * 2


def test_after_a_stop_by_hand_nothing_needs_to_be_approved():
    walked(live_company())
    stop_sending(by="user:7", at=NOW)

    resume(by="user:7", at=NOW)

    assert Notice.objects.get().state == "ready"
