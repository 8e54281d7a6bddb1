"""The page for customers: what is open, how to pay it, five answers, behind the link of a mail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_http_methods, require_safe

from collections_app.communications.models import PageLink
from collections_app.communications.pages import link_named
from collections_app.communications.phrases import page as words_in
from collections_app.companies.models import Company
from collections_app.invoices.models import Invoice
from collections_app.lib.files import file_name, read
from collections_app.lib.languages import SPOKEN, spoken
from collections_app.lib.tokens import hash_of
from collections_app.replies.page_answers import PageAnswer, TooMany, take_answer
from collections_app.web.access import Request, get_customer, reads
from collections_app.web.account import AccountPage
from collections_app.web.behind_a_link import opened_by_link
from collections_app.web.body_size import refused_for_size
from collections_app.web.floods import is_too_often
from collections_app.web.frame import working_day
from collections_app.web.log_in import address_of
from collections_app.web.page_forms import FORMS, PageForm

MOST_BYTES = 64 * 1024
MOST_BY_LINK = 60  # requests in a minute; a look at the page takes three
MOST_BY_ADDRESS = 240
PAGE = "customer_page/page.html"

View = Callable[..., HttpResponse]


def with_link(view: View) -> View:
    """The view is given the link that the address names; the same words for all that opens none."""

    @wraps(view)
    def found(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        if refused := refused_for_size(request, MOST_BYTES) or _slowed_down(request, token):
            return refused
        link = link_named(token, at=timezone.now())
        return _gone(request) if link is None else view(request, link, token, **named)

    return opened_by_link(found)


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, link: PageLink, token: str) -> HttpResponse:
    """The account as it stands now. Looking changes nothing: mail programs look too."""
    shown = _page_of(request, link)
    if request.method == "POST":
        return _answered(request, link, token, shown)
    return _show(request, link, token, shown)


@with_link
@require_safe
def copy(request: HttpRequest, link: PageLink, token: str, id: int) -> HttpResponse:
    """The copy of an open invoice of theirs."""
    theirs = Invoice.objects.filter(customer=link.communication.customer, balance__gt=0)
    invoice = theirs.filter(pk=id).exclude(file="").first()
    if invoice is None:
        return _gone(request)
    headers = {"Content-Disposition": f'attachment; filename="{file_name(invoice.number)}.pdf"'}
    content = read(str(invoice.file))
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@with_link
@require_safe
def logo(request: HttpRequest, link: PageLink, token: str) -> HttpResponse:
    company = _company(link)
    if not company.logo:
        return _gone(request)
    return HttpResponse(read(company.logo), content_type="image/png")


@with_link
@require_safe
def look(request: HttpRequest, link: PageLink, token: str) -> HttpResponse:
    return look_of(_company(link))


@reads
def for_colleagues(request: Request, id: int) -> HttpResponse:
    """The page as this customer sees it today; a colleague answers nothing for them."""
    customer = get_customer(request, id)
    company = customer.company
    language = _asked_language(request, customer.language or company.language)
    shown = AccountPage(customer, working_day(company), language)
    context = shown.context | {
        "answers": _forms(shown),
        "look_at": reverse("customers:page_look", args=[customer.pk]),
        "logo_at": reverse("settings:logo", args=[company.pk]),
        "is_looked_at": True,
    }
    return render(request, PAGE, context)


@reads
def look_for_colleagues(request: Request, id: int) -> HttpResponse:
    return look_of(get_customer(request, id).company)


def look_of(company: Company) -> HttpResponse:
    """The company's colour as a stylesheet, since pages carry no styles of their own.

    It was checked to be one, and to be read on white; by night it is mixed with white.
    """
    by_night = f"color-mix(in oklab, {company.colour} 40%, white)"
    by_day_and_night = f"light-dark({company.colour}, {by_night})"
    said = f":root {{ --own-fill: {company.colour}; --own: {by_day_and_night}; }}"
    return HttpResponse(said, content_type="text/css")


def _company(link: PageLink) -> Company:
    company: Company = link.communication.customer.company
    return company


def _slowed_down(request: HttpRequest, token: str) -> HttpResponse | None:
    """None while neither this link nor whoever asks comes too often."""
    if not (
        is_too_often(f"link:{hash_of(token)}", most=MOST_BY_LINK)
        or is_too_often(f"address:{address_of(request)}", most=MOST_BY_ADDRESS)
    ):
        return None
    return refuse(request, "slowly", status=429)


def _gone(request: HttpRequest) -> HttpResponse:
    return refuse(request, "gone", status=404)


def is_customer_page(request: HttpRequest) -> bool:
    found = request.resolver_match
    return found is not None and "customer_page" in found.namespaces


def refuse(request: HttpRequest, kind: str, *, status: int) -> HttpResponse:
    """In the language that was picked, else the browser's: whose page it is, nobody knows here."""
    language = _asked_language(request, spoken(get_language_from_request(request)))
    words = words_in(language)
    said = {"language": language, "title": words[kind], "why": words[f"{kind}_why"]}
    return render(request, "customer_page/refused.html", said, status=status)


