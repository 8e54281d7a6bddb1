"""What reports keeps: the queue's places and views, files to fetch, and what each day showed."""

from collections_app.reports.models.days import Billing, DayRecord, MonthEnd, Snapshot, Turnover
from collections_app.reports.models.queue import Export, FileKind, Place, SavedView, Viewed

__all__ = [
    "Billing",
    "DayRecord",
    "Export",
    "FileKind",
    "MonthEnd",
    "Place",
    "SavedView",
    "Snapshot",
    "Turnover",
    "Viewed",
]
