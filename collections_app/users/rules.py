"""One function per permission question."""

from collections_app.users.choices import Role


def can_work(role: str) -> bool:
    """Log a call, write, hold."""
    return role in {Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR}


def can_release(role: str) -> bool:
    """Let a customer be contacted again who is insolvent, represented or written off."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR}


def can_approve(role: str) -> bool:
    """Release what waits in Review."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR}


def can_export(role: str) -> bool:
    """Take what was said to all customers away as a file."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}


def can_oversee(role: str) -> bool:
    """See the figures of a company and who did how much."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}


def can_steer(role: str) -> bool:
    """Change what a company says of itself, and whether it sends."""
    return role in {Role.MANAGER, Role.ADMINISTRATOR}
