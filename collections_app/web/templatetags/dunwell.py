"""Amounts, dates, moments and icons as every page shows them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import phonenumbers
from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from lucide.templatetags.lucide import lucide

from collections_app.communications.sms_text import segments
from collections_app.lib.dates import show_date
from collections_app.lib.languages import spoken
from collections_app.lib.money import show_amount
from collections_app.lib.texts import without_gaps
from collections_app.reports.chronology import title_of
from collections_app.reports.filters import as_query
from collections_app.reports.words import LANGUAGE, channel_name, level_name
from collections_app.tasks.choices import Kind as TaskKind

register = template.Library()
register.filter("level_name", level_name)
register.filter("spoken", spoken)
register.filter("channel_name", channel_name)
register.filter("title_of", title_of)
register.filter("without_gaps", without_gaps)

NEAR_DAYS = 6
ICONS = {
    "email": "mail",
    "sms": "message-square",
    "letter": "file-text",
    "voice": "volume-2",
    "call": "phone",
    "note": "sticky-note",
    "page": "mouse-pointer-click",
}
FLAGS = {  # kind of tag, icon
    "broken": ("late", "handshake"),
    "approval": ("need", "stamp"),
    "promised": ("on", "handshake"),
    "disputed": ("", "scale"),
}
ACTS = {  # icon, label
    TaskKind.CALL: ("phone", "Call"),
    TaskKind.FOLLOW_UP: ("calendar-check", "Follow up"),
    TaskKind.ANSWER: ("reply", "Answer"),
    TaskKind.ANSWER_DISPUTE: ("scale", "Answer dispute"),
    TaskKind.CREDIT_MISSING: ("scale", "Find credit note"),
    TaskKind.FIX_CONTACT: ("user-pen", "Fix contact"),
    TaskKind.MATCH_PAYMENT: ("banknote", "Match payment"),
    TaskKind.CLEAR_RESIDUAL: ("eraser", "Clear residual"),
    TaskKind.DECIDE: ("signpost", "Decide"),
    TaskKind.STOP_SUPPLY: ("octagon-pause", "Stop supply"),
    TaskKind.REVIEW_OLD_DEBT: ("eye", "Review old debt"),
    TaskKind.REVIEW_STANDING: ("eye", "Review standing"),
    TaskKind.REVIEW_NOTICE: ("eye", "Review notice"),
    TaskKind.FIND_MONEY: ("banknote", "Find payment"),
    "find_number": ("user-pen", "Find a number"),
    "approve": ("eye", "Review notice"),
    "open": ("arrow-right", "Open"),
}


@register.filter
def sms_size(text: str) -> str:
    """What a text costs: "2 segments, GSM-7"."""
    found = segments(text)
    return f"{found.count} segment{'' if found.count == 1 else 's'}, {found.encoding}"


@register.simple_tag
def amount(value: Decimal, currency: str) -> str:
    """1,200.00 with a small EUR behind it."""
    return format_html(
        '{}<span class="cur">{}</span>', show_amount(value, currency, LANGUAGE), currency
    )


@register.simple_tag
def bare(value: Decimal, currency: str) -> str:
    """1,200.00, where a heading names the currency."""
    return show_amount(value, currency, LANGUAGE)


@register.simple_tag
def keeping(query: str, **changes: str) -> str:
    """What stands in an address, with these changes; what is empty is left out."""
    return as_query(dict(parse_qsl(query)) | changes)


@register.simple_tag
def minus(value: Decimal, currency: str) -> str:
    """What is taken off, with a true minus sign."""
    return amount(-value, currency)


@register.filter
def rate(value: Decimal) -> str:
    """All its digits, without zeros behind them."""
    return f"{value.normalize():f}"


@register.filter
def isodate(value: dt.date | str | None) -> str:
    """A date as a date field keeps it; what was typed wrongly stays as it was typed."""
    return value.isoformat() if isinstance(value, dt.date) else value or ""


@register.filter
def hour(value: dt.time | str | None) -> str:
    """An hour as a time field keeps it; what was typed wrongly stays as it was typed."""
    return f"{value:%H:%M}" if isinstance(value, dt.time) else value or ""


@register.filter
def day(value: dt.date | None, form: str = "row") -> str:
    """A date as in a row, "Thu 14 May", with its year where that is another; forms of lib.dates."""
    return _with_year(value, timezone.now().date(), form) if value else ""


def _with_year(value: dt.date, today: dt.date, form: str) -> str:
    is_elsewhen = form == "row" and value.year != today.year
    return show_date(value, LANGUAGE, "short" if is_elsewhen else form)


@register.filter
def thousands(count: int) -> str:
    """12,345."""
    return f"{count:,}"


@register.filter
def signed(count: int) -> str:
    """+12, or −3 with a true minus sign."""
    return f"{count:+,}".replace("-", "−")


@register.filter
def phone(number: str) -> str:
    """+49 30 23125417, as people read numbers out."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.simple_tag
def moment(at: dt.datetime | None, zone: ZoneInfo, today: dt.date) -> str:
    """Today 09:36, Mon 15:20, or Tue 12 May 15:20; the full time and zone on demand."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{show_date(local.date(), LANGUAGE)} {local:%H:%M:%S} {zone.key}",
        f"{_day_of(local.date(), today)} {local:%H:%M}",
    )


def _day_of(on: dt.date, today: dt.date) -> str:
    distance = (today - on).days
    if distance == 0:
        return "Today"
    return f"{on:%a}" if 0 < distance <= NEAR_DAYS else _with_year(on, today, "row")


@register.simple_tag
@cache
def icon(name: str, css: str = "i") -> str:
    """A decorative icon; the word beside it carries the meaning. Each is drawn once."""
    looks = {"class": css, "aria-hidden": "true", "stroke-width": "1.75"}
    return lucide(name, size=15, **looks)


@register.simple_tag
def errors(found: Sequence[str], id: str) -> str:
    """What is wrong with the field `id`, beside it."""
    if not found:
        return ""
    said = ((id, icon("circle-alert"), one) for one in found)
    return format_html_join("", '<p class="error" id="{}-error">{}{}</p>', said)


@register.simple_tag
def channel_icon(channel: str) -> str:
    return icon(ICONS[channel], "i i-s")


@register.simple_tag
def flag(code: str, text: str) -> str:
    kind, name = FLAGS[code]
    return format_html('<span class="tag {}">{}{}</span>', kind, icon(name), text)


@register.simple_tag
def act(code: str, person: str | None = None) -> str:
    """The next action's icon and label; a call names the person."""
    name, label = ACTS[code]
    called = "" if person is None else first_name(person)
    return format_html('{}<span class="label">{} {}</span>', icon(name), label, called)


@register.filter
def first_name(name: str) -> str:
    """What a colleague would say: the first word of the name; "accounts" for a desk."""
    return name.split()[0] if name else "accounts"


@register.simple_tag
def clock(zone: ZoneInfo, now: dt.datetime) -> str:
    """10:41, the time in that zone."""
    return f"{now.astimezone(zone):%H:%M}"
