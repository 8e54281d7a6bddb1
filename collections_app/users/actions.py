"""Letting people in, and what they set for themselves."""

import datetime as dt
import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from collections_app.companies.models import Company
from collections_app.history.actions import record
from collections_app.users.models import User

PASSWORD_BYTES = 12


class CannotAdmit(Exception):
    """The log-in's name is taken, or no name that could be typed."""


@transaction.atomic
def admit(
    *,
    username: str,
    name: str,
    role: str,
    companies: Iterable[Company],
    by: str,
    at: dt.datetime,
    team: str = "",
) -> tuple[User, str]:
    """A new log-in for a person, and its password, which is told once and kept nowhere."""
    first, _, last = name.partition(" ")
    user = User(username=username, first_name=first, last_name=last, role=role, team=team)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise CannotAdmit(" ".join(error.messages)) from error
    user.save()
    user.companies.set(companies)
    values = {"username": username, "role": role, "team": team}
    record(kind="user.admitted", subject=("user", user.pk), by=by, at=at, values=values)
    return user, password


@transaction.atomic
def add_companies(*, user: User, companies: Iterable[Company], by: str, at: dt.datetime) -> None:
    """Somebody who is here already works for these companies too."""
    added = sorted(one.pk for one in companies)
    user.companies.add(*added)
    values = {"companies": added}
    record(kind="user.companies_added", subject=("user", user.pk), by=by, at=at, values=values)


def set_letter_keys(*, user: User, is_on: bool) -> None:
    """Single letters act as keys, or are letters only (WCAG 2.1.4)."""
    user.takes_letter_keys = is_on
    user.save(update_fields=["takes_letter_keys"])
