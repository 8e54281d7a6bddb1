"""Keeping a view of the queue or of the history under a name."""

from django.db.models import QuerySet

from collections_app.reports.models import SavedView
from collections_app.users.models import User

MOST = 12  # of a person and a page; more are a list to search in


class CannotSaveView(Exception):
    """There are as many as can be found again at a glance."""


def views_of(user: User, page: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user=user, page=page)


def save_view(*, user: User, page: str, name: str, query: str) -> SavedView:
    """Under a name that is taken already the new one takes the place of the old."""
    mine = SavedView.objects.filter(user=user, page=page)
    if not mine.filter(name=name).exists() and mine.count() >= MOST:
        raise CannotSaveView(f"You keep {MOST} views: forget one of them first.")
    view, _ = SavedView.objects.update_or_create(
        user=user, page=page, name=name, defaults={"query": query}
    )
    return view
