"""A reply address of each mail's own, once the mailbox has shown that it takes such addresses."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.communications.models import Communication
from collections_app.communications.transports.email import stored_email
from collections_app.communications.transports.wire import as_bytes
from collections_app.companies.answer_address import proof_address, use_no_tokens
from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.jobs.hearing import hear
from collections_app.lib.plus_addresses import tokens_in, with_token, without_token
from collections_app.replies.models import Mail
from tests import factories
from tests.replies.mails import PLACE, came, mail_ready, owing_by_mail, sends, written
from tests.replies.world import NOW

pytestmark = pytest.mark.django_db
STRANGER = "Buchhaltung <zentrale@holding.example>"


def proven(company: Company) -> Company:
    proof = came(written("Try", From="someone@mail.example", To=proof_address(company)))
    assert (proof.kind, proof.state) == ("proof", "put_aside")
    company.refresh_from_db()
    return company


def reply_to(sent: Communication) -> str:
    sent.company.refresh_from_db()
    return next(iter(stored_email(sent).reply_to), "")


def test_an_answer_that_names_nothing_finds_its_message_by_the_token(company):
    proven(company)
    owing_by_mail(company)
    reminder = sends(mail_ready(company))
    address = reply_to(reminder)
    assert f"ar+{reminder.pk.hex}@talbruck.example" in address

    mail = came(written("We pay on Friday.", From=STRANGER, To=address))

    answer = mail.communication
    assert (mail.state, answer.customer) == ("applied", reminder.customer)
    assert answer.why["answers"] == str(reminder.pk)
    assert answer.recipient == "ar@talbruck.example"


def test_what_it_answers_says_more_than_where_it_was_sent(company):
    """Who answers for two customers has the address of one of them in his book."""
    proven(company)
    owing_by_mail(company)
    first = sends(mail_ready(company))
    later = owing_by_mail(company, "ap@oldaal.example", number="C-2", name="Oldaal BV")
    second = sends(mail_ready(company))
    assert second.customer == later

    mail = came(written("Soon.", answers=first, From=STRANGER, To=reply_to(second)))

    assert mail.communication.customer == first.customer


def test_without_a_proof_no_mail_has_one(company):
    owing_by_mail(company)

    reminder = sends(mail_ready(company))

    assert "+" not in reply_to(reminder)
    came(written("Hello", From=STRANGER, To=f"ar+{'a' * 32}@talbruck.example"))
    assert "+" not in reply_to(reminder)


def test_another_address_proves_it_anew(company):
    proven(company)
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    Company.objects.update(reply_to="office@talbruck.example")

    assert "office@talbruck.example" in reply_to(reminder)


def test_another_mailbox_proves_it_anew(company, dovecot, settings):
    proven(company)
    settings.MAILBOX = dovecot.place

    hear(at=NOW)

    assert not Company.objects.get(pk=company.pk).takes_tokens


def test_a_real_mailbox_shows_it_and_a_person_takes_it_back(company, dovecot, settings):
    settings.MAILBOX = dovecot.place
    hear(at=NOW)
    dovecot.deliver(written("Try", From="someone@mail.example", To=proof_address(company)))
    hear(at=NOW)
    company.refresh_from_db()
    assert company.takes_tokens

    use_no_tokens(company=company, by="user:1", at=NOW)

    assert not Company.objects.get(pk=company.pk).takes_tokens
    kinds = ["reply_tokens.proven", "reply_tokens.ended"]
    assert [one.kind for one in Event.objects.filter(kind__in=kinds).order_by("pk")] == kinds


def test_an_old_proof_proves_nothing(company):
    old = proof_address(proven(company))

    use_no_tokens(company=company, by="user:1", at=NOW)
    mail = came(written("We pay.", From=STRANGER, To=old, **{"Message-ID": "<b@x.example>"}))

    assert (mail.kind, mail.state) == ("reply", "not_filed")
    assert not Company.objects.get(pk=company.pk).takes_tokens
    assert proof_address(Company.objects.get(pk=company.pk)) != old


def test_what_was_sent_to_the_plain_address_too_proves_nothing(company):
    both = f"{company.answers_to}, {proof_address(company)}"

    mail = came(written("Try", From=STRANGER, To=both))

    assert mail.state == "not_filed"
    assert not Company.objects.get(pk=company.pk).takes_tokens


def test_a_proof_that_is_copied_into_another_mailbox_proves_nothing(company, settings):
    to = proof_address(company)
    settings.MAILBOX = PLACE

    mail = came(written("Try", From=STRANGER, To=to))

    assert mail.kind == "reply"
    assert not Company.objects.get(pk=company.pk).takes_tokens


def test_back_at_the_first_mailbox_it_is_proven_anew(company, settings):
    settings.MAILBOX = PLACE
    first = proof_address(company)
    settings.MAILBOX = replace(PLACE, host="second.example")
    assert proven(company).takes_tokens

    settings.MAILBOX = PLACE

    assert not Company.objects.get(pk=company.pk).takes_tokens
    assert proof_address(company) == first


def test_what_a_customer_writes_to_the_proof_address_is_read(company):
    customer = owing_by_mail(company)

    mail = came(written("We dispute invoice 1.", To=proof_address(company)))

    assert mail.communication.customer == customer
    assert Company.objects.get(pk=company.pk).takes_tokens
    later = written("And a copy?", To=proof_address(company), **{"Message-ID": "<b@x.example>"})
    assert came(later).communication.customer == customer


def test_an_address_that_is_too_long_for_one_gets_none():
    company = factories.company(reply_to=f"{'accounts-receivable' * 2}@talbruck.example")

    assert proof_address(company) == ""


def test_who_has_no_address_has_no_proof():
    company = factories.company(reply_to="", sender_email="")

    assert (proof_address(company), company.takes_tokens) == ("", False)


def test_it_stands_in_the_header_as_it_was_made(company):
    proven(company)
    owing_by_mail(company)
    reminder = sends(mail_ready(company))

    raw = as_bytes(stored_email(reminder)).decode().replace("\r\n ", " ")

    line = next(one for one in raw.split("\r\n") if one.startswith("Reply-To: "))
    assert line.endswith(f"<ar+{reminder.pk.hex}@talbruck.example>")
    assert not Mail.objects.filter(state="new").exists()


@given(st.from_regex(r"[a-z]{1,31}", fullmatch=True), st.uuids())
def test_a_token_comes_back_and_its_address_too(name: str, token: UUID):
    address = f"{name}@mail.example"

    carried = with_token(address, token)

    assert tokens_in([carried]) == {token}
    assert without_token(carried) == address
