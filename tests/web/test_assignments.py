"""Whose each customer is: given out anew for many at once; a colleague stands in."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.history.models import Event
from collections_app.users.choices import Role
from collections_app.users.models import Absence, User
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

HTMX = {"HX-Request": "true"}


@pytest.fixture
def jonas(company: Company) -> User:
    return person(Role.CLERK, company)


@pytest.fixture
def mira(company: Company) -> User:
    return person(Role.CLERK, company)


@pytest.fixture
def three(company: Company, jonas: User) -> list[Customer]:
    """Two of Jonas, one of nobody."""
    made = [factories.customer(company, name=name) for name in ("Aalborg", "Bergen", "Celle")]
    Customer.objects.filter(pk__in=[one.pk for one in made[:2]]).update(collector=jonas)
    return made


def give(client: Client, company: Company, **said: object) -> str:
    path = reverse("assignments:give", args=[company.pk])
    return unescape(client.post(path, said, headers=HTMX).text)


def names(html: str) -> list[str]:
    return re.findall(r'class="strong" href="[^"]+" dir="auto">([^<]+)<', html)


def whose() -> dict[str, int | None]:
    return dict(Customer.objects.values_list("name", "collector"))


def test_the_ticked_ones_are_somebody_elses(
    company: Company, manager: Client, three: list[Customer], jonas: User, mira: User
) -> None:
    html = give(manager, company, customer=[three[0].pk, three[2].pk], to=mira.pk)

    assert whose() == {"Aalborg": mira.pk, "Bergen": jonas.pk, "Celle": mira.pk}
    assert f"2 customers are {mira.display_name}'s now." in html
    told = Event.objects.get(kind="customer.assigned", customer_id=three[0].pk)
    assert told.values == {"from": jonas.pk, "to": mira.pk}


def test_all_that_the_list_is_about(
    company: Company, manager: Client, three: list[Customer], jonas: User, mira: User
) -> None:
    html = give(manager, company, all="1", of=jonas.pk, to=mira.pk)

    assert whose() == {"Aalborg": mira.pk, "Bergen": mira.pk, "Celle": None}
    assert names(html) == []  # the list is about Jonas still, who has none left


def test_nobody_is_moved_twice(
    company: Company, manager: Client, three: list[Customer], jonas: User
) -> None:
    html = give(manager, company, customer=[three[0].pk], to=jonas.pk)

    assert f"All of them were {jonas.display_name}'s already." in html
    assert not Event.objects.filter(kind="customer.assigned").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"to": "nobody"}, "Tick the customers first, or all of the list."),
        ({"to": "", "all": "1"}, "Choose who gets them."),
        ({"to": "999999", "all": "1"}, "Choose who gets them."),
    ],
)
def test_what_is_missing_is_said(
    company: Company, manager: Client, three: list[Customer], said: dict, sentence: str
) -> None:
    before = whose()

    assert sentence in give(manager, company, **said)
    assert whose() == before


def test_a_customer_of_another_company_is_not_given_out(
    company: Company, manager: Client, jonas: User
) -> None:
    foreign = factories.customer(factories.company(), name="Foreign")

    give(manager, company, customer=[foreign.pk], to=jonas.pk)

    assert whose()["Foreign"] is None


def test_the_list_is_narrowed(
    company: Company, manager: Client, three: list[Customer], jonas: User
) -> None:
    late_invoice(three[1], 40, "1200.00")
    Customer.objects.filter(pk=three[2].pk).update(segment="retail")
    walked(company)
    path = reverse("assignments:list")

    def met(**said: object) -> list[str]:
        return names(unescape(manager.get(path, said).text))

    assert met() == ["Aalborg", "Bergen", "Celle"]
    assert met(of=jonas.pk) == ["Aalborg", "Bergen"]
    assert met(of="nobody") == ["Celle"]
    assert met(late="on") == ["Bergen"]
    assert met(segment="retail") == ["Celle"]
    assert met(words="berg") == ["Bergen"]


def test_who_stands_in_finds_the_customers_under_their_own(
    company: Company, manager: Client, three: list[Customer], jonas: User, mira: User
) -> None:
    late_invoice(three[0], 40, "1200.00")
    walked(company)
    today = timezone.now().date()
    queue = f"{reverse('queue')}?whose=mine"
    assert "Aalborg" not in client_of(mira).get(queue).text
    days = {"from_on": today, "until_on": today + dt.timedelta(9)}

    path = reverse("assignments:away", args=[company.pk])
    html = manager.post(path, {"user": jonas.pk, "stands_in": mira.pk, **days}, headers=HTMX).text

    assert f"{mira.display_name} stands in for {jonas.display_name}." in unescape(html)
    assert "Aalborg" in client_of(mira).get(queue).text
    assert "Aalborg" in client_of(jonas).get(queue).text
    assert whose()["Aalborg"] == jonas.pk

    absence = Absence.objects.get()
    manager.post(reverse("assignments:back", args=[company.pk, absence.pk]), headers=HTMX)
    assert "Aalborg" not in client_of(mira).get(queue).text


@pytest.mark.parametrize(
    ("from_in", "until_in"), [(1, 9), (-9, -1)], ids=["not away yet", "back since yesterday"]
)
def test_only_on_the_days_between(
    company: Company, three: list[Customer], jonas: User, mira: User, from_in: int, until_in: int
) -> None:
    late_invoice(three[0], 40, "1200.00")
    walked(company)
    today = timezone.now().date()
    days = {
        "from_on": today + dt.timedelta(from_in),
        "until_on": today + dt.timedelta(until_in),
    }
    Absence.objects.create(user=jonas, stands_in=mira, by="test", **days)

    assert "Aalborg" not in client_of(mira).get(f"{reverse('queue')}?whose=mine").text


def test_an_absence_that_cannot_be_is_said_beside_it(
    company: Company, manager: Client, jonas: User
) -> None:
    today = timezone.now().date()
    days = {"from_on": today, "until_on": today - dt.timedelta(1)}
    path = reverse("assignments:away", args=[company.pk])

    answer = manager.post(path, {"user": jonas.pk, "stands_in": jonas.pk, **days}, headers=HTMX)

    assert answer.status_code == 422
    assert "nobody stands in for oneself" in answer.text
    assert "The last day is before the first." in answer.text
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("user", "stands_in", "why"),
    [
        ("nora", "jonas", "is away then, too: choose somebody else."),
        ("mira", "nora", "then: say first who else does."),
        ("mira", "jonas", "is away then, too: choose somebody else."),
    ],
    ids=["chain", "chain begun at its end", "ring"],
)
def test_nobody_stands_in_who_is_away_as_well(
    company: Company, manager: Client, jonas: User, mira: User, user: str, stands_in: str, why: str
) -> None:
    people = {"jonas": jonas, "mira": mira, "nora": person(Role.CLERK, company)}
    today = timezone.now().date()
    days = {"from_on": today + dt.timedelta(5), "until_on": today + dt.timedelta(9)}
    Absence.objects.create(user=jonas, stands_in=mira, by="test", **days)
    path = reverse("assignments:away", args=[company.pk])

    def say(first: int, last: int) -> tuple[int, str]:
        who = {"user": people[user].pk, "stands_in": people[stands_in].pk}
        days = {"from_on": today + dt.timedelta(first), "until_on": today + dt.timedelta(last)}
        answer = manager.post(path, who | days, headers=HTMX)
        return answer.status_code, answer.text

    status, html = say(9, 12)
    assert status == 422 and why in html
    assert say(10, 12)[0] == 200


def test_an_absence_that_is_over_is_not_taken_down(
    company: Company, manager: Client, jonas: User, mira: User
) -> None:
    today = timezone.now().date()
    days = {"from_on": today - dt.timedelta(9), "until_on": today - dt.timedelta(1)}
    path = reverse("assignments:away", args=[company.pk])

    answer = manager.post(path, {"user": jonas.pk, "stands_in": mira.pk, **days}, headers=HTMX)

    assert "The last day is over already." in answer.text
    assert not Absence.objects.exists()


def test_who_stands_in_at_another_company_does_not_here(
    company: Company, manager: Client, jonas: User
) -> None:
    other, today = factories.company(), timezone.now().date()
    jonas.companies.add(other)
    elsewhere = person(Role.CLERK, other, first_name="Elsa")
    days = {"from_on": today, "until_on": today}
    Absence.objects.create(user=jonas, stands_in=elsewhere, by="test", **days)

    here = unescape(manager.get(reverse("assignments:list")).text)
    there = unescape(client_of(person(Role.MANAGER, other)).get(reverse("assignments:list")).text)

    assert "nobody here stands in" in here
    assert elsewhere.display_name not in here
    assert f"{elsewhere.display_name} stands in" in there


def target(client: Client, company: Company, **said: object) -> tuple[int, str]:
    answer = client.post(reverse("assignments:target", args=[company.pk]), said, headers=HTMX)
    return answer.status_code, unescape(answer.text)


def test_a_target_is_set_changed_and_taken_away(
    company: Company, manager: Client, jonas: User
) -> None:
    status, html = target(manager, company, user=jonas.pk, customers_a_day="40")

    assert (status, f"{jonas.display_name} has 40 customers a day." in html) == (200, True)
    assert "of 0 done today, of 40 a day" in client_of(jonas).get(reverse("queue")).text
    told = unescape(manager.get(reverse("changes")).text)
    assert re.search(r"Customers a day.*?–.*?40", told, re.DOTALL)

    status, html = target(manager, company, user=jonas.pk, customers_a_day="")

    assert f"{jonas.display_name} has no number of customers a day." in html
    assert "a day" not in client_of(jonas).get(reverse("queue")).text
    kept = Event.objects.filter(kind="user.target_set").order_by("pk")
    assert [one.values["customers_a_day"] for one in kept] == [40, None]


@pytest.mark.parametrize("typed", ["0", "201", "-3", "2.5", "many"])
def test_a_target_that_is_no_such_number_is_refused(
    company: Company, manager: Client, jonas: User, typed: str
) -> None:
    status, html = target(manager, company, user=jonas.pk, customers_a_day=typed)

    assert status == 422
    assert "Type a whole number from 1 to 200, or leave it empty for none." in html
    assert f'value="{typed}"' in html
    assert User.objects.get(pk=jonas.pk).customers_a_day is None


def test_a_target_needs_somebody_of_the_company(company: Company, manager: Client) -> None:
    foreign = person(Role.CLERK, factories.company())

    assert target(manager, company, user=foreign.pk, customers_a_day="4")[0] == 422

    assert User.objects.get(pk=foreign.pk).customers_a_day is None


def test_who_also_works_elsewhere_is_left_to_who_decides_in_both(
    company: Company, manager: Client, jonas: User
) -> None:
    jonas.companies.add(factories.company())

    status, html = target(manager, company, user=jonas.pk, customers_a_day="4")

    assert status == 422
    assert "also works for another company: a manager of both sets it." in html
    assert User.objects.get(pk=jonas.pk).customers_a_day is None


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_nobody_else_sets_a_target(company: Company, jonas: User, role: Role) -> None:
    status, _ = target(client_of(person(role, company)), company, user=jonas.pk, customers_a_day=9)

    assert status == 403
