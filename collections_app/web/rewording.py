"""Review: the text of one message that waits is changed before it is approved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django_htmx.http import reswap, retarget

from collections_app.communications.choices import State
from collections_app.communications.models import Communication
from collections_app.dunning.rewording import CannotReword, reword, rewording_of, unword
from collections_app.reports.chronology import title_of
from collections_app.web.access import Request, approves, get_communication, reads, user_of
from collections_app.web.fragments import show
from collections_app.web.frame import frame_of, working_day
from collections_app.web.review import answer

FORM = "review/_change.html"


@reads
def begin(request: Request, id: Any) -> HttpResponse:
    """The text as it stands, to be changed."""
    return _show(request, _waiting(request, id))


@approves
def change(request: Request, id: Any) -> HttpResponse:
    """It goes in these words; what stops them is said beside them."""
    communication = _waiting(request, id)
    subject, body = request.POST.get("subject", ""), request.POST.get("body", "")
    try:
        advice = reword(
            communication=communication,
            subject=subject,
            body=body,
            on=working_day(communication.company),
            by=user_of(request).actor,
            at=timezone.now(),
        )
    except CannotReword as error:
        context = {"refusal": str(error), "findings": error.findings, "stops": True}
        response = _show(request, communication, typed=(subject, body), context=context)
        return reswap(retarget(response, f"#change-{communication.pk}"), "innerHTML")
    messages.success(request, f"The text to {communication.customer} is changed.")
    for one in advice:
        messages.info(request, f"{one.says} {one.suggestion}")
    return answer(request, communication.company)


@approves
def take_back(request: Request, id: Any) -> HttpResponse:
    """It says again what its wording says."""
    communication = _waiting(request, id)
    on, by = working_day(communication.company), user_of(request).actor
    try:
        unword(communication=communication, on=on, by=by, at=timezone.now())
        messages.success(request, f"The text to {communication.customer} is the wording's again.")
    except CannotReword as error:
        messages.error(request, str(error))
    return answer(request, communication.company)


def _waiting(request: Request, id: Any) -> Communication:
    communication = get_communication(request, id, notice_message__isnull=False)
    if communication.state != State.WAITING:
        raise Http404("It waits no more.")
    return communication


def _show(
    request: Request,
    communication: Communication,
    *,
    typed: tuple[str, str] | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    found = rewording_of(communication)
    words = found.worded(*typed) if typed else found.now
    shown = {
        "frame": frame_of(request, communication.company),
        "one": communication,
        "title": title_of(communication),
        "wording": found.draft.wording,
        "words": words,
        "findings": found.findings(words),
    } | (context or {})
    status = 422 if context else 200
    return show(request, "review/change.html", FORM, shown, status=status)