def _page_of(request: HttpRequest, link: PageLink) -> AccountPage:
    customer = link.communication.customer
    language = _asked_language(request, link.communication.language)
    return AccountPage(customer, working_day(customer.company), language)


def _asked_language(request: HttpRequest, otherwise: str) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in SPOKEN else otherwise


def _forms(shown: AccountPage, *, typed: PageForm | None = None) -> list[PageForm]:
    return [typed if isinstance(typed, one) else _form(one, shown) for one in FORMS]


def _form(kind: type[PageForm], shown: AccountPage, data: QueryDict | None = None) -> PageForm:
    return kind(
        data,
        say=shown.say,
        words=shown.words,
        open_ones=[*shown.account.overdue, *shown.account.ahead],
        asked=shown.account.asked,
        auto_id=f"{kind.chosen}-%s",
    )


def _answered(request: HttpRequest, link: PageLink, token: str, shown: AccountPage) -> HttpResponse:
    """Read once more before it counts; then thanks, on the page as it is after it."""
    kind = next((one for one in FORMS if one.chosen == request.POST.get("answer")), None)
    if kind is None:
        return _show(request, link, token, shown, status=422)
    form = _form(kind, shown, request.POST)
    if not form.is_valid():
        return _show(request, link, token, shown, typed=form, status=422)
    if "change" in request.POST:
        return _show(request, link, token, shown, typed=form)
    if "confirmed" not in request.POST:
        context = _context(link, token, shown) | {"form": form}
        return render(request, "customer_page/confirm.html", context)
    answer = PageAnswer(kind.chosen, form.reply(), form.cleaned_data["once"], form.told())
    try:
        take_answer(link=link, answer=answer, at=timezone.now())
    except TooMany:
        form.add_error(None, shown.words["too_many"])
        return _show(request, link, token, shown, typed=form, status=429)
    query = {"told": kind.chosen, "language": shown.language}
    return redirect(reverse("customer_page:page", args=[token], query=query))


def _show(
    request: HttpRequest,
    link: PageLink,
    token: str,
    shown: AccountPage,
    *,
    typed: PageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(link, token, shown) | {
        "answers": _forms(shown, typed=typed),
        "opened": typed.chosen if typed else request.GET.get("answer", ""),
        "told": shown.saying("told", name=shown.facts.clerk["name"])
        if request.GET.get("told")
        else "",
    }
    return render(request, PAGE, context, status=status)


def _context(link: PageLink, token: str, shown: AccountPage) -> dict[str, Any]:
    until = shown.say.day(_company(link).day_of(link.expires_at))
    return shown.context | {
        "token": token,
        "look_at": reverse("customer_page:look", args=[token]),
        "logo_at": reverse("customer_page:logo", args=[token]),
        "yours_alone": shown.saying("yours_alone", day=until),
        "will_be_read": shown.saying("will_be_read", name=shown.facts.clerk["name"]),
    }
