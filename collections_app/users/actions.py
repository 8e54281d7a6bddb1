"""What people choose for themselves."""

from collections_app.users.models import User


def set_letter_keys(*, user: User, is_on: bool) -> None:
    """Single letters act as keys, or are letters only (WCAG 2.1.4)."""
    user.takes_letter_keys = is_on
    user.save(update_fields=["takes_letter_keys"])
