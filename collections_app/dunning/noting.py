"""What was planned becomes rows: a notice and its lines, the lines of a call round."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collections_app.dunning.choices import NoticeState
from collections_app.dunning.facts import Line, PlannedNotice
from collections_app.dunning.models import Notice, NoticeLine
from collections_app.lib.copying import copy_new, copy_values


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose plan it is: a walk's, or a person's."""

    company_id: int
    day: dt.date
    mode: str
    run_id: int | None = None
    sent_by: str = ""


def store_notices(planned: Mapping[int, PlannedNotice], *, of: Origin) -> list[Notice]:
    """Store the notices planned by customer id, with their lines."""
    notices = [notice_row(id, notice, of) for id, notice in planned.items()]
    copy_new(notices, keys=True)
    copy_values(
        NoticeLine,
        (
            line_values(line, of, notice_id=stored.pk)
            for stored, notice in zip(notices, planned.values(), strict=True)
            for line in notice.lines
        ),
    )
    return notices


def notice_row(customer_id: int, notice: PlannedNotice, of: Origin) -> Notice:
    return Notice(
        company_id=of.company_id,
        customer_id=customer_id,
        run_id=of.run_id,
        level=notice.rung.key,
        track=notice.rung.track,
        rank=notice.rung.rank,
        wording=notice.wording,
        wording_rank=notice.wording_rank,
        opens_with_thanks=notice.opens_with_thanks,
        day=of.day,
        mode=of.mode,
        channel=notice.channel,
        state=NoticeState.PLANNED,
        is_automatic=notice.is_automatic,
        sent_by=of.sent_by,
        reason={"approval": notice.approval} if notice.approval else {},
    )


def line_values(line: Line, origin: Origin, **of: Any) -> dict[str, Any]:
    """What is stored of a line; `of` says on which notice it stands or in which round."""
    return of | {
        "invoice_id": line.invoice_id,
        "mode": origin.mode,
        "episode": line.episode,
        "level": line.level,
        "rank": line.rank,
        "balance": line.balance,
        "demanded": line.demanded,
        "pay_by": line.pay_by,
        "released": line.released,
        "on_day": origin.day,
    }
