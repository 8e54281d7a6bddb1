"""Notices that wait together for one reason: shown as a group, decided at once."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Notice
from collections_app.jobs.day import compose_planned
from collections_app.web import deciding
from tests import factories
from tests.web.days import late_invoice, walk

HTMX = {"HX-Request": "true"}


def flood(company: Company, size: int) -> None:
    Company.objects.filter(pk=company.pk).update(most_notices_a_day=1)
    company.refresh_from_db()
    now = timezone.now()
    day = company.day_of(now)
    for _ in range(size):
        late_invoice(factories.customer(company), 10)
    walk(company=company, as_of=day, now=now)
    compose_planned(company, day=day, now=now)


def states() -> set[str]:
    return set(Notice.objects.values_list("state", flat=True))


def test_a_flood_is_one_group_with_its_first_rows(company: Company, manager: Client) -> None:
    flood(company, 33)

    html = manager.get(reverse("review:list")).text

    assert "33 notices wait together" in html
    assert "Approve all 33" in html
    assert "The first 30 of them" in html
    assert html.count('id="notice-') == 30
    assert "No other notice waits for approval." in html


def test_all_of_it_is_approved_at_once(company: Company, manager: Client) -> None:
    flood(company, 3)

    path = reverse("review:approve_all", args=[company.pk, "more_than_usual"])
    response = manager.post(path, headers=HTMX)

    assert "3 notices approved." in response.text
    assert states() == {"ready"}


def test_all_of_it_is_skipped_with_a_reason(company: Company, manager: Client) -> None:
    flood(company, 3)
    path = reverse("review:skip_all", args=[company.pk, "more_than_usual"])

    refused = manager.post(path, {"note": " "}, headers=HTMX)
    assert "Say why this is skipped." in refused.text
    assert states() == {"waiting"}
    manager.post(path, {"note": "The import was wrong."}, headers=HTMX)

    assert states() == {"cancelled"}
    page = manager.get(reverse("customers:detail", args=[Customer.objects.first().pk])).text
    assert "Skipped: The import was wrong." in page


def test_what_the_time_does_not_reach_is_said_and_stays(
    company: Company, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood(company, 2)
    monkeypatch.setattr(deciding, "SECONDS", 0.0)

    path = reverse("review:approve_all", args=[company.pk, "more_than_usual"])
    response = manager.post(path, headers=HTMX)

    assert "0 notices approved. 2 are left: press once more." in response.text
    assert states() == {"waiting"}


@pytest.mark.parametrize("act", ["approve_all", "skip_all"])
def test_a_clerk_decides_no_group_and_nobody_another_companys(
    company: Company, clerk: Client, manager: Client, act: str
) -> None:
    other = factories.company()
    flood(other, 2)

    path = reverse(f"review:{act}", args=[other.pk, "more_than_usual"])
    own = reverse(f"review:{act}", args=[company.pk, "more_than_usual"])

    assert manager.post(path, {"note": "no"}).status_code == 404
    assert clerk.post(own, {"note": "no"}).status_code == 403
    assert manager.get(own).status_code == 405
    assert states() == {"waiting"}


def restored(company: Company) -> Notice:
    """One notice that waits because nobody knows whether it went before the restore."""
    flood(company, 1)
    Company.objects.filter(pk=company.pk).update(most_notices_a_day=None)
    Notice.objects.update(state="waiting", reason={"approval": "restored"})
    return Notice.objects.get()


def test_what_went_before_a_restore_counts_and_does_not_go_again(
    company: Company, manager: Client
) -> None:
    notice = restored(company)
    page = manager.get(reverse("review:list")).text
    assert "It went already, on" in page
    path = reverse("review:went", args=[notice.pk])

    refused = manager.post(path, {"went_on": "2999-01-01"}, headers=HTMX)
    response = manager.post(path, {"went_on": notice.day.isoformat()}, headers=HTMX)

    assert "at the latest" in refused.text
    assert "had gone" in response.text
    notice.refresh_from_db()
    assert (notice.state, notice.reason["code"]) == ("cancelled", "went_already")
    entry = notice.lines.get().invoice.entry
    assert (entry.reached, entry.reached_on) == ("reminder", notice.day)
    walk(company=company, as_of=notice.day, now=timezone.now())
    assert Notice.objects.count() == 1
