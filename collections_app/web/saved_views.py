"""Views of the queue and of the history that a person keeps."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from collections_app.reports.contact_history import Asked
from collections_app.reports.filters import Filters
from collections_app.reports.models import Viewed
from collections_app.reports.saved_views import CannotSaveView, save_view
from collections_app.web.access import Request, sets_up_own, user_of
from collections_app.web.forms import ViewForm


@sets_up_own
def keep(request: Request, page: str) -> HttpResponse:
    """The page as the address has it, under a name."""
    if page not in Viewed.values:
        raise Http404("No views of that page.")
    form, query = ViewForm(request.POST), _query(page, request.GET)
    if not form.is_valid():
        messages.error(request, str(form.errors["name"][0]))
        return _back(request, page)
    try:
        view = save_view(
            user=user_of(request), page=page, name=form.cleaned_data["name"], query=query
        )
    except CannotSaveView as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{view}” is kept on top of the {page}.")
    return _back(request, page)


@sets_up_own
def forget(request: Request, id: int) -> HttpResponse:
    view = get_object_or_404(user_of(request).saved_views, pk=id)
    view.delete()
    messages.success(request, f"“{view}” is forgotten.")
    return _back(request, view.page)


def _query(page: str, asked: QueryDict) -> str:
    """What nobody knows is not kept."""
    return Asked.read(asked).query if page == Viewed.HISTORY else Filters.read(asked).query


def _back(request: Request, page: str) -> HttpResponse:
    company = request.GET.get("company", "")
    parts = [urlencode({"company": company}) if company else "", _query(page, request.GET)]
    query = "&".join(filter(None, parts))
    return redirect(f"{reverse(page)}?{query}" if query else page)
