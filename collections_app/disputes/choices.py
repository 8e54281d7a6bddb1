"""Why an invoice is disputed, and how it ended."""

from django.db import models


class Reason(models.TextChoices):
    DAMAGED = "damaged", "Damaged or faulty goods"
    MISSING = "missing", "Goods or services missing"
    PRICE = "price", "Wrong price"
    LATE = "late", "Delivered late"
    NOT_ORDERED = "not_ordered", "Not ordered"
    PAPERWORK = "paperwork", "Purchase order or paperwork missing"
    OTHER = "other", "Other"


class Result(models.TextChoices):
    """Empty while the dispute is open."""

    CREDITED = "credited", "Credited"  # the customer was right
    UPHELD = "upheld", "Invoice stands"  # we were right
    WITHDRAWN = "withdrawn", "Withdrawn"
