"""Who may do what: one function per permission question, and nowhere else an answer."""

from collections.abc import Collection

from collections_app.users.choices import Role

DECIDERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})


def can_work(role: str) -> bool:
    """Log a call, write, hold."""
    return role in {Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR}


def can_release(role: str) -> bool:
    """Let a customer be contacted again who is insolvent, represented or written off."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR}


def can_approve(role: str) -> bool:
    """Release what waits in Review."""
    return role in DECIDERS


def can_export(role: str) -> bool:
    """Take what was said to all customers away as a file."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}


def can_oversee(role: str) -> bool:
    """See the figures of a company and who did how much."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}


def can_steer(role: str) -> bool:
    """Change what a company says of itself, and whether it sends."""
    return role in DECIDERS


def can_admit(role: str) -> bool:
    """Say who works here, as what and for which company."""
    return role == Role.ADMINISTRATOR


def is_in_charge_of(companies: Collection[int], *, own: Collection[int]) -> bool:
    """Whether an administrator of `own` changes somebody of these: no role reaches further."""
    return bool(companies) and set(companies) <= set(own)


def needs_second_factor(role: str, *, is_live: bool) -> bool:
    """Who decides what reaches customers proves twice who they are, once anything can."""
    return is_live and role in DECIDERS
