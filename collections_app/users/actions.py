"""Letting people in and out, and what they set for themselves."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction

from collections_app.companies.models import Company
from collections_app.history.actions import record
from collections_app.users.models import Absence, Session, User
from collections_app.users.rules import is_in_charge_of

PASSWORD_BYTES = 12


class CannotAdmit(Exception):
    """The log-in's name is taken, or no name that could be typed."""


class CannotTarget(Exception):
    """Says who can."""


class CannotStandIn(Exception):
    """Says why, and what to do first."""


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
    email: str = "",
) -> tuple[User, str]:
    """A new log-in for a person, and its password, which is told once and kept nowhere."""
    user = User(username=username, role=role, team=team, email=email)
    user.first_name, _, user.last_name = name.partition(" ")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user.set_password(password)
    enter(user=user, companies=companies, by=by, at=at)
    return user, password


@transaction.atomic
def enter(*, user: User, companies: Iterable[Company], by: str, at: dt.datetime) -> None:
    """Somebody new works here; CannotAdmit says why not."""
    try:
        user.full_clean()
    except ValidationError as error:
        raise CannotAdmit(" ".join(error.messages)) from error
    user.save()
    user.companies.set(companies)
    _record("user.admitted", user, by=by, at=at, values=told_of(user))


@transaction.atomic
def change_person(
    *,
    user: User,
    role: str,
    team: str,
    companies: Iterable[Company],
    by: User,
    at: dt.datetime,
) -> bool:
    """Another role, team or other companies; where a role or company changes, sessions end."""
    _lock_for(user, by)
    chosen, before = list(companies), told_of(user)
    if not is_in_charge_of([one.pk for one in chosen], own=ids_of(by)):
        raise CannotAdmit("Choose one or more of your own companies.")
    user.role, user.team = role, team
    user.save(update_fields=["role", "team"])
    user.companies.set(chosen)
    after = told_of(user)
    if after == before:
        return False
    changed = {name: value for name, value in after.items() if value != before[name]}
    _record("user.changed", user, by=by.actor, at=at, values=changed)
    if changed.keys() & {"role", "companies"}:
        end_sessions(user=user)
    return True


@transaction.atomic
def set_email(*, user: User, email: str, by: str, at: dt.datetime) -> None:
    """Where mails to them go; CannotAdmit where it is no address."""
    user.email = email
    try:
        user.full_clean()
    except ValidationError as error:
        raise CannotAdmit(" ".join(error.messages)) from error
    user.save(update_fields=["email"])
    _record("user.email_changed", user, by=by, at=at, values={"email": email})


@transaction.atomic
def switch_person(*, user: User, is_on: bool, by: User, at: dt.datetime) -> None:
    """Let somebody in no more, from this moment on; or in again."""
    _lock_for(user, by)
    user.is_active = is_on
    user.save(update_fields=["is_active"])
    if not is_on:
        end_sessions(user=user)
    _record("user.switched_on" if is_on else "user.switched_off", user, by=by.actor, at=at)


@transaction.atomic
def drop_second_factor(*, user: User, by: User, at: dt.datetime) -> None:
    """For whoever lost the telephone and the recovery codes with it."""
    _lock_for(user, by)
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)
    _record("user.second_factor_dropped", user, by=by.actor, at=at)


@transaction.atomic
def change_password(*, user: User, password: str, at: dt.datetime, but: str | None = None) -> None:
    """One's own; every other log-in than `but`, the key of a session, ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user, but=but)
    _record("user.password_changed", user, by=user.actor, at=at)


def note_second_factor(*, user: User, is_on: bool, at: dt.datetime, but: str | None) -> None:
    """It was set up or removed by its owner: sessions that never proved it end."""
    end_sessions(user=user, but=but)
    kind = "user.second_factor_set_up" if is_on else "user.second_factor_removed"
    _record(kind, user, by=user.actor, at=at)


def end_sessions(*, user: User, but: str | None = None) -> int:
    """How many log-ins ended; `but` is the key of one that stays."""
    ended, _ = user.sessions.exclude(session_key=but).delete()
    return ended


def forget_sessions(*, before: dt.datetime) -> None:
    """Remove those that were over before a moment."""
    Session.objects.filter(expire_date__lt=before).delete()


def told_of(user: User) -> dict[str, Any]:
    """What history keeps of a person."""
    companies = sorted(ids_of(user))
    return {
        "username": user.username,
        "role": str(user.role),
        "team": user.team,
        "companies": companies,
    }


def ids_of(user: User) -> list[int]:
    return list(user.companies.values_list("pk", flat=True))


def _lock_for(user: User, by: User) -> None:
    """Nobody changes themselves: so that an administrator is always left."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.pk == by.pk:
        raise CannotAdmit("Another administrator changes yours.")
    if not is_in_charge_of(ids_of(user), own=ids_of(by)):
        raise CannotAdmit("They also work for a company that you do not administer.")


def _record(kind: str, user: User, *, by: str, at: dt.datetime, values: Any = None) -> None:
    record(kind=kind, subject=("user", user.pk), by=by, at=at, values=values)


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


@transaction.atomic
def set_target(*, user: User, customers_a_day: int | None, by: User, at: dt.datetime) -> bool:
    """How many customers they should have to do with in a day, or no such number.

    It goes for all their companies: CannotTarget where `by` does not work for each of them.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if not is_in_charge_of(ids_of(user), own=ids_of(by)):
        name = user.display_name
        raise CannotTarget(f"{name} also works for another company: a manager of both sets it.")
    if user.customers_a_day == customers_a_day:
        return False
    user.customers_a_day = customers_a_day
    user.save(update_fields=["customers_a_day"])
    values = {"customers_a_day": customers_a_day}
    _record("user.target_set", user, by=by.actor, at=at, values=values)
    return True


@transaction.atomic
def be_away(
    *, user: User, stands_in: User, from_on: dt.date, until_on: dt.date, by: str, at: dt.datetime
) -> Absence:
    """Until the last day a colleague sees their customers as one's own; nobody is assigned anew.

    CannotStandIn where nobody would see them: the colleague is away as well, on some of the days.
    """
    then = Absence.objects.filter(from_on__lte=until_on, until_on__gte=from_on)
    if then.filter(user=stands_in).exists():
        raise CannotStandIn(f"{stands_in.display_name} is away then, too: choose somebody else.")
    if bridged := then.filter(stands_in=user).select_related("user").first():
        theirs, own = bridged.user.display_name, user.display_name
        raise CannotStandIn(f"{own} stands in for {theirs} then: say first who else does.")
    absence = Absence.objects.create(
        user=user, stands_in=stands_in, from_on=from_on, until_on=until_on, by=by
    )
    told = {"stands_in": stands_in.pk, "from": str(from_on), "until": str(until_on)}
    _record("user.away", user, by=by, at=at, values=told)
    return absence


@transaction.atomic
def be_back(*, absence: Absence, by: str, at: dt.datetime) -> None:
    """Sooner than planned, or never away."""
    _record("user.back", absence.user, by=by, at=at, values={})
    absence.delete()
