"""One address, two sizes: the whole page, or the part that htmx asks for."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from collections_app.web.access import Request


def show(
    request: Request, page: str, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The fragment where htmx asks for it; going back in the browser needs the page again."""
    name = fragment if is_part(request) else page
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part of the page that it has."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def is_beside_acts(request: Request, customer_id: int) -> bool:
    """Whether a part goes into the customer's own page, where one can act."""
    page = request.htmx.current_url_abs_path or ""
    return page.partition("?")[0] == reverse("customers:detail", args=[customer_id])
