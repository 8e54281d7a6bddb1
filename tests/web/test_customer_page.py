"""The page for customers: what a link opens, to whom, and what comes back from there."""

import datetime as dt
import io
import re
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
from collections_app.replies.page_answers import MOST_A_DAY
from collections_app.tasks.models import Task
from tests import factories
from tests.access.world import picture
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, walked

LINK = re.compile(r"https?://[^/]+(/account/([\w-]{43})/)")


@pytest.fixture
def company(db: None) -> Company:
    return factories.company(has_customer_page=True, colour="#7a1f4b", contact_hours="9 to 16")


@pytest.fixture
def customer(company: Company) -> Customer:
    one = factories.customer(company, name="Vandrel Optics", number="C-20933", street="")
    one.contacts.update(email="femke@vandrel.example")
    return one


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return late_invoice(customer, 12, "1200.00", number="TI-26-0344", purchase_order="PO 88121")


@pytest.fixture
def mail(company: Company, invoice: Invoice) -> Communication:
    walked(company)
    return Communication.objects.get()


@pytest.fixture
def path(mail: Communication) -> str:
    return path_in(mail)


def path_in(mail: Communication) -> str:
    found = LINK.search(mail.text)
    assert found
    return found[1]


def answer(path: str, chosen: str, client: Client | None = None, **said: Any) -> Any:
    return (client or Client()).post(path, {"answer": chosen} | said)


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


# --- The five answers


def confirmed(path: str, chosen: str, **said: Any) -> Communication:
    """As a person gives it: typed, read, sent."""
    client = Client()
    asked = answer(path, chosen, client, **said)
    assert asked.status_code == 200 and "Is this right?" in asked.text, asked.text
    assert not Communication.objects.filter(channel="page").exists()
    sent = answer(path, chosen, client, confirmed="yes", **said)
    assert sent.status_code == 302
    assert "Thank you. Nora Berg reads your answer" in client.get(sent["Location"]).text
    return Communication.objects.get(channel="page")


ONCE = "11111111-1111-4111-8111-111111111111"


def test_will_pay_on_a_date(invoice: Invoice, mail: Communication, path: str) -> None:
    day = timezone.now().date() + dt.timedelta(5)

    reply = confirmed(path, "promise", invoices=[invoice.pk], pays_on=str(day), once=ONCE)

    assert "Invoices: TI-26-0344\nAmount: 1,200.00 EUR\nWe will pay on: " in reply.text
    assert reply.why["chosen"] == "promise" and reply.why["answers"] == str(mail.pk)
    assert reply.contact == mail.contact and reply.sender == "femke@vandrel.example"
    assert Hold.objects.filter(ended_on__isnull=True, reason="reply_waits").count() == 1
    assert Task.objects.filter(kind="answer").count() == 1


def test_paid_already(invoice: Invoice, path: str) -> None:
    day = timezone.now().date() - dt.timedelta(3)

    reply = confirmed(
        path, "says_paid", invoices=[invoice.pk], paid_on=str(day), how="transfer", reference="R 7"
    )

    assert "Paid by: Bank transfer" in reply.text and "Reference of the payment: R 7" in reply.text


def test_something_is_wrong(invoice: Invoice, path: str) -> None:
    reply = confirmed(
        path, "dispute", invoices=[invoice.pk], what="price", message="Two of them\nare missing."
    )

    assert "What is wrong: The price or the quantity" in reply.text
    assert reply.text.endswith("\n\nTwo of them\nare missing.")


def test_send_a_copy(invoice: Invoice, path: str) -> None:
    reply = confirmed(path, "send_copy", invoices=[invoice.pk], copy_to="ap@vandrel.example")

    assert "Send it to: ap@vandrel.example" in reply.text


def test_i_am_the_wrong_person(invoice: Invoice, path: str) -> None:
    reply = confirmed(path, "wrong_person", whom="Ms Aalders", whom_reach="+31 23 555 01 00")

    assert "The right person: Ms Aalders" in reply.text


@pytest.mark.parametrize(
    ("chosen", "said", "why"),
    [
        ("promise", {"pays_on": ""}, "Choose a day from today on"),
        ("promise", {"pays_on": "2001-01-01"}, "Choose a day from today on"),
        ("promise", {"pays_on": "2999-01-01"}, "Choose a day from today on"),
        ("says_paid", {"paid_on": "2999-01-01"}, "This day is still to come."),
        ("dispute", {"what": "price"}, "Say in a few words what is wrong."),
        ("dispute", {"message": "Bad"}, "Say in a few words what is wrong."),
        ("send_copy", {"copy_to": "nobody"}, "This is no e-mail address."),
        ("says_paid", {"invoices": ["999999"]}, "Choose at least one invoice."),
        ("says_paid", {"invoices": []}, "Choose at least one invoice."),
        ("says_paid", {"message": "x" * 1001}, "at most 1000 characters"),
        ("wrong_person", {}, "Name the person, or how to reach them."),
    ],
)
def test_what_is_not_clear_is_said_beside_it(
    invoice: Invoice, path: str, chosen: str, said: dict, why: str
) -> None:
    typed = {"invoices": [invoice.pk], "confirmed": "yes"} | said

    response = answer(path, chosen, **typed)

    assert response.status_code == 422
    assert why in response.text
    assert f'id="{chosen}"' in response.text.split("open name=")[1]
    assert not Communication.objects.filter(channel="page").exists()


def test_an_invoice_of_somebody_else_cannot_be_answered_for(company: Company, path: str) -> None:
    foreign = late_invoice(factories.customer(company), 9, "5.00")

    response = answer(path, "says_paid", invoices=[foreign.pk], confirmed="yes")

    assert response.status_code == 422


def test_the_same_answer_counts_once_and_another_one_is_another(invoice, path: str) -> None:
    said = {"invoices": [invoice.pk], "once": ONCE, "confirmed": "yes"}
    for _ in range(3):
        answer(path, "says_paid", **said)
    assert Communication.objects.filter(channel="page").count() == 1

    answer(path, "says_paid", **said, message="It went out on Monday.")

    assert Communication.objects.filter(channel="page").count() == 2
    assert Task.objects.filter(kind="answer").count() == 1


def test_before_it_is_sent_it_can_be_changed(invoice: Invoice, path: str) -> None:
    said = {"invoices": [invoice.pk], "message": "It went\nout.", "change": "yes"}

    page = answer(path, "says_paid", **said).text

    assert "It went\nout.</textarea>" in page
    assert not Communication.objects.filter(channel="page").exists()


def test_one_link_does_not_bury_the_inbox(invoice: Invoice, path: str) -> None:
    for number in range(MOST_A_DAY + 1):
        last = answer(
            path, "says_paid", invoices=[invoice.pk], confirmed="yes", message=f"{number}"
        )

    assert last.status_code == 429
    assert "Please write or call instead." in last.text
    assert Communication.objects.filter(channel="page").count() == MOST_A_DAY


def test_an_answer_stands_in_the_inbox_with_what_was_chosen(
    company: Company, invoice: Invoice, path: str
) -> None:
    answer(path, "says_paid", invoices=[invoice.pk], confirmed="yes")

    inbox = client_of(person("clerk", company)).get("/inbox/").text

    assert "On their page: says paid" in inbox


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


@pytest.fixture
def three(customer: Customer, company: Company) -> list[Invoice]:
    invoices = [late_invoice(customer, 30 - at, "100.00", number=f"TI-{at}") for at in range(3)]
    walked(company)
    return invoices


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
