"""What the link of a mail opens, to whom, and what stands there."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collections_app.communications.logos import set_logo
from collections_app.communications.models import Communication, PageLink
from collections_app.communications.pages import GOOD_FOR
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.dunning.models import Hold
from collections_app.history.models import Event
from collections_app.invoices.models import Invoice
from collections_app.lib.files import read
from collections_app.tasks.models import Task
from tests import factories
from tests.access.world import picture
from tests.customer_page.links import answer, path_in
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked


def rows() -> dict[str, int]:
    kinds = (Communication, Event, Hold, Task, PageLink, Invoice)
    return {kind.__name__: kind.objects.count() for kind in kinds}


# --- The way there


def test_a_mail_leads_to_the_page_in_both_its_parts(mail: Communication, path: str) -> None:
    assert f"{path}?answer=says_paid" in mail.html
    assert f"{path}?answer=wrong_person" in mail.html
    assert "See the invoices and answer:\n" in mail.text
    assert "background: #7a1f4b" in mail.html


def test_no_mail_leads_there_unless_the_company_says_so(company: Company, invoice) -> None:
    Company.objects.update(has_customer_page=False)

    walked(Company.objects.get())

    [mail] = Communication.objects.all()
    assert "/account/" not in mail.text + mail.html
    assert not PageLink.objects.exists()


def test_the_link_itself_is_kept_nowhere_but_in_the_mail(mail: Communication, path: str) -> None:
    token = path.split("/")[2]

    [link] = PageLink.objects.all()

    assert link.communication == mail
    assert token not in f"{link.token_hash}{list(Event.objects.values())}"


# --- What it shows


def test_the_page_shows_what_is_open_in_the_companys_look(company: Company, path: str) -> None:
    page = Client().get(path).text

    assert "Vandrel Optics" in page and "C-20933" in page
    assert "TI-26-0344" in page and "Your reference PO 88121" in page and "12 days overdue" in page
    assert "1,200.00" in page and "1 invoice is overdue." in page
    assert "DE89 3704 0044 0532 0130 00" in page and "C-20933 TI-26-0344" in page
    assert company.legal_name in page and "Nora Berg" in page and "9 to 16" in page
    assert 'href="tel:+495615550117"' in page and 'href="mailto:ar@talbruck.example"' in page
    assert "<svg" in page and "Dunwell" not in page
    assert "#7a1f4b" in Client().get(f"{path}look.css").text


def test_it_is_in_the_language_of_the_mail_or_the_one_that_is_picked(
    customer: Customer, company: Company, invoice: Invoice
) -> None:
    Customer.objects.update(language="de")
    walked(company)
    path = path_in(Communication.objects.get())

    german, spanish = Client().get(path).text, Client().get(path, {"language": "es"}).text

    assert '<html lang="de">' in german and "1.200,00" in german and "12 Tage überfällig" in german
    assert '<html lang="es">' in spanish and "Ya hemos pagado" in spanish


def test_what_was_paid_since_is_not_asked_for(company: Company, invoice, path: str) -> None:
    Invoice.objects.update(settled_by_ledger=1200)

    page = Client().get(path).text

    assert "There is nothing to pay at the moment. Thank you." in page
    assert "TI-26-0344" not in page and "DE89" not in page


def test_credits_are_taken_off_and_currencies_stand_apart(
    customer: Customer, company: Company, path: str
) -> None:
    factories.invoice(customer, "2024-01-02", "200.00", kind="credit_note", number="CN-1")
    late_invoice(customer, 3, "90000", currency="JPY", number="TI-26-0400")

    page = Client().get(path).text

    assert '1,000.00<span class="cur">EUR' in page and '90,000<span class="cur">JPY' in page
    assert "Credit note CN-1" in page


def test_nothing_of_another_customer_is_on_it(company: Company, path: str) -> None:
    other = factories.customer(company, name="Somebody Else")
    late_invoice(other, 20, "777.00", number="TI-26-0999")

    page = Client().get(path).text

    assert "Somebody Else" not in page and "TI-26-0999" not in page and "777" not in page


def test_what_is_promised_or_disputed_says_so(invoice: Invoice, path: str) -> None:
    Invoice.objects.update(disputed=200)

    page = Client().get(path).text

    assert "We are looking into it." in page
    assert '1,000.00<span class="cur">EUR' in page


# --- Whom it lets in


def test_all_that_opens_nothing_says_the_same(mail: Communication, path: str) -> None:
    PageLink.objects.update(expires_at=timezone.now())
    too_old = Client().get(path)
    PageLink.objects.update(expires_at=timezone.now() + GOOD_FOR)
    flipped = Client().get(path[:10] + ("A" if path[10] != "A" else "B") + path[11:])
    unknown = Client().get("/account/never/")

    assert {one.status_code for one in (too_old, flipped, unknown)} == {404}
    assert too_old.content == flipped.content == unknown.content


@pytest.mark.parametrize(
    "state", ["ready", "waiting", "cancelled", "failed", "bounced"], ids=lambda state: state
)
def test_a_mail_that_nobody_has_lets_nobody_in(mail: Communication, path: str, state) -> None:
    factories.rewrite(Communication.objects.all(), state=state)

    assert Client().get(path).status_code == 404


def test_a_wrong_persons_link_opens_nothing(mail: Communication, path: str) -> None:
    mail.contact.email_state = "bounced"
    mail.contact.save()

    assert Client().get(path).status_code == 404


def test_switched_off_no_link_opens(company: Company, path: str) -> None:
    Company.objects.update(has_customer_page=False)

    assert Client().get(path).status_code == 404


def test_a_person_ends_one_link(company: Company, mail: Communication, path: str) -> None:
    clerk = client_of(person("clerk", company))
    page = f"http://testserver{reverse('customers:detail', args=[mail.customer_id])}"
    beside = {"HX-Request": "true", "HX-Current-URL": page}
    record = clerk.get(reverse("communications:record", args=[mail.pk]), headers=beside).text
    assert "End the link" in record

    ended = clerk.post(reverse("communications:end_link", args=[mail.pk]), headers=beside).text

    assert "was ended" in ended and "End the link" not in ended
    assert Client().get(path).status_code == 404
    assert Event.objects.filter(kind="page_link.ended").count() == 1


def test_looking_changes_nothing(mail: Communication, path: str) -> None:
    before = rows()
    client = Client()

    for _ in range(5):
        client.get(path)
        client.head(path)
        client.get(path, {"answer": "promise", "told": "promise"})

    assert rows() == before


def test_whoever_asks_too_often_waits(path: str) -> None:
    client = Client()

    said = [client.get(f"{path}look.css").status_code for _ in range(62)]

    assert said[:60] == [200] * 60 and said[60:] == [429, 429]


def test_it_is_told_to_no_other_site_and_kept_by_nobody(path: str) -> None:
    response = Client().get(path)

    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert "style=" not in response.text and "<script" not in response.text


def test_a_form_of_another_site_is_refused(path: str) -> None:
    client = Client(enforce_csrf_checks=True)

    assert answer(path, "says_paid", client).status_code == 403


def test_being_logged_in_changes_nothing(company: Company, path: str) -> None:
    colleague = client_of(person("manager", company))

    assert "Dunwell" not in colleague.get(path).text


# --- Copies of invoices


def test_a_copy_of_ones_own_is_handed_out_and_no_other(
    company: Company, invoice: Invoice, path: str, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "copy.pdf").write_bytes(b"%PDF-1.7 the copy")
    foreign = late_invoice(factories.customer(company), 9, "5.00")
    Invoice.objects.update(file="copy.pdf")

    page = Client().get(path).text
    own = Client().get(f"{path}copies/{invoice.pk}.pdf")
    other = Client().get(f"{path}copies/{foreign.pk}.pdf")

    assert f"{path}copies/{invoice.pk}.pdf" in page
    assert own.content == b"%PDF-1.7 the copy"
    assert own["Content-Disposition"] == 'attachment; filename="TI-26-0344.pdf"'
    assert other.status_code == 404


# --- Colleagues


def test_a_colleague_sees_the_page_and_answers_nothing(
    company: Company, customer: Customer, invoice: Invoice
) -> None:
    clerk = client_of(person("clerk", company))

    page = clerk.get(reverse("customers:page", args=[customer.pk])).text

    assert "TI-26-0344" in page and "DE89 3704" in page
    assert '<button class="go" disabled>' in page


def test_mail_letter_and_page_have_one_look(
    company: Company, customer: Customer, settings: Any, tmp_path: Path
) -> None:
    """Colour, logo and signatory as Settings say them, wherever the company speaks."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    set_logo(company=company, content=picture(), by="test", at=now)
    late_invoice(customer, 12, "1200.00")
    by_post = factories.customer(company, street="Lenskade 21", city="Haarlem", country="NL")
    by_post.contacts.update(email="")
    late_invoice(by_post, 20)
    walked(Company.objects.get())
    mail = Communication.objects.get(channel="email")
    letter = Communication.objects.get(channel="letter")
    path = path_in(mail)

    page, look = Client().get(path).text, Client().get(f"{path}look.css").text
    with pikepdf.open(io.BytesIO(read(letter.pdf))) as paper:
        drawn, pictures = paper.pages[0].Contents.read_bytes(), paper.pages[0].get_images()

    assert "Nora Berg" in mail.text and "Nora Berg" in letter.text and "Nora Berg" in page
    assert "#7a1f4b" in mail.html and "#7a1f4b" in look
    assert b"0.478431 0.121569 0.294118" in drawn
    assert "cid:logo" in mail.html and f'<img src="{path}logo.png"' in page and len(pictures) == 1
    assert Client().get(f"{path}logo.png")["Content-Type"] == "image/png"
