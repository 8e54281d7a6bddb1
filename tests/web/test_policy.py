"""The policy page: a draft typed, looked ahead with, and made the ladder."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collections_app.companies.models import Company
from collections_app.dunning.models import Foreseen, Simulation
from collections_app.jobs.tasks import simulate
from collections_app.web.policy_forms import DraftForm
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice

MOST_QUERIES = 12
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owing(company: Company) -> Company:
    late_invoice(factories.customer(company, name="Vandrel GmbH"), 5)
    return company


def typed(company: Company, **changes: str) -> dict[str, str]:
    """The form as it is filled in with the ladder, with some fields typed over."""
    form = DraftForm(company.policies.get(segment=""))
    kept = {field.html_name: field.initial for field in form}
    said = {name: "on" if value is True else str(value) for name, value in kept.items()}
    return {
        name: value
        for name, value in (said | changes).items()
        if value not in ("", "None") and not (value == "False" and kept[name] is False)
    }


def look_ahead(client: Client, company: Company, **changes: str):
    path = reverse("policy:look_ahead", args=[company.policies.get().pk])
    return client.post(path, typed(company, **changes), headers=HTMX)


def test_before_anybody_asked_the_page_says_what_it_is_for(owing: Company, manager: Client) -> None:
    page = manager.get(reverse("policy:page")).text

    assert "see who is written to or called" in page
    assert "Look ahead" in page


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_looked_ahead_with_and_made_the_ladder(owing: Company, manager: Client) -> None:
    waits = look_ahead(manager, owing, **{"first_letter-after_due_days": "20"}).text
    simulate(Simulation.objects.get().pk)
    page = manager.get(reverse("policy:page")).text

    assert "Waits for a worker" in waits or "Vandrel" in waits
    assert "First letter, days after due" in page
    assert "Customers contacted" in page
    assert "Vandrel GmbH" in page

    path = reverse("policy:make_live", args=[owing.policies.get().pk])
    said = manager.post(path, headers=HTMX).text

    assert "The draft is the ladder now" in said
    assert owing.policies.get().levels.get(key="first_letter").after_due_days == 20
    assert "There is no draft any more" in manager.post(path, headers=HTMX).text


@pytest.mark.django_db(transaction=True)
def test_a_level_goes_by_other_channels_to_other_people_and_waits_for_a_person(
    owing: Company, manager: Client
) -> None:
    channels = {f"reminder-channels-{place}": "" for place in range(4)}
    changes = channels | {
        "reminder-channels-0": "letter",
        "reminder-channels-1": "email",
        "reminder-roles-0": "director",
        "reminder-needs_approval": "on",
    }
    look_ahead(manager, owing, **changes)
    simulate(Simulation.objects.get().pk)

    page = manager.get(reverse("policy:page")).text

    assert "Letter, then E-mail" in page
    assert "was by e-mail, a person approves" in page
    path = reverse("policy:make_live", args=[owing.policies.get().pk])
    manager.post(path, headers=HTMX)
    reminder = owing.policies.get().levels.get(key="reminder")
    assert (reminder.channels, reminder.roles) == (["letter", "email"], ["director"])
    assert reminder.needs_approval
    assert "was by e-mail" not in manager.get(reverse("policy:page")).text


@pytest.mark.django_db(transaction=True)
def test_a_higher_minimum_takes_letters_away(owing: Company, manager: Client) -> None:
    look_ahead(manager, owing, **{"policy-minimum": "5000", "second_letter-minimum": "75.5"})
    simulate(Simulation.objects.get().pk)

    page = manager.get(reverse("policy:page")).text

    assert "Least to demand of a customer" in page
    assert "5000.00" in page and "75.50" in page
    assert "not any more" in page


def test_each_level_leads_to_its_words(owing: Company, manager: Client) -> None:
    page = manager.get(reverse("policy:page"), {"company": owing.pk}).text

    words = reverse("wordings:editor", args=["second_letter", "letter", "en"])
    assert f'href="{words}"' in page


@pytest.mark.django_db(transaction=True)
def test_a_message_is_shown_as_it_would_be_written(owing: Company, manager: Client) -> None:
    look_ahead(manager, owing)
    simulate(Simulation.objects.get().pk)
    foreseen = Foreseen.objects.earliest("on_day", "pk")
    path = reverse("policy:message", args=[foreseen.pk])

    part, page = manager.get(path, headers=HTMX), manager.get(path)

    assert "Femke Oldaal" in part.text
    assert "As it would go on" in page.text
    assert Client.get(client_of(person("manager", owing)), path).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_its_pages_ask_the_database_few_times(owing: Company, manager: Client) -> None:
    look_ahead(manager, owing, **{"first_letter-after_due_days": "20"})
    simulate(Simulation.objects.get().pk)
    foreseen = Foreseen.objects.earliest("on_day", "pk")

    for path in (reverse("policy:page"), reverse("policy:message", args=[foreseen.pk])):
        manager.get(path)  # a wording is stored the first time it is used
        with CaptureQueriesContext(connection) as asked:
            manager.get(path)
        assert len(asked) <= MOST_QUERIES, path


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reminder-after_due_days": "soon"}, "Type a whole number of days."),
        ({"reminder-gap_days": "-1"}, "Days are counted from 0."),
        ({"call-after_due_days": "9999"}, "A year at most."),
        (
            {f"{key}-is_on": "" for key in ("reminder", "first_letter", "second_letter", "call")},
            "A ladder needs at least one level.",
        ),
        ({"reminder-channels-1": "email"}, "It stands before already."),
        ({"courtesy_note-before_due_days": "0"}, "At least one day before."),
        ({"second_letter-minimum": "much"}, "Type an amount such as 20.00."),
        ({"policy-minimum": "-1"}, "Type an amount from 0."),
        ({"policy-entry_review_days": "10"}, "Type as many days as for the first letter, or more."),
        (
            {f"reminder-channels-{place}": "" for place in range(4)},
            "Pick at least one channel.",
        ),
    ],
)
def test_what_cannot_be_a_ladder_is_said_beside_its_field(
    owing: Company, manager: Client, changes: dict[str, str], why: str
) -> None:
    response = look_ahead(manager, owing, **changes)

    assert response.status_code == 422
    assert why in response.text
    assert not Simulation.objects.exists()


def test_a_clerk_reads_and_does_not_steer(owing: Company, clerk: Client) -> None:
    assert clerk.get(reverse("policy:page")).status_code == 200
    assert look_ahead(clerk, owing).status_code == 403
    path = reverse("policy:make_live", args=[owing.policies.get().pk])
    assert clerk.post(path).status_code == 403


def test_another_companys_ladder_is_not_there(owing: Company, manager: Client) -> None:
    other = factories.company()

    assert look_ahead(manager, other).status_code == 404
    assert manager.get(reverse("policy:page"), {"company": other.pk}).status_code == 404
    assert manager.get(reverse("policy:page"), {"segment": "none"}).status_code == 404


def test_a_segment_gets_a_policy_of_its_own_and_loses_it(owing: Company, manager: Client) -> None:
    factories.customer(owing, segment="Public sector")
    assert "Public sector" in manager.get(reverse("policy:page")).text

    add = reverse("policy:add", args=[owing.pk])
    added = manager.post(add, {"segment": "Public sector"}, headers=HTMX).text

    assert "Segment Public sector has a policy of its own" in added
    assert "segment Public sector, 1 customer" in added
    policy = owing.policies.get(segment="Public sector")
    ahead = manager.post(
        reverse("policy:look_ahead", args=[policy.pk]),
        typed(owing, **{"reminder-after_due_days": "9"}),
        headers=HTMX,
    ).text
    assert "segment Public sector" in ahead
    assert "segment=Public%20sector" in ahead

    removed = manager.post(reverse("policy:remove", args=[policy.pk]), headers=HTMX).text
    assert "Segment Public sector climbs the standard ladder again." in removed
    assert owing.policies.count() == 1
    assert manager.get(reverse("policy:page")).status_code == 200


def test_only_who_steers_adds_and_removes_policies(
    owing: Company, clerk: Client, manager: Client
) -> None:
    add = reverse("policy:add", args=[owing.pk])
    remove = reverse("policy:remove", args=[owing.policies.get().pk])

    assert clerk.post(add, {"segment": "x"}).status_code == 403
    assert clerk.post(remove).status_code == 403
    assert manager.post(reverse("policy:add", args=[factories.company().pk])).status_code == 404
    assert "The standard policy stays" in manager.post(remove, headers=HTMX).text
    assert "No customer is of segment x" in manager.post(add, {"segment": "x"}, headers=HTMX).text
