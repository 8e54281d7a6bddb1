"""What a wrap-up shows before anybody typed, and what was typed into a part that is folded."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from collections_app.customers.models import Contact, Customer
from collections_app.desk.rules import ANSWER_DAYS
from collections_app.invoices.models import Invoice, Summary
from collections_app.web.wrap_forms import SEVERAL, Part
from collections_app.web.wrap_sums import left_of, sum_to_collect


def begun(
    customer: Customer,
    day: dt.date,
    overdue: Sequence[Invoice],
    summaries: Sequence[Summary],
    contact: Contact | None,
) -> dict[str, dict[str, Any]]:
    """What is known before anybody types: all that is overdue, in the currency of the oldest."""
    mine = [one for one in overdue if one.currency == overdue[0].currency and left_of(one)]
    answer_due_on = customer.company.calendar.add_business_days(day, ANSWER_DAYS)
    oldest = [one.pk for one in overdue[:1]]
    amount = sum_to_collect(summaries, mine) or None
    return {
        "call": {"contact": contact.pk if contact else None},
        "promise": {"promised": [one.pk for one in mine], "amount": amount, "parts": 1}
        | {"proposed_amount": amount},
        "dispute": {"disputed": oldest, "answer_due_on": answer_due_on},
        "paid": {"paid": oldest},
    }


def as_typed(kind: type[Part], data: QueryDict) -> dict[str, Any]:
    return {
        name: data.getlist(name)
        if isinstance(field, SEVERAL)
        else field.bound_data(data.get(name), None)
        for name, field in kind.base_fields.items()
    }
