"""A company's wordings at a glance: each level by channel and language, and its versions."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from collections_app.communications.drafting import changed_at
from collections_app.communications.models import DRAFT, Wording
from collections_app.communications.shipped import ShippedWording, shipped_wordings
from collections_app.communications.tone.lists import stages
from collections_app.companies.models import Company
from collections_app.lib.languages import SPOKEN
from collections_app.reports.chronology import actor_names


@dataclass(frozen=True)
class Cell:
    """One wording: what holds, and whether a draft waits."""

    place: ShippedWording
    held: Wording | None  # the company's own
    draft: Wording | None


@dataclass(frozen=True)
class Row:
    """A level on a channel, in every language."""

    key: str
    channel: str
    cells: list[Cell]


def rows_of(company: Company) -> dict[str, list[Row]]:
    """By level in the order of the ladder."""
    own = _own(company)
    order = list(stages())
    shipped = sorted(shipped_wordings(), key=lambda one: order.index(one.key))
    return {
        key: list(_rows(key, places, own))
        for key, places in groupby(shipped, key=attrgetter("key"))
    }


def _rows(
    key: str, places: Iterable[ShippedWording], own: Mapping[tuple, Wording]
) -> Iterator[Row]:
    by_channel: dict[str, dict[str, ShippedWording]] = {}
    for one in places:
        by_channel.setdefault(one.channel, {})[one.language] = one
    for channel, places_of in by_channel.items():
        yield Row(key, channel, [_cell(places_of[language], own) for language in SPOKEN])


def _cell(place: ShippedWording, own: Mapping[tuple, Wording]) -> Cell:
    where = (place.key, place.channel, place.language)
    return Cell(place, own.get((*where, False)), own.get((*where, True)))


def _own(company: Company) -> dict[tuple, Wording]:
    """The company's last version at each place, and its draft there."""
    rows = Wording.objects.filter(company=company).defer("body").order_by("version")
    return {(one.key, one.channel, one.language, one.version == DRAFT): one for one in rows}


@dataclass(frozen=True)
class Version:
    """One version as a list shows it; what shipped has no people and no day."""

    number: int  # 0: as it shipped
    subject: str
    body: str
    by: str = ""
    at: dt.datetime | None = None
    holds: bool = False

    @property
    def whole(self) -> str:
        return whole(self.subject, self.body)


def whole(subject: str, body: str) -> str:
    """Subject and text in one, to be compared."""
    return f"{subject}\n\n{body}" if subject else body


@dataclass(frozen=True)
class Written:
    """All that was written at a place: the draft, and the versions, the newest first."""

    draft: Wording | None
    versions: list[Version]
    changed_at: dt.datetime | None


def written_of(company: Company, place: ShippedWording) -> Written:
    """What shipped is the last of the versions."""
    rows = Wording.objects.filter(
        company=company, key=place.key, channel=place.channel, language=place.language
    ).order_by("-version")
    draft, published = None, []
    for one in rows:
        if one.is_draft:
            draft = one
        else:
            published.append(one)
    shipped = Version(0, place.subject, place.body.strip("\n"), holds=not published)
    return Written(draft, [*_versions(published), shipped], changed_at(rows))


def last_of(written: Written) -> Version:
    """The draft or the version, whichever was written last."""
    draft, held = written.draft, written.versions[0]
    if draft is None or (held.at and draft.written_at and held.at > draft.written_at):
        return held
    by = actor_names({draft.written_by})[draft.written_by]
    return Version(DRAFT, draft.subject, draft.body, by, draft.written_at)


def _versions(published: Sequence[Wording]) -> Iterator[Version]:
    names = actor_names({one.published_by for one in published}) if published else {}
    for index, one in enumerate(published):
        yield Version(
            number=one.version,
            subject=one.subject,
            body=one.body,
            by=names[one.published_by],
            at=one.published_at,
            holds=index == 0,
        )
