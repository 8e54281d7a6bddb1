"""What is always true of the log: nothing is sent twice, lost, or says what it is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from collections_app.communications.models import Communication, PrintRun
from collections_app.invoices.models import Invoice
from collections_app.lib.checks import Check, each, rows
from collections_app.lib.files import is_intact

# What a person asked to send again is that person's second copy, not ours.
_SENT_TWICE = """
select communication_id from communications_attempt
where outcome in ('', 'accepted', 'unknown') and authorized_by = ''
group by communication_id having count(*) > 1
"""
_SENT_UNTRIED = """
select c.id from communications_communication c
where c.channel in ('email', 'sms', 'voice') and c.direction = 'out'
    and c.state in ('sent', 'delivered', 'bounced')
    and not exists (select from communications_attempt a
        where a.communication_id = c.id and a.outcome = 'accepted')
"""
_ACCEPTED_UNSENT = """
select distinct c.id
from communications_attempt a join communications_communication c on c.id = a.communication_id
where a.outcome = 'accepted' and c.state not in ('sent', 'delivered', 'bounced', 'sending')
"""
_MISCOUNTED = """
select c.id from communications_communication c
left join (
    select communication_id, count(*) as many, min(number) as first, max(number) as last
    from communications_attempt group by communication_id
) a on a.communication_id = c.id
where c.tries <> coalesce(a.many, 0) or a.first <> 1 or a.last <> a.many
"""
_LEFT_EMPTY = """
select id from communications_communication
where mode = 'live' and channel in ('email', 'sms', 'voice') and direction = 'out'
    and state in ('sending', 'sent', 'delivered', 'bounced', 'unknown')
    and (recipient = '' or text = '')
"""
_LEASE_OVER = """
select id from communications_communication
where state = 'sending' and lease_until < now() - interval '2 minutes'
"""
_WITHOUT_REASON = """
select id from communications_communication
where state in ('cancelled', 'failed', 'unknown') and coalesce(reason->>'code', '') = ''
"""
_LETTERS = "communications_communication c where c.channel = 'letter' and c.mode = 'live'"
_LETTER_WITHOUT_PAPER = f"""
select c.id from {_LETTERS} and c.pdf = '' and c.state <> 'cancelled'
"""
_LETTER_OFF_ITS_SHEET = f"""
select c.id from {_LETTERS} and (
    (c.print_run_id is null) <> (c.sheet is null)
    or c.state <> 'cancelled'
    and (c.print_run_id is null) = (c.state in ('printing', 'sent', 'delivered', 'bounced')))
"""
_LETTER_OUT_OF_STEP = """
select c.id
from communications_communication c join communications_printrun r on r.id = c.print_run_id
where c.state <> 'cancelled' and (c.state = 'printing') <> (r.closed_at is null)
"""


_COPY_OF_ANOTHER = """
select c.id
from communications_communication c
cross join lateral jsonb_array_elements(c.copies) copy
left join invoices_invoice i on i.id = (copy->>'invoice')::bigint
where c.copies <> '[]' and i.customer_id is distinct from c.customer_id
"""


def damaged_papers() -> Iterator[Any]:
    """Communications whose PDF is missing or is not the one that was stored."""
    stored = Communication.objects.exclude(pdf="", pdf_sha256="").order_by("pdf", "pk")
    last, is_whole = "", False
    for id, name, sha256 in stored.values_list("pk", "pdf", "pdf_sha256").iterator():
        if name != last:  # a paper that many were sent is read once
            last, is_whole = name, is_intact(name)
        if not is_whole or sha256 != Path(name).stem:
            yield id


def damaged_logos() -> Iterator[Any]:
    """Communications whose picture is missing or another."""
    with_logo = Communication.objects.exclude(logo="")
    for name in list(with_logo.order_by().values_list("logo", flat=True).distinct()):
        if not is_intact(name):
            yield from with_logo.filter(logo=name).values_list("pk", flat=True)


def damaged_print_runs() -> Iterator[int]:
    """Print runs whose merged file or manifest is missing or another."""
    for id, *names in PrintRun.objects.exclude(pdf="").values_list("pk", "pdf", "manifest"):
        if not all(is_intact(name) for name in names):
            yield id


def damaged_copies() -> Iterator[int]:
    """Invoices whose copy is missing or another."""
    kept = Invoice.objects.exclude(file="").order_by("pk")
    for id, name in kept.values_list("pk", "file").iterator():
        if not is_intact(name):
            yield id


CHECKS = (
    Check(
        "sent_twice",
        "communications",
        "At most one attempt was accepted, is unknown or is open, unless a person asked for more.",
        rows(_SENT_TWICE),
    ),
    Check(
        "sent_untried",
        "communications",
        "What was sent by e-mail, SMS or voice has an attempt that was accepted.",
        rows(_SENT_UNTRIED),
    ),
    Check(
        "accepted_unsent",
        "communications",
        "What has an accepted attempt is sent, delivered or bounced, or is being sent again.",
        rows(_ACCEPTED_UNSENT),
    ),
    Check(
        "miscounted",
        "communications",
        "The attempts of a communication are numbered from 1 to the number of its tries.",
        rows(_MISCOUNTED),
    ),
    Check(
        "left_empty",
        "communications",
        "What left by e-mail, SMS or voice says to whom and what.",
        rows(_LEFT_EMPTY),
    ),
    Check(
        "lease_over",
        "communications",
        "No claim to send outlives its lease by more than two minutes.",
        rows(_LEASE_OVER),
    ),
    Check(
        "without_reason",
        "communications",
        "What is cancelled, failed or unknown says why.",
        rows(_WITHOUT_REASON),
    ),
    Check(
        "letter_without_paper",
        "communications",
        "Every letter of a live company has its PDF.",
        rows(_LETTER_WITHOUT_PAPER),
    ),
    Check(
        "letter_off_its_sheet",
        "communications",
        "A letter that is printed or posted has one sheet in one print run, and no other has.",
        rows(_LETTER_OFF_ITS_SHEET),
    ),
    Check(
        "copy_of_another",
        "communications",
        "A mail carries copies of its own customer's invoices alone.",
        rows(_COPY_OF_ANOTHER),
    ),
    Check(
        "letter_out_of_step",
        "communications",
        "A letter is printing while its print run is open, and not once that is closed.",
        rows(_LETTER_OUT_OF_STEP),
    ),
)
FILE_CHECKS = (
    Check(
        "damaged_papers",
        "communications",
        "Every stored PDF is there, with the content that was sent.",
        each(lambda at: damaged_papers()),
    ),
    Check(
        "damaged_logos",
        "communications",
        "The logo that stands in a mail is there, as it was sent.",
        each(lambda at: damaged_logos()),
    ),
    Check(
        "damaged_copies",
        "invoices",
        "The copy of every invoice that has one is there, as it was brought.",
        each(lambda at: damaged_copies()),
    ),
    Check(
        "damaged_print_runs",
        "print runs",
        "The merged file and the manifest of every print run are there, as they were written.",
        each(lambda at: damaged_print_runs()),
    ),
)
