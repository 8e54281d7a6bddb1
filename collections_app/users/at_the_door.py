"""Who stands behind a request, with what decides whether a second factor is wanted."""

from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.backends import ModelBackend
from django.db.models import BigAutoField, Exists, OuterRef

from collections_app.companies.choices import Mode
from collections_app.companies.models import Company
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.users.models import User
from collections_app.users.rules import needs_second_factor

_LIVE = Company.objects.filter(users=OuterRef("pk"), mode=Mode.LIVE)
_FACTOR = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)


class Backend(ModelBackend):
    """Asks for the person of every request once, and for all that the door wants to know."""

    def get_user(self, user_id: Any) -> User | None:
        people = _about_person().ask(user=user_id)["people"]
        return next(filter(self.user_can_authenticate, people), None)


@cache
def _about_person() -> Question:
    people = User.objects.annotate(works_live=Exists(_LIVE), has_second_factor=Exists(_FACTOR))
    return Question({"people": people.filter(pk=Given("user", BigAutoField()))})


def must_set_up_second_factor(user: User) -> bool:
    """Of a person whom the backend above brought."""
    is_live, has_one = user.works_live, user.has_second_factor  # type: ignore[attr-defined]
    return not has_one and needs_second_factor(user.role, is_live=is_live)


def works_live(user: User) -> bool:
    """Whether messages of a company of theirs reach customers."""
    return user.companies.filter(mode=Mode.LIVE).exists()
