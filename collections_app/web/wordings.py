"""Wordings: what each level says on each channel in each language, and its editor."""

import datetime as dt
from typing import Any

from babel import Locale
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from collections_app.communications.differences import difference
from collections_app.communications.drafting import (
    CannotAvoid,
    CannotPublish,
    CannotSave,
    Overtaken,
    allow_word,
    avoid_word,
    discard_draft,
    go_back,
    publish_draft,
    save_draft,
)
from collections_app.communications.models import AvoidedWord
from collections_app.communications.placeholders import LISTS, MEANINGS
from collections_app.communications.shipped import ShippedWording, shipped_wordings
from collections_app.companies.models import Company
from collections_app.lib.languages import SPOKEN
from collections_app.reports.wordings import Version, last_of, rows_of, whole, written_of
from collections_app.users.rules import can_work
from collections_app.web.access import Request, companies_of, reads, steers, user_of, works
from collections_app.web.fragments import show
from collections_app.web.frame import company_of, frame_of
from collections_app.web.wording_looks import Typed, looked_at
from collections_app.web.wording_places import place_of

LANGUAGES = {one: Locale(one).english_name for one in SPOKEN}
EDITOR, EDITOR_PART = "wordings/editor.html", "wordings/_editor.html"


@reads
def index(request: Request) -> HttpResponse:
    """Levels by channel and language with the state of each, and the company's own words."""
    return render(request, "wordings/index.html", _index(request, company_of(request)))


@works
def avoid(request: Request) -> HttpResponse:
    """Put a word on the company's list."""
    company, language = company_of(request), request.POST.get("language", "")
    if language not in SPOKEN:
        raise Http404("No such language.")
    word, instead = request.POST.get("word", "")[:60], request.POST.get("instead", "")[:200]
    by, at = user_of(request).actor, timezone.now()
    try:
        avoid_word(company=company, language=language, word=word, instead=instead, by=by, at=at)
        messages.success(request, f"“{word.strip()}” is found in every {LANGUAGES[language]} text.")
    except CannotAvoid as error:
        messages.error(request, str(error))
    return _words(request, company)


@works
def allow(request: Request, id: int) -> HttpResponse:
    """Take a word off the list."""
    own = AvoidedWord.objects.filter(company__in=companies_of(request))
    avoided = get_object_or_404(own.select_related("company"), pk=id)
    allow_word(avoided=avoided, by=user_of(request).actor, at=timezone.now())
    messages.success(request, f"“{avoided.word}” is off the list.")
    return _words(request, avoided.company)


@reads
def editor(request: Request, key: str, channel: str, language: str) -> HttpResponse:
    """The draft, or what holds; beside it how it is said, below it the versions."""
    company, place = company_of(request), place_of(key, channel, language)
    return show(request, EDITOR, EDITOR_PART, _editor(request, company, place))


@reads
def compare(request: Request, key: str, channel: str, language: str, version: int) -> HttpResponse:
    """What the draft, or what holds, says differently from a version."""
    company, place = company_of(request), place_of(key, channel, language)
    context = _editor(request, company, place)
    other = _version(context["versions"], version)
    typed: Typed = context["typed"]
    context |= {
        "other": other,
        "pieces": difference(other.whole, whole(typed.subject, typed.body)),
    }
    return show(request, EDITOR, "wordings/_difference.html", context)


@works
def save(request: Request, key: str, channel: str, language: str) -> HttpResponse:
    """Keep the draft; names that do not exist are refused, all else is told."""
    company, place = company_of(request), place_of(key, channel, language)
    typed = Typed.of(request)
    try:
        _save(request, company, place, typed)
        messages.success(request, "The draft is saved. Nothing is written with it yet.")
    except CannotSave as error:
        return _refused(request, company, place, typed, error)
    return _shown(request, company, place)


@steers
def publish(request: Request, key: str, channel: str, language: str) -> HttpResponse:
    """Save what is typed and let it hold from now on, or neither."""
    company, place = company_of(request), place_of(key, channel, language)
    typed = Typed.of(request)
    by, at = user_of(request).actor, timezone.now()
    try:
        with transaction.atomic():
            _save(request, company, place, typed)
            version = publish_draft(company=company, place=place, by=by, at=at)
        messages.success(request, f"Version {version.version} holds for what is written now.")
    except CannotSave as error:
        return _refused(request, company, place, typed, error)
    return _shown(request, company, place)


