"""What is said where a page could not be made; to customers in words of theirs."""

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from collections_app.web.customer_page import is_customer_page, refuse


def failed(request: HttpRequest) -> HttpResponse:
    """The fault is logged by then."""
    if is_customer_page(request):
        return refuse(request, "broken", status=500)
    return server_error(request)
