"""What people type."""

from typing import Any

from django import forms

from collections_app.customers.models import Contact, Customer
from collections_app.desk.choices import CallOutcome

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
