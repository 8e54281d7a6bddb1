"""A person who works here, their log-ins, and who is invited."""

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from collections_app.companies.models import Company
from collections_app.history.audit import audited
from collections_app.users.choices import Role
from collections_app.users.rules import can_work

MOST_A_DAY = 200
PERSON = "user:"  # how the log's name of a person begins


@audited(but=["password", "last_login"])
class User(AbstractUser):
    """A log-in, its role and the companies it works for."""

    role = models.CharField(max_length=20, choices=Role, default=Role.CLERK)
    team = models.CharField(max_length=60, blank=True)  # empty where there is only one
    takes_letter_keys = models.BooleanField(default=True)  # single letters act as keys
    customers_a_day = models.PositiveSmallIntegerField(null=True, blank=True)  # empty: no target
    companies = models.ManyToManyField(Company, blank=True, related_name="users")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role"),
            models.CheckConstraint(
                condition=Q(customers_a_day__range=(1, MOST_A_DAY)), name="user_customers_a_day"
            ),
        ]

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username

    @property
    def target(self) -> int | None:
        """How many customers a day, while they work customers."""
        return self.customers_a_day if self.is_active and can_work(self.role) else None

    @property
    def actor(self) -> str:
        """How the log names this person."""
        return f"{PERSON}{self.pk}"


@audited()
class Membership(User.companies.through):  # type: ignore[name-defined]
    """A company that a person works for."""

    class Meta:
        proxy = True


@audited()
class Absence(models.Model):
    """Somebody is away: until then their customers stand in a colleague's queue too."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    stands_in = models.ForeignKey(User, on_delete=models.CASCADE, related_name="stands_in_for")
    from_on = models.DateField()
    until_on = models.DateField()  # the last day
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("from_on")),
                name="absence_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(user=models.F("stands_in")), name="absence_another_stands_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} until {self.until_on}"


class Session(AbstractBaseSession):
    """Somebody's log-in on one device, or the steps before it, which are nobody's."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=60, blank=True)  # "Firefox on Windows"


@audited(but=["token_hash"])
class Invitation(models.Model):
    """A link that lets one person in once: a new one, or one who sets a new password."""

    token_hash = models.CharField(max_length=64, unique=True)  # the link itself is kept nowhere
    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="invitations"
    )  # whom it let in, or whose password it sets
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=Role)
    team = models.CharField(max_length=60, blank=True)
    companies = models.ManyToManyField(Company, related_name="+")
    by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(user__isnull=False),
                name="invitation_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Try(models.Model):
    """How often somebody tried to get in lately: rows of Django's cache, written by it alone."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "users_tries"
