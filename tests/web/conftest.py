"""Somebody of each role at work on one company."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.users.choices import Role
from collections_app.users.models import User
from collections_app.web.session_store import BEGUN, DEVICE, SEEN
from tests import factories


def person(role: str, *companies: Company, **values: str) -> User:
    values = {"role": role, "first_name": "Ada"} | values
    user = User.objects.create_user(f"{role}{User.objects.count()}", **values)
    user.companies.set(companies)
    return user


def client_of(user: User) -> Client:
    """At work, with all that a live company wants of its deciders."""
    with_second_factor(user)
    client = Client()
    client.force_login(user)
    is_seen(client)
    return client


def is_seen(client: Client) -> None:
    """A page was answered a moment ago, and so the next one writes nothing down."""
    session, now = client.session, timezone.now().timestamp()
    session[BEGUN], session[SEEN], session[DEVICE] = now, now, "A browser"
    session.save()


def with_second_factor(user: User) -> str:
    """The secret from which the telephone makes its codes."""
    secret = generate_totp_secret()
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, secret)
        RecoveryCodes.activate(user)
    return secret


@pytest.fixture
def company(db: None) -> Company:
    return factories.company()


@pytest.fixture
def clerk(company: Company) -> Client:
    return client_of(person(Role.CLERK, company))


@pytest.fixture
def manager(company: Company) -> Client:
    return client_of(person(Role.MANAGER, company))


@pytest.fixture
def auditor(company: Company) -> Client:
    return client_of(person(Role.AUDITOR, company))
