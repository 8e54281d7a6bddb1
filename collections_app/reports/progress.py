"""What a person did today: the customers with whom they had to do."""

import datetime as dt

from django.db.models import QuerySet

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.users.models import PERSON, User

DONE = "done"


def done_today(company: Company, *, user: User, day: dt.date) -> QuerySet[Communication]:
    """What they said, wrote and noted on that day of the company, to be counted by customer."""
    begins = dt.datetime.combine(day, dt.time(), company.zone)
    return Communication.objects.filter(
        company=company,
        by=user.actor,
        by__startswith=PERSON,  # the index holds no machine's
        created_at__gte=begins,
    )
