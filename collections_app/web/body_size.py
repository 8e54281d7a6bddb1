"""How large a request says that it is, before any of it is read."""

from django.http import HttpRequest, HttpResponse


def refused_for_size(request: HttpRequest, most_bytes: int) -> HttpResponse | None:
    """None where it may be read; what is no number of bytes is no request."""
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return HttpResponse(status=400)
    if size < 0:
        return HttpResponse(status=400)
    return HttpResponse(status=413) if size > most_bytes else None
