"""Nobody collides: an act on a page that others have overtaken is refused once, with what they did.

The page keeps all that was typed: only the part that tells of others is replaced. What it says was
read then, and a second press counts.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any

from django.db.models import BigAutoField
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_htmx.http import reswap, retarget

from collections_app.customers.models import Customer
from collections_app.lib.given import Given
from collections_app.lib.together import Question
from collections_app.reports.changes import Change, changes_since
from collections_app.tasks.taking import Taken
from collections_app.users.models import User

View = Callable[..., HttpResponseBase]


def heeds_news(view: View) -> View:
    """Pages say what they show as `seen`: a customer and since when."""

    @wraps(view)
    def heeding(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        customer, since = _seen(request)
        if customer is None or since is None:
            return view(request, *args, **kwargs)
        news = changes_since(customer, since=since, but_by=_person(request).actor)
        if not news:
            return view(request, *args, **kwargs)
        told = here_of(customer, news=news, seen=timezone.now()) | {"is_refused": True}
        refused = render(request, "customers/_here.html", told, status=422)
        return reswap(retarget(refused, "#here"), "outerHTML")

    return heeding


def here_of(
    customer: Customer,
    *,
    news: Sequence[Change] = (),
    holder: Taken | None = None,
    seen: dt.datetime,
) -> dict[str, Any]:
    """Who else is on the customer, and what others did since `seen`."""
    return {"customer": customer, "news": news, "holder": holder, "seen": seen.isoformat()}


def _seen(request: HttpRequest) -> tuple[Customer | None, dt.datetime | None]:
    """Only of a customer of one's own companies."""
    id, _, moment = request.POST.get("seen", "").partition("@")
    if not id.isdecimal():
        return None, None
    own = _about_customer().ask(user=_person(request).pk, customer=int(id))["customer"]
    return next(iter(own), None), seen_at(moment)


@cache
def _about_customer() -> Question:
    user, id = Given("user", BigAutoField()), Given("customer", BigAutoField())
    of_user = Customer.objects.filter(company__users=user, pk=id)
    return Question({"customer": of_user.select_related("company")})


def seen_at(text: str) -> dt.datetime | None:
    """None where it is no moment of ours."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the middleware lets nobody else pass
    return request.user
