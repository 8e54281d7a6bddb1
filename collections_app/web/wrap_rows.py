"""What of one customer a wrap-up may pick: read at once, picked without asking again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.db.models import BigAutoField

from collections_app.customers.models import Contact, Customer
from collections_app.invoices.choices import Kind
from collections_app.invoices.models import Invoice, Summary
from collections_app.lib.given import Given
from collections_app.lib.together import Question

GONE = "What you picked is not there any more: look again, and pick one of those shown."


@dataclass(frozen=True)
class Rows:
    """Invoices with something open, the oldest first, contacts, what is owed by currency."""

    invoices: Sequence[Invoice] = ()
    contacts: Sequence[Contact] = ()
    summaries: Sequence[Summary] = ()


def rows_of(customer: Customer) -> Rows:
    """As they stand now."""
    rows = Rows(**_about_rows().ask(customer=customer.pk))
    for contact in rows.contacts:
        contact.customer = customer
    for invoice in rows.invoices:
        invoice.customer, invoice.company = customer, customer.company
    return rows


@cache
def _about_rows() -> Question:
    of = {"customer": Given("customer", BigAutoField())}
    invoices = Invoice.objects.filter(kind=Kind.INVOICE, balance__gt=0, **of)
    return Question(
        {
            "invoices": invoices.order_by("due_on", "pk"),
            "contacts": Contact.objects.filter(**of).order_by("pk"),
            "summaries": Summary.objects.filter(**of),
        }
    )


class OneOf(forms.Field):
    """One of the rows of this name, by its id."""

    rows: Sequence[Any] = ()

    def __init__(self, among: str, **kwargs: Any) -> None:
        self.among = among
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return self.picked([value])[0] if value else None

    def picked(self, ids: Sequence[str]) -> list[Any]:
        """In the order of the rows."""
        found = [one for one in self.rows if str(one.pk) in ids]
        if len(found) < len(set(ids)):
            raise forms.ValidationError(GONE)
        return found


class SomeOf(OneOf):
    """Several of them."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[Any]:
        return self.picked(value or ())
