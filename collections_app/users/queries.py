"""Who works here."""

import datetime as dt
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from collections_app.users.models import Absence, User


def colleagues(companies: Sequence[int]) -> QuerySet[User]:
    """Everybody of these companies by name, who is switched off last; with `has_second_factor`."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    of_one = User.companies.through.objects.filter(user=OuterRef("pk"), company__in=companies)
    people = User.objects.filter(Exists(of_one)).annotate(has_second_factor=Exists(factor))
    return people.prefetch_related("companies").order_by(
        "-is_active", "first_name", "last_name", "pk"
    )


def stood_in_for(user: User, day: dt.date) -> QuerySet[Absence]:
    """The absences of colleagues that this person bridges on a day."""
    return Absence.objects.filter(stands_in=user, from_on__lte=day, until_on__gte=day)
