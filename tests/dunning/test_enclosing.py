"""Mails carry copies of the invoices they ask for, and nothing of anybody else."""

import io
import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as given_any
from hypothesis import strategies as st
from pypdf import PdfReader

from collections_app.communications.holding import Wordings
from collections_app.communications.models import Communication
from collections_app.communications.transports.email import stored_email
from collections_app.communications.writing import CannotEnclose, Draft, write_message
from collections_app.dunning import enclosing
from collections_app.dunning.composing import compose
from collections_app.dunning.models import Notice
from collections_app.dunning.walk import walk
from collections_app.intake.copies import keep_copy
from collections_app.jobs.day import play
from collections_app.lib.files import read
from tests import factories
from tests.communications.messages import given
from tests.factories import date, noon
from tests.intake.test_copies import a_pdf
from tests.journeys.world import Days

pytestmark = pytest.mark.django_db
DAY = "2024-01-10"
SUM = re.compile(r"\d{1,3}(?:,\d{3})*\.\d{2}\b")


@pytest.fixture(autouse=True)
def media(settings, tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


def copied(invoice, words: str = ""):
    content = a_pdf(words or invoice.number)
    keep_copy(invoice=invoice, content=content, by="user:7", at=noon(DAY))
    return content


def reminder_of(company) -> Communication:
    walk(company=company, as_of=date(DAY), now=noon(DAY))
    compose(notice=Notice.objects.get(company=company), now=noon(DAY))
    return Communication.objects.get(company=company)


def attached(communication) -> dict[str, bytes]:
    mail = stored_email(communication)
    return {one.filename: one.content for one in mail.attachments}


def test_a_mail_carries_the_copies_of_what_it_asks_for_and_says_so():
    company = factories.company()
    customer = factories.customer(company, language="en")
    one = factories.invoice(customer, "2024-01-04", number="2024/17")
    other = factories.invoice(customer, "2024-01-05", number="R 2")
    factories.invoice(customer, "2024-01-05", number="R-3")
    contents = copied(one), copied(other)

    mail = reminder_of(company)

    assert attached(mail) == {"2024_17.pdf": contents[0], "R_2.pdf": contents[1]}
    assert "Copies are attached." in mail.text


def test_without_a_copy_nothing_is_attached_and_nothing_said():
    company = factories.company()
    factories.invoice(factories.customer(company, language="en"), "2024-01-05")

    mail = reminder_of(company)

    assert attached(mail) == {}
    assert "attached" not in mail.text


def test_copies_that_no_mailbox_takes_are_left_out_and_the_mail_goes(monkeypatch):
    monkeypatch.setattr(enclosing, "MOST_COPIES", 2)
    company = factories.company()
    customer = factories.customer(company)
    for number in ("R-1", "R-2", "R-3"):
        copied(factories.invoice(customer, "2024-01-05", number=number))

    assert len(attached(reminder_of(company))) == 2
    monkeypatch.setattr(enclosing, "MOST_BYTES", 10)
    lines = Notice.objects.get().lines.select_related("invoice")
    assert enclosing.enclosed(lines) == []


def test_the_copy_sent_is_that_of_the_day_though_another_came_since():
    company = factories.company()
    invoice = factories.invoice(factories.customer(company), "2024-01-05", number="R-1")
    sent = copied(invoice, "first")
    mail = reminder_of(company)

    copied(invoice, "second")

    assert attached(mail) == {"R-1.pdf": sent}


def test_a_draft_with_a_foreign_copy_is_not_written():
    company = factories.company()
    customer, other = factories.customer(company), factories.customer(company)
    foreign = factories.invoice(other, "2024-01-05", number="R-9")
    copied(foreign)
    foreign.refresh_from_db()
    draft = Draft(
        customer=customer,
        contact=None,
        channel="email",
        given=given(),
        wording=Wordings(company.pk).on("email", "reminder", "en"),
        key="x",
        mode="live",
        by="test",
        copies=[foreign],
    )

    with pytest.raises(CannotEnclose, match=r"R-9 is no invoice of"):
        write_message(draft, now=noon(DAY))

    assert not Communication.objects.exists()


WORLDS = st.lists(
    st.lists(
        st.tuples(
            st.integers(200_00, 299_99),  # cents
            st.sampled_from(["2023-11-20", "2023-12-10", "2024-01-04", "2024-01-25"]),
            st.booleans(),  # has a copy
            st.sampled_from(["", "", "half", "all"]),  # what was paid
        ),
        min_size=1,
        max_size=3,
    ),
    min_size=2,
    max_size=3,
)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given_any(WORLDS)
def test_no_message_carries_another_customers_file_or_figure(world):
    """Each customer's sums, halves of them and totals lie in a decade of their own."""
    company = factories.company()
    people = {
        one.pk: (one, place, content)
        for place, invoices in enumerate(world)
        for one, content in [owing(company, place, invoices)]
    }

    for day in ("2024-01-10", "2024-01-22", "2024-02-06"):
        play(company, day=date(day), now=noon(day))

    messages = Communication.objects.filter(company=company)
    assert {one.customer_id for one in messages} <= set(people)
    for message in messages:
        own, place, content = people[message.customer_id]
        said = "\n".join(all_words(message))
        sums = [Decimal(text.replace(",", "")) for text in SUM.findall(said)]
        assert all(10 ** (place + 2) <= one < 10 ** (place + 3) for one in sums), sums
        assert {read(one["file"]) for one in message.copies} <= set(content.values())
        assert {one["number"] for one in message.copies} <= set(content)
        for other, _, _ in people.values():
            if other != own:
                assert not [mark for mark in marks_of(other) if is_named(mark, said)]


def owing(company, place: int, invoices):
    """A customer whose every name carries a mark of its own, and the copies of its invoices."""
    one = factories.customer(company, language="en", name=f"Kontor-{place}-{company.pk}")
    one.contacts.update(name=f"Person-{place}-{company.pk}", email=f"p{place}@k{one.pk}.example")
    content = {}
    for number, (cents, due, has_copy, paid) in enumerate(invoices):
        amount = Decimal(cents) / 100 * 10**place
        name = f"Q{one.pk}x{number}"
        invoice = factories.invoice(one, due, str(amount), number=name, purchase_order=f"B{name}")
        if has_copy:
            content[name] = copied(invoice, f"{name} of {one.name}")
        if paid:
            share = amount if paid == "all" else (amount / 2).quantize(Decimal("0.01"))
            Days(company).pay(invoice, str(share), "2024-01-15")
    return one, content


def marks_of(customer) -> list[str]:
    contact = customer.contacts.get()
    invoices = customer.invoices.values_list("number", "purchase_order")
    numbers = [mark for pair in invoices for mark in pair]
    return [customer.name, customer.number, contact.name, contact.email, *numbers]


def is_named(mark: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", said) is not None


def all_words(message: Communication):
    """All that its reader gets: headers, both texts, the letter."""
    yield from (message.recipient, message.recipient_name, message.subject)
    yield from (message.text, re.sub(r"<style.*?</style>|<[^>]+>", "\n", message.html, flags=re.S))
    if message.pdf:
        for page in PdfReader(io.BytesIO(read(message.pdf))).pages:
            yield page.extract_text()
