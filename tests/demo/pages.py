"""The pages and parts of pages that people read, by the name of their address."""

from collections.abc import Callable, Iterator

from django.urls import URLPattern, get_resolver, reverse

from collections_app.communications.models import Communication
from collections_app.communications.shipped import shipped_wordings
from collections_app.customers.models import Contact, Customer
from collections_app.dunning.models import Notice
from collections_app.payments.models import Payment

NEED_MORE = {  # than the demo has
    "customers:attachment",
    "imports:upload",
    "imports:upload_refused",
    "imports:detail",
    "imports:refused",
    "policy:message",
    "customers:copy",
    "print_runs:manifest",
    "print_runs:letter",
    "settings:logo",
    "export",
    "export_file",
}


FIGURES = ("open", "late_30", "on_ladder", "late", "levels", "promises", "causes", "months")


def _each(name: str, model: type, **conditions: object) -> list[str]:
    rows = model.objects.filter(**conditions).order_by("pk")
    return [reverse(name, args=[id]) for id in rows.values_list("pk", flat=True)]


def _of_contacts(name: str) -> list[str]:
    rows = Contact.objects.order_by("pk")[:20]
    return [f"{reverse(name, args=[one.customer_id])}?who={one.pk}" for one in rows]


def _wordings() -> list[tuple[str, str, str]]:
    """One language is enough: they share their queries."""
    return [
        (one.key, one.channel, one.language) for one in shipped_wordings() if one.language == "de"
    ]


SAMPLES: dict[str, Callable[[str], list[str]]] = {
    "customers:index": lambda name: [reverse(name), f"{reverse(name)}?q=a"],
    "customers:detail": lambda name: _each(name, Customer),
    "customers:history": lambda name: _each(name, Customer),
    "customers:contact": _of_contacts,
    "customers:here": lambda name: _each(name, Customer)[:20],
    "customers:going_mail": lambda name: _each(name, Communication, channel="email")[:20],
    "customers:look": lambda name: _each(name, Customer),
    "customers:going": lambda name: _each(name, Notice)[-20:],
    "customers:changes": lambda name: _each(name, Customer)[:30],
    "customers:chronology": lambda name: _each(name, Customer)[:30],
    "customers:page": lambda name: _each(name, Customer)[:60],
    "customers:page_look": lambda name: _each(name, Customer)[:2],
    "customers:next": lambda name: _each(name, Customer)[:20],
    "customers:begin_mail": lambda name: _each(name, Customer)[:30],
    "customers:decisions": lambda name: _each(name, Customer)[:30],
    "communications:record": lambda name: _each(name, Communication)[:60],
    "communications:html": lambda name: _each(name, Communication, channel="email")[:20],
    "communications:letter": lambda name: _each(name, Communication, channel="letter")[:20],
    "inbox:answer": lambda name: _each(name, Communication, purpose="reply"),
    "review:begin_change": lambda name: _each(name, Communication, state="waiting"),
    "payments:choose": lambda name: _each(name, Payment, unapplied__gt=0)[:20],
    "wordings:editor": lambda name: [reverse(name, args=one) for one in _wordings()],
    "wordings:compare": lambda name: [reverse(name, args=[*one, 0]) for one in _wordings()],
    "dashboard:page": lambda name: [reverse(name), f"{reverse(name)}?currency=JPY&figure=dso"],
    "dashboard:rows": lambda name: [reverse(name, args=[one]) for one in FIGURES],
    "dashboard:download": lambda name: [reverse(name, args=[one]) for one in FIGURES],
    "queue": lambda name: [reverse(name), f"{reverse(name)}?kind=calls&whose=mine"],
}


def names_read() -> list[str]:
    """Of every page that is for reading; the others are counted where their rows are made."""
    return [name for name in _names(get_resolver()) if name not in NEED_MORE]


def _names(resolver: object, space: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:  # type: ignore[attr-defined]
        if not isinstance(one, URLPattern):
            yield from _names(one, f"{one.namespace}:" if one.namespace else space)
        elif getattr(one.callback, "permission", "") in ("read", "oversee"):
            yield f"{space}{one.name}"


def addresses(name: str) -> list[str]:
    """Where to look; a name that needs an argument says above which rows it is about."""
    sample = SAMPLES.get(name, lambda name: [reverse(name)])
    return sample(name)
