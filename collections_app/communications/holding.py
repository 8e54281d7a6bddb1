"""Which version of a wording holds for a company: its own last one, else the one that shipped."""

from collections.abc import Mapping
from functools import cached_property

from django.db.models import Q

from collections_app.communications.models import Wording
from collections_app.communications.shipped import (
    ShippedWording,
    shipped_wording,
    shipped_wordings,
    words_on,
)

Place = tuple[bool, str, str, str]  # whether it is the company's own; key, channel, language
Latest = Mapping[Place, Wording]


class Wordings:
    """What holds for one company, read once for however many messages are written."""

    def __init__(self, company_id: int, *keys: str) -> None:
        """All of them, or for a page that needs a few those `keys` alone."""
        self.company_id = company_id
        self.keys = keys or tuple({one.key for one in shipped_wordings()})

    def on(self, channel: str, key: str, language: str) -> Wording:
        """What says `key` on a channel: its own words there, or those that serve all levels."""
        return self.of(words_on(channel, key), channel, language)

    def of(self, key: str, channel: str, language: str) -> Wording:
        """The version to write with; LookupError where nothing says this on that channel."""
        shipped = shipped_wording(key, channel, language)
        own = self.latest.get(_place(shipped, is_own=True))
        return own or self.latest[_place(shipped)]

    def read(self) -> None:
        """Read them now: before a transaction that may be rolled back, with what this stores."""
        _ = self.latest

    @cached_property
    def latest(self) -> Latest:
        """Read with the first use; a text that shipped anew becomes a version then."""
        latest = self._latest()
        shipped = [one for one in shipped_wordings() if one.key in self.keys]
        new = [row for one in shipped for row in _new_version(one, latest)]
        if new:
            Wording.objects.bulk_create(new, ignore_conflicts=True)
            latest = self._latest()
        return latest

    def _latest(self) -> Latest:
        rows = Wording.objects.filter(
            Q(company__isnull=True) | Q(company=self.company_id, published_at__isnull=False),
            key__in=self.keys,
        )
        return {
            (one.company_id is not None, one.key, one.channel, one.language): one
            for one in rows.order_by("version")
        }


def _new_version(shipped: ShippedWording, latest: Latest) -> list[Wording]:
    """One where the text is not that of the latest version."""
    stored = latest.get(_place(shipped))
    if stored and (stored.subject, stored.body) == (shipped.subject, shipped.body):
        return []
    return [
        Wording(
            key=shipped.key,
            channel=shipped.channel,
            language=shipped.language,
            version=stored.version + 1 if stored else 1,
            subject=shipped.subject,
            body=shipped.body,
        )
    ]


def _place(shipped: ShippedWording, *, is_own: bool = False) -> Place:
    return is_own, shipped.key, shipped.channel, shipped.language
