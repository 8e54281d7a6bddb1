"""Keeping a view of the queue under a name, and forgetting it."""

from collections_app.reports.filters import Filters
from collections_app.reports.models import SavedView
from collections_app.users.models import User

MOST = 12  # of a person; more are a list to search in


class CannotSaveView(Exception):
    """There are as many as can be found again at a glance."""


def save_view(*, user: User, name: str, filters: Filters) -> SavedView:
    """Under a name that is taken already the new one takes the place of the old."""
    mine = SavedView.objects.filter(user=user)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise CannotSaveView(f"You keep {MOST} views: forget one of them first.")
    view, _ = SavedView.objects.update_or_create(
        user=user, name=name, defaults={"query": filters.query}
    )
    return view
