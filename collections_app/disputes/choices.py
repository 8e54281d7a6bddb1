"""Why an invoice is disputed, and how it ended."""

from collections.abc import Sequence

from django.db import models


class Reason(models.TextChoices):
    """The usual ones; a company may have others, which are their own code."""

    DAMAGED = "damaged", "Damaged or faulty goods"
    MISSING = "missing", "Goods or services missing"
    PRICE = "price", "Wrong price"
    LATE = "late", "Delivered late"
    NOT_ORDERED = "not_ordered", "Not ordered"
    PAPERWORK = "paperwork", "Purchase order or paperwork missing"
    OTHER = "other", "Other"


def reasons_of(own: Sequence[str]) -> list[tuple[str, str]]:
    """Code and label of what a clerk picks from: a company's own list, or the usual ones."""
    usual = {one.label: one.value for one in Reason}
    return [(usual.get(label, label), label) for label in own or usual]


def reason_label(code: str) -> str:
    return Reason(code).label if code in Reason.values else code


class Result(models.TextChoices):
    """Empty while the dispute is open."""

    CREDITED = "credited", "Credited"  # the customer was right
    UPHELD = "upheld", "Invoice stands"  # we were right
    WITHDRAWN = "withdrawn", "Withdrawn"
    PAID = "paid", "Paid"  # nothing of the invoice is open any more; nobody has to say so


BY_HAND = (Result.CREDITED, Result.UPHELD, Result.WITHDRAWN)
