"""The wording that an address names."""

from django.http import Http404

from collections_app.communications.shipped import ShippedWording, shipped_wordings


def place_of(key: str, channel: str, language: str) -> ShippedWording:
    """What shipped there, or 404."""
    wanted = (key, channel, language)
    for one in shipped_wordings():
        if (one.key, one.channel, one.language) == wanted:
            return one
    raise Http404("No such wording.")
