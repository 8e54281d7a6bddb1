"""The parts of the wrap-up as people type them; each is read by itself."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from collections_app.communications.choices import Cause
from collections_app.customers.models import Customer
from collections_app.desk.choices import CallOutcome
from collections_app.desk.said import DisputeSaid, PaidSaid, PromiseSaid
from collections_app.disputes.choices import reasons_of
from collections_app.invoices.models import Invoice
from collections_app.lib.dates import HALF_A_YEAR, show_date
from collections_app.promises.choices import PaidBy, Rhythm
from collections_app.promises.rules import split_up
from collections_app.tasks.choices import NextAct
from collections_app.users.models import User
from collections_app.web.amount_fields import AmountField, check_most
from collections_app.web.days import check_ahead
from collections_app.web.forms import NOTE_LENGTH, TOO_LONG
from collections_app.web.wrap_hours import hour_there, is_outside
from collections_app.web.wrap_rows import OneOf, Rows, SomeOf
from collections_app.web.wrap_sums import NOTHING, Disputed, sum_left, sum_to_collect

MOST_PARTS = 12
SEVERAL = (forms.MultipleChoiceField, SomeOf)
SURE = "Pick another, or save once more if it is meant."
PICK_INVOICES = "Pick the invoices that it is about."
ALL_COVERED = "Credit notes and money of theirs cover these invoices: type what they promise."


class Part(forms.Form):
    """A part of the wrap-up of one customer on a day; what it picks is among `rows`."""

    def __init__(
        self, *args: Any, customer: Customer, day: dt.date, rows: Rows, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.customer, self.day, self.rows = customer, day, rows
        for field in self.fields.values():
            if isinstance(field, OneOf):
                field.rows = getattr(rows, field.among)

    def beside(self, name: str, read: Callable[[str], Any]) -> None:
        """A field that the others give its meaning; what is wrong with it is said beside it."""
        try:
            self.cleaned_data[name] = read(self.cleaned_data.get(name, ""))
        except forms.ValidationError as error:
            self.add_error(name, error)

    @property
    def chosen(self) -> dict[str, set[str]]:
        """What is ticked in each field that takes several, to be shown so."""
        return {
            name: {str(one) for one in self[name].value() or ()}
            for name, field in self.fields.items()
            if isinstance(field, SEVERAL)
        }


class CallPart(Part):
    """Whom the call reached, and why the money is late; no outcome: no call was made."""

    outcome = forms.ChoiceField(choices=CallOutcome.choices, required=False)
    contact = OneOf("contacts", required=False)
    cause = forms.ChoiceField(choices=Cause.choices, required=False)
    is_wrong_number = forms.BooleanField(required=False)
    note = forms.CharField(
        max_length=NOTE_LENGTH, required=False, error_messages={"max_length": TOO_LONG}
    )


class PromisePart(Part):
    """What will be paid of which invoices, and when; `disputed` beside it is not promised."""

    disputed: Disputed = NOTHING
    promised = SomeOf("invoices", error_messages={"required": PICK_INVOICES})
    amount = AmountField()
    proposed_amount = forms.CharField(required=False)
    pays_on = forms.DateField(error_messages={"required": "Pick the day by which they pay."})
    parts = forms.IntegerField(min_value=1, max_value=MOST_PARTS, required=False)
    rhythm = forms.ChoiceField(choices=Rhythm.choices, required=False)

    def clean_promised(self) -> list[Invoice]:
        invoices: list[Invoice] = self.cleaned_data["promised"]
        if len({one.currency for one in invoices}) > 1:
            raise forms.ValidationError("Pick invoices of one currency.")
        return invoices

    def clean_pays_on(self) -> dt.date:
        return check_ahead(self.cleaned_data["pays_on"], self.day, HALF_A_YEAR)

    def clean(self) -> dict[str, Any]:
        if invoices := self.cleaned_data.get("promised"):
            self.beside("amount", lambda text: self._promised_of(invoices, text))
        return self.cleaned_data

    def _promised_of(self, invoices: Sequence[Invoice], text: str) -> Decimal:
        """As it was typed; what is to collect of them where nobody typed another sum."""
        currency, most = invoices[0].currency, sum_left(invoices, self.disputed)
        ours = sum_to_collect(self.rows.summaries, invoices, self.disputed)
        is_ours = text == self.cleaned_data["proposed_amount"]
        typed = None if is_ours else AmountField.read(text, currency)
        if typed is None and most > ours == 0:
            raise forms.ValidationError(ALL_COVERED)
        amount = typed or ours
        check_most(amount, most, currency, of="These invoices have", act="promise")
        return amount

    def said(self) -> PromiseSaid:
        said = self.cleaned_data
        currency = said["promised"][0].currency
        instalments = split_up(
            said["amount"],
            currency,
            parts=said["parts"] or 1,
            first_on=said["pays_on"],
            rhythm=said["rhythm"] or Rhythm.MONTHLY,
        )
        return PromiseSaid(said["promised"], currency, instalments)


class DisputePart(Part):
    """What is disputed, why, and who answers until when."""

    disputed = SomeOf("invoices", error_messages={"required": PICK_INVOICES})
    disputed_amount = AmountField()
    dispute_reason = forms.ChoiceField(error_messages={"required": "Pick what is wrong."})
    dispute_note = forms.CharField(max_length=NOTE_LENGTH, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), required=False)
    answer_due_on = forms.DateField(error_messages={"required": "Pick the day by which we answer."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["dispute_reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = reasons_of(self.customer.company.dispute_reasons)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        if self.is_bound:
            owner.queryset = self.customer.company.users.filter(is_active=True)

    def clean_answer_due_on(self) -> dt.date:
        return check_ahead(self.cleaned_data["answer_due_on"], self.day)

    def clean(self) -> dict[str, Any]:
        invoices = self.cleaned_data.get("disputed")
        if invoices:
            self.beside("disputed_amount", lambda text: self._disputed_of(invoices, text))
        return self.cleaned_data

    def _disputed_of(self, invoices: Sequence[Invoice], text: str) -> Decimal | None:
        first = invoices[0]
        if text and len(invoices) > 1:
            raise forms.ValidationError("Leave it empty: all of these invoices is disputed.")
        amount = AmountField.read(text, first.currency)
        if amount:
            check_most(amount, first.balance, first.currency, of=f"{first} has", act="dispute")
        return amount

    def said(self) -> list[DisputeSaid]:
        said = self.cleaned_data
        return [
            DisputeSaid(
                invoice=one,
                amount=said["disputed_amount"] or one.balance,
                reason=said["dispute_reason"],
                answer_due_on=said["answer_due_on"],
                note=said["dispute_note"],
                owner=said["owner"],
            )
            for one in said["disputed"]
        ]


class PaidPart(Part):
    """What the customer says is paid."""

    paid = SomeOf("invoices", error_messages={"required": PICK_INVOICES})
    paid_on = forms.DateField(required=False)
    how = forms.ChoiceField(choices=PaidBy.choices, required=False)
    reference = forms.CharField(max_length=140, required=False)

    def clean_paid_on(self) -> dt.date | None:
        paid_on: dt.date | None = self.cleaned_data["paid_on"]
        if paid_on and paid_on > self.day:
            raise forms.ValidationError("That day is still to come: note a promise instead.")
        return paid_on

    def said(self) -> PaidSaid:
        said = self.cleaned_data
        return PaidSaid(said["paid"], said["paid_on"], said["how"], said["reference"])


class NextPart(Part):
    """What comes next; as it was proposed where nobody changed it."""

    act = forms.ChoiceField(
        choices=NextAct.choices, error_messages={"required": "Pick what comes next."}
    )
    next_on = forms.DateField(
        error_messages={"required": "Nobody is left without a next day: pick one."}
    )
    next_at = forms.TimeField(required=False, widget=forms.TimeInput(format="%H:%M"))
    proposed = forms.CharField(required=False)
    meant = forms.CharField(required=False)

    @property
    def moment(self) -> str:
        """As it stands in the fields: an hour that was asked about counts when it comes again."""
        return f"{self['next_on'].value()} {self['next_at'].value() or ''}".strip()

    def clean(self) -> dict[str, Any]:
        said, company = self.cleaned_data, self.customer.company
        on, at = said.get("next_on"), said.get("next_at")
        is_ours = said["proposed"] == f"{said.get('act')}|{on}|{f'{at:%H:%M}' if at else ''}"
        if said.get("act") != NextAct.CALL or not on or is_ours or said["meant"] == self.moment:
            return said
        if not company.calendar.is_business_day(on):
            day = show_date(on, "en", "short")
            self.add_error("next_on", f"{day} is no business day. {SURE}")
        elif at and is_outside(self.customer, at):
            hours = f"{company.window_opens:%H:%M} to {company.window_closes:%H:%M}"
            self.add_error("next_at", f"{at:%H:%M} is outside our hours, {hours}. {SURE}")
        elif (there := hour_there(self.customer, on, at)) and is_outside(self.customer, there):
            self.add_error("next_at", f"{at:%H:%M} is {there:%H:%M} on their clock. {SURE}")
        return said

    def clean_next_on(self) -> dt.date:
        return check_ahead(self.cleaned_data["next_on"], self.day)


class MailPart(Part):
    """The mail that sums up; `drafted` names the words that were proposed."""

    sends_mail = forms.BooleanField(required=False)
    mail_subject = forms.CharField(
        max_length=200, error_messages={"required": "Give the mail a subject."}
    )
    mail_text = forms.CharField(
        max_length=10_000, error_messages={"required": "Write the mail, or do not send it."}
    )
    drafted = forms.CharField(required=False)
    was_to_send = forms.BooleanField(required=False)


def numbers_of(invoices: Sequence[Invoice]) -> tuple[str, ...]:
    return tuple(one.number for one in invoices)
