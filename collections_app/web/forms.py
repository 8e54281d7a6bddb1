"""What people type."""

import datetime as dt
import re
from typing import Any
from uuid import uuid4

from django import forms

from collections_app.customers.choices import ENDED_BY_MANAGER, Standing
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.choices import Choice, HoldReason
from collections_app.dunning.models import Policy
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice
from collections_app.web.days import check_ahead

NOTE_LENGTH = 2000
BY_HAND = (HoldReason.ASKED, HoldReason.INTERNAL, HoldReason.REPLY_WAITS, HoldReason.OTHER)
TOO_LONG = (
    "This has %(show_value)d signs and a note holds %(limit_value)d. "
    "Shorten it, or write the rest as a note of its own."
)
USUAL_HOLD = dt.timedelta(14)


class OnceForm(forms.Form):
    """A form that counts a single time, however often it is sent."""

    once = forms.UUIDField(required=False, initial=uuid4)

    def clean_once(self) -> str:
        return str(self.cleaned_data["once"] or "")

    def renew(self) -> None:
        """What it says now is another one than it said before."""
        self.data = {name: self.data[name] for name in self.data} | {"once": str(uuid4())}


class NoteForm(OnceForm):
    """What a colleague should know."""

    text = forms.CharField(
        max_length=NOTE_LENGTH,
        error_messages={"required": "Write what should be known.", "max_length": TOO_LONG},
    )
    is_pinned = forms.BooleanField(required=False)


