"""The log with its attempts, the links to the page for customers, and the wordings."""

from collections_app.communications.models.log import (
    Attempt,
    Communication,
    Evidence,
    Gate,
    PrintRun,
)
from collections_app.communications.models.pages import PageLink
from collections_app.communications.models.wordings import DRAFT, AvoidedWord, Wording

__all__ = [
    "DRAFT",
    "Attempt",
    "AvoidedWord",
    "Communication",
    "Evidence",
    "Gate",
    "PageLink",
    "PrintRun",
    "Wording",
]
