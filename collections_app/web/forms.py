"""What people type."""

from typing import Any

from django import forms

from collections_app.customers.models import Contact, Customer
from collections_app.desk.choices import CallOutcome
from collections_app.dunning.choices import Choice
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice

NOTE_LENGTH = 2000


class CallForm(forms.Form):
    """A call that was made: with whom, how it ended, what was said."""

    outcome = forms.ChoiceField(
        choices=CallOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pick how the call ended."},
    )
    contact = forms.ModelChoiceField(
        Contact.objects.none(), required=False, empty_label="Somebody else", label="With"
    )
    note = forms.CharField(
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="What was said",
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = customer.contacts.order_by("pk")


class SkipForm(forms.Form):
    """Why a notice does not go."""

    note = forms.CharField(
        max_length=200, error_messages={"required": "Say why this notice is skipped."}
    )


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
