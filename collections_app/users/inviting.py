"""Inviting people by a link that works once."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, Q, QuerySet

from collections_app.companies.models import Company
from collections_app.history.actions import record
from collections_app.history.audit import acting
from collections_app.lib.tokens import hash_of, new_token
from collections_app.users.actions import CannotAdmit, change_password, enter, ids_of
from collections_app.users.choices import Role
from collections_app.users.models import Invitation, User
from collections_app.users.rules import is_in_charge_of

GOOD_FOR = dt.timedelta(hours=72)
FIRST = "installation"  # who invites the first person: nobody is there to do it


@transaction.atomic
def invite(
    *,
    name: str,
    email: str,
    role: str,
    team: str,
    companies: Sequence[Company],
    by: User,
    at: dt.datetime,
) -> tuple[Invitation, str]:
    """An invitation and its token, which is told once and kept nowhere."""
    if not is_in_charge_of([one.pk for one in companies], own=ids_of(by)):
        raise CannotAdmit("Choose one or more of your own companies.")
    made = Invitation(name=name, email=email, role=role, team=team)
    return _made(made, companies, by=by.actor, at=at)


@transaction.atomic
def invite_first(*, at: dt.datetime) -> str | None:
    """The token for a first administrator, and none as soon as anybody has a log-in.

    An earlier one is void. Who they are, they say when they come in; they work for every company
    that is there.
    """
    if User.objects.exists():
        return None
    _open(at).filter(by=FIRST).update(withdrawn_at=at)
    _, token = _made(Invitation(role=Role.ADMINISTRATOR), [], by=FIRST, at=at)
    return token


@transaction.atomic
def invite_again(*, user: User, by: User, at: dt.datetime) -> tuple[Invitation, str]:
    """A link by which somebody who works here sets a new password; an earlier one is void."""
    if not is_in_charge_of(ids_of(user), own=ids_of(by)):
        raise CannotAdmit("They also work for a company that you do not administer.")
    _open(at).filter(user=user).update(withdrawn_at=at)
    made = Invitation(user=user, name=user.display_name, email=user.email, role=user.role)
    return _made(made, list(user.companies.all()), by=by.actor, at=at)


@transaction.atomic
def withdraw(*, invitation: Invitation, by: str, at: dt.datetime) -> None:
    """Its link opens nothing any more."""
    _open(at).filter(pk=invitation.pk).update(withdrawn_at=at)
    _record("invitation.withdrawn", invitation, by=by, at=at)


@transaction.atomic
def accept(
    *, token: str, username: str, password: str, at: dt.datetime, name: str = "", email: str = ""
) -> User:
    """Whoever holds the link is in, as what it says; CannotAdmit where it opens nothing.

    `name` and `email` where the invitation names nobody.
    """
    invitation = invited_by(token, at=at).select_for_update(of=("self",)).first()
    if invitation is None:
        raise CannotAdmit("This link was used, withdrawn or is too old.")
    if not invitation.name:
        invitation.name, invitation.email = name, email
    user = invitation.user or newcomer(invitation, username)
    if invitation.user is None:
        user.set_password(password)
        with acting(invitation.by):
            enter(user=user, companies=_companies_for(invitation), by=invitation.by, at=at)
    else:
        with acting(user.actor):
            change_password(user=user, password=password, at=at)
    invitation.user, invitation.used_at = user, at
    with acting(user.actor):
        invitation.save(update_fields=["user", "used_at", "name", "email"])
    _record("invitation.accepted", invitation, by=user.actor, at=at)
    return user


def _companies_for(invitation: Invitation) -> QuerySet[Company]:
    if invitation.by == FIRST:
        return Company.objects.filter(is_replay=False)
    return invitation.companies.all()


def newcomer(invitation: Invitation, username: str) -> User:
    """As who they would enter; not saved."""
    user = User(username=username, email=invitation.email, role=invitation.role)
    user.team = invitation.team
    user.first_name, _, user.last_name = invitation.name.partition(" ")
    return user


def invited_by(token: str, *, at: dt.datetime) -> QuerySet[Invitation]:
    """The invitation that a link opens: one or none."""
    return _open(at).filter(token_hash=hash_of(token))


def open_invitations(own: Sequence[int], *, at: dt.datetime) -> QuerySet[Invitation]:
    """To newcomers, of an administrator of these companies; the newest first."""
    foreign = Company.objects.exclude(pk__in=own)
    ours = _open(at).filter(user__isnull=True).exclude(companies__in=foreign)
    return ours.prefetch_related("companies").order_by("-made_at")


def _open(at: dt.datetime) -> QuerySet[Invitation]:
    unused = Q(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)
    too_late = Q(by=FIRST) & Exists(User.objects.all())
    return Invitation.objects.filter(unused).exclude(user__is_active=False).exclude(too_late)


def _made(
    invitation: Invitation, companies: Sequence[Company], *, by: str, at: dt.datetime
) -> tuple[Invitation, str]:
    token = new_token()
    invitation.token_hash, invitation.by = hash_of(token), by
    invitation.made_at, invitation.expires_at = at, at + GOOD_FOR
    invitation.save()
    invitation.companies.set(companies)
    values = {"name": invitation.name, "role": str(invitation.role), "user": invitation.user_id}
    _record("invitation.made", invitation, by=by, at=at, values=values)
    return invitation, token


def _record(
    kind: str, invitation: Invitation, *, by: str, at: dt.datetime, values: dict | None = None
) -> None:
    subject = ("invitation", invitation.pk)
    record(kind=kind, subject=subject, by=by, at=at, values=values)
