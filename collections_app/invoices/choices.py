"""Closed sets of words about invoices."""

from django.db import models


class Kind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


class PaymentMethod(models.TextChoices):
    TRANSFER = "transfer", "Bank transfer"
    DIRECT_DEBIT = "direct_debit", "Direct debit"
    CARD = "card", "Card"
    OTHER = "other", "Other"
