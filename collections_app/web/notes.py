"""Notes are written and taken off the top of the page; replies are ticked off."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from collections_app.communications.choices import Channel
from collections_app.desk.answers import mark_answered
from collections_app.desk.notes import unpin_note, write_note
from collections_app.web.access import Request, get_communication, get_customer, user_of, works
from collections_app.web.customers import answer, refuse
from collections_app.web.forms import NoteForm


@works
def write(request: Request, id: int) -> HttpResponse:
    customer = get_customer(request, id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return refuse(request, customer, "note", form)
    note = form.cleaned_data
    write_note(
        customer=customer,
        text=note["text"],
        is_pinned=note["is_pinned"],
        once=note["once"],
        by=user_of(request).actor,
        at=timezone.now(),
    )
    return answer(request, customer, "Note written." if not note["is_pinned"] else "Note pinned.")


@works
def unpin(request: Request, id: Any) -> HttpResponse:
    note = get_communication(request, id, channel=Channel.NOTE)
    unpin_note(note=note, by=user_of(request).actor, at=timezone.now())
    customer = get_customer(request, note.customer_id)
    return answer(request, customer, "Note unpinned. It stays in the history.")


@works
def answered(request: Request, id: int) -> HttpResponse:
    """What the customer wrote has its answer."""
    customer = get_customer(request, id)
    mark_answered(customer=customer, by=user_of(request).actor, at=timezone.now())
    return answer(request, customer, "Ticked off: the reply is answered.")
