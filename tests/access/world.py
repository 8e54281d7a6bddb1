"""A company with one of everything that an address can name."""

import datetime as dt
import io
from decimal import Decimal
from itertools import count
from typing import Any

import pikepdf
from django.utils import timezone
from PIL import Image

from collections_app.communications.choices import OWN_MAIL, Channel, Direction, State
from collections_app.communications.logos import set_logo
from collections_app.communications.models import AvoidedWord, Communication, PrintRun, Wording
from collections_app.communications.pages import keep_link
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.disputes.actions import open_dispute
from collections_app.disputes.attachments import attach
from collections_app.disputes.models import Dispute
from collections_app.dunning.actions import put_hold
from collections_app.dunning.models import Foreseen, Simulation
from collections_app.intake import choices as intake
from collections_app.intake import shelf
from collections_app.intake.models import Import, Source, Upload
from collections_app.invoices.models import Invoice
from collections_app.lib.files import keep
from collections_app.lib.tokens import new_token
from collections_app.promises.actions import record_promise
from collections_app.promises.models import Promise, SaysPaid
from collections_app.promises.says_paid import say_paid
from collections_app.replies.choices import Kind, MailKind, MailState, Parked
from collections_app.replies.models import Mail, Mailbox, ProviderEvent
from collections_app.reports.exports import path_of
from collections_app.reports.models import Export, SavedView
from collections_app.users.actions import be_away
from collections_app.users.choices import Role
from collections_app.users.inviting import invite
from collections_app.users.models import Absence, Invitation, User
from tests import factories
from tests.web.conftest import person
from tests.web.days import late_invoice, waiting_notice

BY = "test"
_keys = count(1)
PLACE = {"key": "reminder", "channel": "email", "language": "en"}


def world_of(company: Company, users: list[User]) -> dict[str, dict[str, Any]]:
    """By the name of each thing, what its address takes."""
    now = timezone.now()
    customer = factories.customer(company)
    invoices = [late_invoice(customer, 20, "300.00") for _ in range(4)]
    notice = waiting_notice(company)
    dispute, promise, said = _agreed(customer, invoices, now)
    run, letter = _printed(company, customer, now)
    payment = factories.payment(company, "40.00", customer=customer)
    source = Source.objects.create(company=company, kind=intake.Kind.INVOICES, name="ledger")
    _wording(company, now)
    keep_link(letter, new_token(), at=now)
    set_logo(company=company, content=picture(), by=BY, at=now)
    things = {
        "company": company,
        "customer": customer,
        "notice": notice,
        "dispute": dispute,
        "promise": promise,
        "says_paid": said,
        "attachment": attach(dispute=dispute, name="a.pdf", content=pdf(), by=BY, at=now),
        "hold": put_hold(customer=customer, reason="other", until_on=now.date(), **who(now)),
        "copy": _copied(invoices[0]),
        "mail_of_ours": letter,
        "note": _said(customer, now, channel=Channel.NOTE, state=State.NOTED, purpose="note"),
        "reply": _said(customer, now, direction=Direction.IN, purpose="reply", state=State.NOTED),
        "mail": _mail(company, now),
        "text": _text(company, now),
        "print_run": run,
        "payment": payment,
        "allocation": factories.allocation(invoices[1], "10.00", at=now),
        "upload": _upload(company, now),
        "imported": _imported(source, now),
        "policy": company.policies.get(),
        "person": person(Role.CLERK, company),
        "invitation": _invitation(company, now),
        "avoided": AvoidedWord.objects.create(
            company=company, language="en", word="at once", instead="soon", by=BY, at=now
        ),
    }
    return {
        **{name: {"id": thing.pk} for name, thing in things.items()},
        "": {},
        "absence": {"id": company.pk, "absence": _absence(company, now).pk},
        "contact": {"id": customer.pk, "query": {"who": customer.contacts.get().pk}},
        "group": {"id": company.pk, "code": "key_account"},
        "waiting": {"id": notice.messages.get().communication_id},
        "export_asked": {"said": {"kind": "csv", "of": company.pk}},
        "figure": {"name": "waiting"},
        "page": {"page": "queue"},
        "printed": {"id": run.pk, "number": 1},
        "place": PLACE,
        "words": {"key": PLACE["key"], "language": PLACE["language"]},
        "version": PLACE | {"version": 1},
        "section": {"id": company.pk, "section": "senders"},
        "level": {"id": company.policies.get().pk, "key": "third_notice"},
        "channel": {"channel": "email"},
    } | {
        f"foreseen of {one.pk}": {"id": _foreseen(company, customer, one, now).pk} for one in users
    }


def _absence(company: Company, now: dt.datetime) -> Absence:
    away, here = person(Role.CLERK, company), person(Role.CLERK, company)
    days = {"from_on": now.date(), "until_on": now.date() + dt.timedelta(9)}
    return be_away(user=away, stands_in=here, **days, by=BY, at=now)


def view_of(user: User) -> SavedView:
    return SavedView.objects.create(user=user, name="Mine", query="whose=mine")


def export_of(user: User, company: Company) -> Export:
    """A file that the person asked for, and that is there."""
    now = timezone.now()
    export = Export.objects.create(
        company=company, user=user, kind="csv", asked_at=now, rows=0, ended_at=now
    )
    path_of(export).parent.mkdir(parents=True, exist_ok=True)
    path_of(export).write_text("customer\n")
    return export


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(content, format="PNG")
    return content.getvalue()


