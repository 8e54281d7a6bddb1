"""What a wrap-up shows before anybody typed, and what was typed into a part that is folded."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from collections_app.communications.choices import FiledAs
from collections_app.communications.models import Communication
from collections_app.customers.models import Contact, Customer
from collections_app.desk.rules import ANSWER_DAYS
from collections_app.invoices.models import Invoice, Summary
from collections_app.web.wrap_forms import SEVERAL, Part
from collections_app.web.wrap_sums import left_of, sum_to_collect

ABOUT = {FiledAs.PROMISE: "promise", FiledAs.DISPUTE: "dispute", FiledAs.SAYS_PAID: "paid"}
FIELDS = {
    "promise": {"on": "pays_on"},
    "dispute": {"note": "dispute_note"},
    "paid": {"on": "paid_on", "how": "how", "reference": "reference"},
}


@dataclass(frozen=True)
class Told:
    """What they answered on their page, to be written down: of which piece, and what it says."""

    piece: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    invoices: Sequence[Invoice] = ()

    def of(self, piece: str) -> Sequence[Invoice]:
        """The invoices that it is about, where it is about this piece; else none."""
        return self.invoices if piece == self.piece else ()


NOTHING_TOLD = Told()


def told_by_them(to_write_down: Iterable[Communication], open_ones: Sequence[Invoice]) -> Told:
    """The first answer of their page that a person filed as what it calls itself.

    What is about invoices of which none is open any more says nothing about the others.
    """
    for reply in to_write_down:
        filed_as = reply.why["filed_as"]
        if filed_as in ABOUT and filed_as == reply.why.get("chosen"):
            said = reply.why["told"]
            left = [one for one in open_ones if one.pk in said["invoices"]]
            if left or not said["invoices"]:
                return Told(ABOUT[FiledAs(filed_as)], said, left)
    return NOTHING_TOLD


def begun(
    customer: Customer,
    day: dt.date,
    overdue: Sequence[Invoice],
    summaries: Sequence[Summary],
    contact: Contact | None,
    told: Told,
) -> dict[str, dict[str, Any]]:
    """What is known before anybody types: what they told, else all that is overdue.

    In the currency of the first of them.
    """
    meant = told.of("promise") or overdue
    mine = [one for one in meant if one.currency == meant[0].currency and left_of(one)]
    answer_due_on = customer.company.calendar.add_business_days(day, ANSWER_DAYS)
    amount = sum_to_collect(summaries, mine) or None
    first: dict[str, dict[str, Any]] = {
        "call": {"contact": contact.pk if contact else None},
        "promise": {"promised": [one.pk for one in mine], "amount": amount, "parts": 1}
        | {"proposed_amount": amount},
        "dispute": {"disputed": _ids(told, "dispute", overdue), "answer_due_on": answer_due_on},
        "paid": {"paid": _ids(told, "paid", overdue)},
    }
    if told.piece:
        first[told.piece] |= _rest(told)
    return first


def _ids(told: Told, piece: str, overdue: Sequence[Invoice]) -> list[int]:
    return [one.pk for one in told.of(piece) or overdue[:1]]


def _rest(told: Told) -> dict[str, Any]:
    """What they told beside the invoices, by the names of the fields."""
    fields = FIELDS[told.piece]
    return {field: told.said[name] for name, field in fields.items() if told.said.get(name)}


def as_typed(kind: type[Part], data: QueryDict) -> dict[str, Any]:
    return {
        name: data.getlist(name)
        if isinstance(field, SEVERAL)
        else field.bound_data(data.get(name), None)
        for name, field in kind.base_fields.items()
    }
