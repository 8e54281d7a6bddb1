"""A notice becomes its messages."""

import pytest

from collections_app.communications.models import Communication
from collections_app.customers.choices import AddressState
from collections_app.dunning.actions import accept_notices
from collections_app.dunning.composing import compose, envelope_for
from collections_app.dunning.models import Notice, NoticeMessage
from collections_app.dunning.walk import walk
from collections_app.jobs.day import play
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


def people(customer, **emails: str) -> None:
    """A contact per role, each with its address; the factory's own is gone."""
    customer.contacts.all().delete()
    for role, email in emails.items():
        factories.contact(customer, name=role, roles=[role], email=email)


def written_to(customer, channel="email", roles=()):
    envelope = envelope_for(customer, channel, roles)
    return envelope.contact.name if envelope and envelope.contact else None


def test_a_level_names_the_roles_that_it_writes_to_and_falls_back():
    customer = factories.customer(factories.company())
    people(customer, sales="s@k.example", accounts_payable="a@k.example", director="d@k.example")

    assert written_to(customer) == "accounts_payable"
    assert written_to(fresh(customer), roles=["director", "sales"]) == "director"
    customer.contacts.filter(name="director").update(email_state=AddressState.BOUNCED)
    assert written_to(fresh(customer), roles=["director", "sales"]) == "sales"
    customer.contacts.filter(name="sales").update(email_state=AddressState.OPTED_OUT)
    assert written_to(fresh(customer), roles=["director", "sales"]) == "accounts_payable"
    customer.contacts.update(email="")
    assert written_to(fresh(customer), roles=["director"]) is None


def fresh(customer):
    return type(customer).objects.get(pk=customer.pk)


@pytest.mark.parametrize(
    ("state", "email", "copied"),
    [
        (AddressState.UNTRIED, "boss@k.example", 1),
        (AddressState.BOUNCED, "boss@k.example", 0),
        (AddressState.OPTED_OUT, "boss@k.example", 0),
        (AddressState.UNTRIED, "A@K.example", 0),  # the same mailbox, written otherwise
    ],
)
def test_copies_go_from_the_second_letter_on_to_an_address_that_takes_them(state, email, copied):
    company = factories.company()
    customer = factories.customer(company)
    people(customer, accounts_payable="a@k.example", director=email)
    customer.contacts.filter(name="director").update(email_state=state)
    factories.invoice(customer, "2024-01-05")

    for day in ("2024-01-10", "2024-01-22", "2024-02-07"):
        play(company, day=date(day), now=noon(day))

    mails = Communication.objects.filter(channel="email")
    by_level = {
        level: sorted(mails.filter(purpose=level).values_list("recipient", flat=True))
        for level in ("reminder", "first_letter", "second_letter")
    }
    assert by_level["reminder"] == by_level["first_letter"] == ["a@k.example"]
    assert len(by_level["second_letter"]) == 1 + copied
    copy = NoticeMessage.objects.filter(communication__recipient=email)
    assert [one.carries for one in copy] == [False] * copied


def test_every_written_level_from_the_second_letter_on_copies():
    policy = factories.company().policies.get()
    ranks = {one.key: one for one in policy.levels.filter(track="written", rank__gt=0)}

    copying = {key for key, one in ranks.items() if one.copies}

    assert copying == {"second_letter", "third_notice", "final_notice"}