@works
def discard(request: Request, key: str, channel: str, language: str) -> HttpResponse:
    """Forget the draft."""
    company, place = company_of(request), place_of(key, channel, language)
    discard_draft(company=company, place=place, by=user_of(request).actor, at=timezone.now())
    messages.success(request, "The draft is gone. What holds stays.")
    return _shown(request, company, place)


@steers
def back(request: Request, key: str, channel: str, language: str, version: int) -> HttpResponse:
    """Publish anew what an older version said."""
    company, place = company_of(request), place_of(key, channel, language)
    old = _version(written_of(company, place).versions, version)
    to = ShippedWording(place.key, place.channel, place.language, old.subject, old.body)
    by, at = user_of(request).actor, timezone.now()
    try:
        new = go_back(company=company, place=place, to=to, back_to=version, by=by, at=at)
        messages.success(request, f"Version {new.version} says what {_name(old)} said.")
    except CannotPublish as error:
        why = " ".join(one.says for one in error.findings if one.stops)
        messages.error(request, f"{error} {why}".strip())
    return _shown(request, company, place)


def _save(request: Request, company: Company, place: ShippedWording, typed: Typed) -> None:
    save_draft(
        company=company,
        place=place,
        subject=typed.subject,
        body=typed.body,
        seen_at=_moment(request.POST.get("seen_at", "")),
        by=user_of(request).actor,
        at=timezone.now(),
    )


def _moment(said: str) -> dt.datetime | None:
    try:
        return parse_datetime(said) if said else None
    except ValueError:
        raise Http404("No such moment.") from None


def _version(versions: list[Version], number: int) -> Version:
    found = next((one for one in versions if one.number == number), None)
    if found is None:
        raise Http404("No such version.")
    return found


def _name(version: Version) -> str:
    return f"version {version.number}" if version.number else "the text that shipped"


def _refused(
    request: Request, company: Company, place: ShippedWording, typed: Typed, error: CannotSave
) -> HttpResponse:
    """The page with what was typed and why it was not taken; it has seen no more than before."""
    seen_at = _moment(request.POST.get("seen_at", ""))
    context = _editor(request, company, place, typed)
    context |= {"refusal": str(error), "changed_at": seen_at}
    if isinstance(error, Overtaken):
        theirs = last_of(written_of(company, place))
        mine = typed.wording(place)
        context |= {
            "theirs": theirs,
            "pieces": difference(theirs.whole, whole(mine.subject, mine.body.strip("\n"))),
        }
    return show(request, EDITOR, EDITOR_PART, context, status=422)


def _shown(request: Request, company: Company, place: ShippedWording) -> HttpResponse:
    if not request.htmx:
        path = reverse("wordings:editor", args=[place.key, place.channel, place.language])
        return redirect(f"{path}?company={company.pk}")
    return render(request, EDITOR_PART, _editor(request, company, place))


def _words(request: Request, company: Company) -> HttpResponse:
    if not request.htmx:
        return redirect(f"{reverse('wordings:index')}?company={company.pk}#own-words")
    return render(request, "wordings/_words.html", _index(request, company))


def _index(request: Request, company: Company) -> dict[str, Any]:
    return {
        "frame": frame_of(request, company),
        "can_work": can_work(user_of(request).role),
        "levels": rows_of(company),
        "languages": LANGUAGES,
        "words": company.avoided_words.order_by("language", "word"),
    }


def _editor(
    request: Request, company: Company, place: ShippedWording, typed: Typed | None = None
) -> dict[str, Any]:
    written = written_of(company, place)
    held = written.draft or written.versions[0]
    on = request.POST.get("on") or request.GET.get("on", "")
    shown = typed or Typed(held.subject, held.body, on)
    frame = frame_of(request, company)
    return {
        "frame": frame,
        "can_work": can_work(user_of(request).role),
        "can_steer": frame.can_steer,
        "place": place,
        "language": LANGUAGES[place.language],
        "others": [one for one in shipped_wordings() if one.key == place.key],
        "draft": written.draft,
        "changed_at": written.changed_at,
        "versions": written.versions,
        "typed": shown,
        "placeholders": MEANINGS,
        "lists": LISTS,
    } | looked_at(company, place, shown, day=frame.day)