def pdf() -> bytes:
    """One empty page."""
    file, content = pikepdf.new(), io.BytesIO()
    file.add_blank_page()
    file.save(content)
    return content.getvalue()


def who(now: dt.datetime) -> dict[str, Any]:
    return {"by": BY, "at": now, "on": now.date()}


def _agreed(
    customer: Customer, invoices: list[Invoice], now: dt.datetime
) -> tuple[Dispute, Promise, SaysPaid]:
    soon = now.date() + dt.timedelta(5)
    disputed = open_dispute(
        invoice=invoices[1], amount=Decimal(100), reason="price", answer_due_on=soon, **who(now)
    )
    promised = record_promise(
        customer=customer,
        amount=Decimal(300),
        currency="EUR",
        promised_for=soon,
        invoices=[invoices[2]],
        **who(now),
    )
    said = say_paid(invoice=invoices[3], amount=Decimal(300), **who(now))
    return disputed, promised, said


def _invitation(company: Company, now: dt.datetime) -> Invitation:
    by = person(Role.ADMINISTRATOR, company)
    invitation, _ = invite(
        name="Ida Brandt", email="", role=Role.CLERK, team="", companies=[company], by=by, at=now
    )
    return invitation


def _copied(invoice: Invoice) -> Invoice:
    invoice.file = keep(pdf())[0]
    invoice.save(update_fields=["file"])
    return invoice


def _said(customer: Customer, now: dt.datetime, **values: Any) -> Communication:
    given = {
        "channel": Channel.EMAIL,
        "state": State.SENT,
        "mode": customer.company.mode,
        "key": f"said:{next(_keys)}",
        "purpose": OWN_MAIL,
        "by": BY,
        "sender": "femke@vandrel.example",
        "recipient": "ar@talbruck.example",
        "subject": "Your invoice",
        "text": "Hello",
        "created_at": now,
        "send_after": now,
    }
    return Communication.objects.create(
        company=customer.company, customer=customer, **given | values
    )


def _printed(
    company: Company, customer: Customer, now: dt.datetime
) -> tuple[PrintRun, Communication]:
    """A run with one letter, which is a mail too: both are shown by the same pages."""
    path, digest = keep(pdf())
    manifest = keep(b"number,customer\n", suffix=".csv")[0]
    run = PrintRun.objects.create(
        company=company, opened_at=now, pdf=path, manifest=manifest, sheets=1
    )
    letter = _said(
        customer,
        now,
        html="<p>Hello</p>",
        pdf=path,
        pdf_sha256=digest,
        pdf_pages=1,
        print_run=run,
        sheet=1,
        sent_at=now,
    )
    return run, letter


def _wording(company: Company, now: dt.datetime) -> Wording:
    return Wording.objects.create(
        company=company,
        **PLACE,
        version=1,
        body="Hello",
        written_by=BY,
        written_at=now,
        published_by=BY,
        published_at=now,
    )


def _mail(company: Company, now: dt.datetime) -> Mail:
    mailbox, _ = Mailbox.objects.get_or_create(name="ar at mail.example, INBOX")
    return Mail.objects.create(
        company=company,
        mailbox=mailbox,
        sha256=f"{company.pk:064}",
        raw=b"From: a@b.example\n\nHello",
        size=25,
        received_at=now,
        sender="a@b.example",
        kind=MailKind.REPLY,
        state=MailState.NOT_FILED,
    )


def _text(company: Company, now: dt.datetime) -> ProviderEvent:
    return ProviderEvent.objects.create(
        provider="twilio",
        event_id=f"SM{company.pk}",
        kind=Kind.INBOUND,
        form={"To": [company.sms_sender], "From": ["+4915112345678"], "Body": ["Hello"]},
        received_at=now,
        parked_because=Parked.UNKNOWN_NUMBER,
    )


def _upload(company: Company, now: dt.datetime) -> Upload:
    upload = Upload.objects.create(
        company=company,
        kind=intake.Kind.INVOICES,
        source="ledger",
        file_name="items.csv",
        size=10,
        stage=intake.Stage.READ,
        at=now,
        by=BY,
        touched_at=now,
    )
    shelf.put(upload.pk, [b"number\n"])
    shelf.rejects_of(upload.pk).write_text("row\n")
    return upload


def _imported(source: Source, now: dt.datetime) -> Import:
    return Import.objects.create(
        source=source,
        file_name="items.csv",
        checksum=f"{source.pk:064}",
        size=10,
        as_of=now.date(),
        state=intake.State.COMMITTED,
        at=now,
        by=BY,
        rejects=str(shelf.rejects_of(source.company.uploads.get().pk)),
    )


def _foreseen(company: Company, customer: Customer, user: User, now: dt.datetime) -> Foreseen:
    asked = Simulation.objects.create(
        company=company,
        by=user.actor,
        asked_at=now,
        first=now.date(),
        last=now.date() + dt.timedelta(30),
        customers=1,
        looked_at=1,
        ended_at=now,
    )
    return Foreseen.objects.create(
        simulation=asked,
        customer=customer,
        is_draft=False,
        on_day=now.date() + dt.timedelta(7),
        channel=Channel.EMAIL,
        level="reminder",
    )