class AnswerForm(OnceForm):
    """A mail that answers a customer's; `proposed` is the text that nobody wrote yet."""

    customer = forms.IntegerField(required=False)  # at whom it was opened
    subject = forms.CharField(
        max_length=200, error_messages={"required": "Give the mail a subject."}
    )
    text = forms.CharField(max_length=10_000, error_messages={"required": "Write the text."})

    def __init__(self, *args: Any, proposed: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text.split() == self.proposed.split():
            raise forms.ValidationError("Write the text, between greeting and close.")
        return text


class MailForm(AnswerForm):
    """A mail of somebody's own accord, to a contact who takes mail."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), error_messages={"required": "Pick who gets the mail."}
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = customer.contacts.all()


class PostedForm(forms.Form):
    """How many letters of a print run were posted, when, and which were lost, by number."""

    posted = forms.IntegerField(
        min_value=0, error_messages={"required": "Type how many letters were posted."}
    )
    posted_on = forms.DateField(error_messages={"required": "Say on which day they were posted."})
    lost = forms.RegexField(
        r"^[\d\s,;]*$",
        required=False,
        max_length=400,
        error_messages={"invalid": "Name lost letters by their numbers: 7, 31."},
    )

    def clean_lost(self) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", self.cleaned_data["lost"])]


class HoldForm(forms.Form):
    """Until when nobody is dunned, for which invoices, and why."""

    held = forms.ModelChoiceField(Invoice.objects.none(), required=False)
    until_on = forms.DateField(error_messages={"required": "Pick the last day of the hold."})
    reason = forms.ChoiceField(
        choices=[(one.value, one.label) for one in BY_HAND],
        error_messages={"required": "Pick a reason."},
    )
    why = forms.CharField(max_length=400, required=False)

    def __init__(self, *args: Any, customer: Customer, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["until_on"].initial = day + USUAL_HOLD
        field = self.fields["held"]
        assert isinstance(field, forms.ModelChoiceField)
        if self.is_bound:
            field.queryset = customer.invoices.filter(kind=Kind.INVOICE, balance__gt=0)

    def clean_until_on(self) -> dt.date:
        return check_ahead(self.cleaned_data["until_on"], self.day)


class StandingForm(forms.Form):
    """Whether a customer may be contacted at all, and until when that is looked at again."""

    standing = forms.ChoiceField(choices=Standing.choices)
    standing_reason = forms.CharField(
        max_length=200, error_messages={"required": "Say why, in a few words."}
    )
    review_on = forms.DateField(
        required=False, error_messages={"invalid": "Write the day as 2026-05-31, or pick it."}
    )

    def __init__(
        self, *args: Any, customer: Customer, day: dt.date, can_release: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.customer, self.day, self.can_release = customer, day, can_release
        self.fields["standing"].initial = Standing.NORMAL

    def clean_standing(self) -> str:
        standing: str = self.cleaned_data["standing"]
        before = self.customer.standing
        if before in ENDED_BY_MANAGER and standing != before and not self.can_release:
            label = self.customer.get_standing_display()
            raise forms.ValidationError(f"“{label}” is ended by a manager: ask one.")
        return standing

    def clean_review_on(self) -> dt.date | None:
        review_on: dt.date | None = self.cleaned_data["review_on"]
        return review_on and check_ahead(review_on, self.day)


class SendForm(forms.Form):
    """A level that was looked at; `seen` names the messages that were shown."""

    level = forms.CharField(max_length=40)
    seen = forms.CharField(max_length=64)
    is_sure = forms.BooleanField(required=False)


class SkipForm(forms.Form):
    """Why a notice does not go."""

    note = forms.CharField(
        max_length=200,
        error_messages={
            "required": "Say why this is skipped.",
            "max_length": "Say in at most 200 letters why this is skipped.",
        },
    )


class ViewForm(forms.Form):
    """Under which name a view of the queue is kept."""

    name = forms.CharField(
        max_length=40,
        error_messages={
            "required": "Give the view a name.",
            "max_length": "Give the view a shorter name, of 40 letters at most.",
        },
    )


class WentForm(forms.Form):
    """The day on which a notice went, before the database was restored."""

    went_on = forms.DateField(
        error_messages={
            "required": "Pick the day on which it went.",
            "invalid": "Write the day as 2026-05-12.",
        }
    )

    def __init__(self, *given: Any, latest: dt.date) -> None:
        super().__init__(*given)
        self.latest = latest

    def clean_went_on(self) -> dt.date:
        went_on: dt.date = self.cleaned_data["went_on"]
        if went_on > self.latest:
            raise forms.ValidationError(
                f"What the database forgot went on {self.latest} at the latest."
            )
        return went_on


class SinceForm(forms.Form):
    """Since when the files have carried every invoice."""

    since = forms.DateField(
        error_messages={
            "required": "Pick the day since when the files carry every invoice.",
            "invalid": "Write the day as 2026-05-12.",
        }
    )

    def __init__(self, *given: Any, latest: dt.date) -> None:
        super().__init__(*given)
        self.latest = latest

    def clean_since(self) -> dt.date:
        since: dt.date = self.cleaned_data["since"]
        if since > self.latest:
            raise forms.ValidationError(f"Pick a day up to {self.latest}.")
        return since


class CourseForm(forms.Form):
    """How a manager goes on after the call rounds."""

    choice = forms.ChoiceField(
        choices=Choice.choices, error_messages={"required": "Pick how to go on."}
    )
    again_on = forms.DateField(
        error_messages={
            "required": "Pick a day to look at this again.",
            "invalid": "Write the day as 2026-05-31, or pick it.",
        }
    )
    note = forms.CharField(max_length=400, required=False)

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_again_on(self) -> dt.date:
        return check_ahead(self.cleaned_data["again_on"], self.day + dt.timedelta(1))


class PolicyForm(forms.Form):
    """Which ladder a customer climbs, and why; none: that of its segment."""

    policy = forms.ModelChoiceField(
        Policy.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Pick one of the company's policies."},
    )
    why_policy = forms.CharField(
        max_length=200,
        error_messages={"required": "Say why this customer climbs another ladder."},
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Policy.objects.filter(company=customer.company_id)


class OverrideForm(forms.Form):
    """Why a customer is written to beyond the contact pressure."""

    reason = forms.CharField(
        max_length=200,
        error_messages={"required": "Say why this customer is written to again so soon."},
    )


class StartAgainForm(forms.Form):
    """Which invoices climb from the first level again, and why."""

    invoices = forms.ModelMultipleChoiceField(
        Invoice.objects.none(), error_messages={"required": "Pick the invoices that start again."}
    )
    reason = forms.CharField(
        max_length=200, error_messages={"required": "Say why these invoices start again."}
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["invoices"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Invoice.objects.filter(
            customer=customer, kind=Kind.INVOICE, balance__gt=0
        ).order_by("due_on", "pk")
