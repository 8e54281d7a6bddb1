"""What a person makes of the answers that came by the page for customers."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.models import Communication, PageLink
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Hold
from collections_app.invoices.models import Invoice
from tests import factories
from tests.customer_page.links import answer, path_in
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

HTMX = {"HX-Request": "true"}


@pytest.fixture
def three(customer: Customer, company: Company) -> list[Invoice]:
    invoices = [late_invoice(customer, 30 - at, "100.00", number=f"TI-{at}") for at in range(3)]
    walked(company)
    return invoices


@pytest.fixture
def clerk(company: Company) -> Client:
    return client_of(person("clerk", company))


def ahead(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days)


def told(chosen: str, *invoices: Invoice, **said: Any) -> None:
    path = path_in(Communication.objects.filter(page_link__isnull=False).get())
    ids = [one.pk for one in invoices]
    assert answer(path, chosen, invoices=ids, confirmed="yes", **said).status_code == 302


def file_all(clerk: Client) -> None:
    """As what they call themselves, the oldest first."""
    for reply in Communication.objects.filter(channel="page").order_by("created_at"):
        clerk.post(reverse("inbox:file", args=[reply.pk]), {"filed_as": reply.why["chosen"]})


def page_of(clerk: Client, customer: Customer) -> str:
    return clerk.get(reverse("customers:detail", args=[customer.pk])).text


def ticked(page: str, field: str) -> set[int]:
    return set(map(int, re.findall(rf'name="{field}" value="(\d+)"[^>]* checked', page)))


def save(clerk: Client, customer: Customer, **said: Any) -> None:
    """A wrap-up without a call."""
    path = reverse("customers:wrap_up", args=[customer.pk])
    typed = {"parts": "1", "rhythm": "monthly"} | said
    saved = clerk.post(path, typed, headers=HTMX)
    assert saved.status_code == 200, saved.text


def is_held(customer: Customer) -> bool:
    return Hold.objects.filter(customer=customer, ended_on__isnull=True).exists()


# --- The wrap-up begins with what they told


def test_it_begins_with_an_invoice_that_is_not_due_yet(customer, three, clerk: Client) -> None:
    early = factories.invoice(customer, f"{ahead(9)}", "70.00", number="TI-9")
    told("promise", early, pays_on=f"{ahead(5)}")

    file_all(clerk)

    page = page_of(clerk, customer)
    assert ticked(page, "promised") == {early.pk}
    assert 'name="proposed_amount" value="70.00"' in page


def test_it_begins_in_the_currency_of_what_they_told(customer, three, clerk: Client) -> None:
    yen = late_invoice(customer, 3, "90000", currency="JPY", number="TI-8")
    told("promise", yen, pays_on=f"{ahead(5)}")

    file_all(clerk)

    page = page_of(clerk, customer)
    assert ticked(page, "promised") == {yen.pk}
    assert 'id="promise-currency">, JPY<' in page


def test_what_was_paid_since_says_nothing_of_the_others(customer, three, clerk: Client) -> None:
    told("says_paid", three[2], reference="R 7")
    file_all(clerk)
    Invoice.objects.filter(pk=three[2].pk).update(settled_by_ledger=100)

    page = page_of(clerk, customer)

    assert 'id="has-paid" checked' not in page
    assert "R 7" not in page.split('id="has-paid"')[1].split("</form>")[0]


def test_of_two_answers_the_second_waits_until_it_is_written_down(
    customer, three, clerk: Client
) -> None:
    told("promise", three[1], pays_on=f"{ahead(5)}")
    told("dispute", three[2], what="price", message="Two are missing.")
    file_all(clerk)
    assert ticked(page_of(clerk, customer), "promised") == {three[1].pk}

    save(clerk, customer, has=["promise"], promised=[three[1].pk], pays_on=f"{ahead(5)}")

    page = page_of(clerk, customer)
    assert is_held(customer)
    assert ticked(page, "disputed") == {three[2].pk}
    assert 'id="has-promise" checked' not in page


@pytest.mark.parametrize("piece", ["promise", "paid", "dispute"])
def test_whatever_is_written_down_of_the_invoice_ends_it(
    customer, three, clerk: Client, piece: str
) -> None:
    said: dict[str, Any] = {
        "promise": {"promised": [three[2].pk], "pays_on": f"{ahead(5)}"},
        "paid": {"paid": [three[2].pk]},
        "dispute": {
            "disputed": [three[2].pk],
            "dispute_reason": "price",
            "answer_due_on": f"{ahead(5)}",
        },
    }[piece]
    told("dispute", three[2], what="price", message="Two are missing.")
    file_all(clerk)
    assert is_held(customer)

    save(clerk, customer, has=[piece], **said)

    assert not is_held(customer)


# --- The wrong person


def test_a_wrong_persons_link_stays_shut_once_somebody_else_is_known(
    customer, three, clerk: Client
) -> None:
    path = path_in(Communication.objects.get())
    told("wrong_person", whom="Ms Aalders")
    file_all(clerk)

    contact = customer.contacts.get()
    contact.email, contact.email_state = "aalders@vandrel.example", "untried"
    contact.save()

    assert Client().get(path).status_code == 404
    assert PageLink.objects.get().ended_by.startswith("user:")


def test_who_has_the_address_since_may_be_written_to(customer, three, clerk: Client) -> None:
    path = path_in(Communication.objects.get())
    customer.contacts.update(email="aalders@vandrel.example")
    told("wrong_person", whom="Ms Aalders")

    file_all(clerk)

    assert customer.contacts.get().takes_email
    assert Client().get(path).status_code == 404


def test_an_answer_of_the_page_is_worked_like_any_reply(
    company: Company, customer: Customer, invoice: Invoice, path: str
) -> None:
    answer(path, "wrong_person", whom="Ms Aalders", confirmed="yes")
    reply = Communication.objects.get(channel="page")
    clerk = client_of(person("clerk", company))
    page = reverse("customers:detail", args=[customer.pk])
    assert "answered on their page: “I am not the right person" in clerk.get(page).text
    assert clerk.get(reverse("inbox:answer", args=[reply.pk])).status_code == 200

    clerk.post(reverse("inbox:file", args=[reply.pk]), {"filed_as": "wrong_person"})

    found = "Whoever has the e-mail address femke@vandrel.example is the wrong person"
    assert found in clerk.get(page).text
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("chosen", "said", "shown"),
    [
        ("promise", {"pays_on": "{ahead}"}, ['name="pays_on" value="{ahead}"', 'value="200.00"']),
        (
            "says_paid",
            {"paid_on": "{before}", "how": "transfer", "reference": "R 7"},
            ['name="paid_on" value="{before}"', 'value="transfer" selected', 'value="R 7"'],
        ),
        ("dispute", {"what": "price", "message": "Two are missing."}, ["Two are missing."]),
    ],
)
def test_once_filed_the_wrap_up_begins_with_what_they_told(
    company: Company, three: list[Invoice], chosen: str, said: dict, shown: list
) -> None:
    today = timezone.now().date()
    days = {"ahead": f"{today + dt.timedelta(5)}", "before": f"{today - dt.timedelta(5)}"}
    said = {name: value.format(**days) for name, value in said.items()}
    path = path_in(Communication.objects.get())
    answer(path, chosen, invoices=[three[1].pk, three[2].pk], confirmed="yes", **said)
    clerk = client_of(person("clerk", company))
    detail = reverse("customers:detail", args=[three[0].customer_id])
    piece = {"says_paid": "paid"}.get(chosen, chosen)
    assert f'id="has-{piece}" checked' not in clerk.get(detail).text

    reply = Communication.objects.get(channel="page")
    clerk.post(reverse("inbox:file", args=[reply.pk]), {"filed_as": chosen})

    page = clerk.get(detail).text
    assert f'value="{piece}" id="has-{piece}" checked' in page
    for one in shown:
        assert one.format(**days) in page
    field = {"promise": "promised", "dispute": "disputed", "says_paid": "paid"}[chosen]
    ticked = re.findall(rf'name="{field}" value="(\d+)"[^>]* checked', page)
    assert {int(one) for one in ticked} == {three[1].pk, three[2].pk}


def test_a_level_sent_by_hand_goes_as_it_was_looked_at(
    company: Company, customer: Customer, clerk: Client
) -> None:
    """The look has no link yet, and what is written has one of its own."""
    late_invoice(customer, 2, "1200.00")
    shown = clerk.get(reverse("customers:look", args=[customer.pk]), headers=HTMX).text
    assert "/account/example/" in shown
    fields = dict(re.findall(r'name="(level|seen)" value="([^"]*)"', shown))

    clerk.post(
        reverse("customers:send", args=[customer.pk]), fields | {"is_sure": "on"}, headers=HTMX
    )

    [mail] = Communication.objects.filter(channel="email", direction="out")
    assert PageLink.objects.get().communication == mail
    assert "/account/example/" not in mail.text + mail.html
