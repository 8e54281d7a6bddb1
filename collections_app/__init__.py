"""Dunwell: gets overdue invoices paid without losing the customer."""

from collections_app.celery import app as celery_app

__all__ = ["celery_app"]
