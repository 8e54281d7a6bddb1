"""Celery tasks: load by id, one domain call. Losing one loses nothing; the next tick finds it."""

from datetime import timedelta
from uuid import UUID

from axes.models import AccessAttempt
from celery import shared_task
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.dunning.simulating import go_on, unanswered
from collections_app.intake.copies import take_copies
from collections_app.intake.folder import take_in
from collections_app.intake.uploads import tidy, waiting_for_a_worker
from collections_app.jobs.day import (
    companies_at_work,
    decide,
    is_ahead,
    print_letters,
    send_ready,
)
from collections_app.jobs.doorbell import ring
from collections_app.jobs.hearing import hear
from collections_app.jobs.outbox import search, settle_claims
from collections_app.jobs.uploads import take_up_upload
from collections_app.jobs.verifying import tell, verify
from collections_app.replies.inbox import apply_later
from collections_app.replies.questions import ask_for_ends
from collections_app.reports.exports import tidy_exports, unwritten, write_export
from collections_app.reports.looking_back import look_back
from collections_app.reports.models import Export
from collections_app.users.actions import forget_sessions

SLICE_SECONDS = 5.0
# Rounds of reading end by themselves long before; whatever hangs in one gives way to the next.
READS_FOR, ENDS_AFTER = 90, 105


@shared_task
def take_in_files() -> None:
    """Files that lie in the drop folders."""
    for company in companies_at_work():
        take_in(company=company, now=timezone.now())
        take_copies(company=company, now=timezone.now())


@shared_task
def take_up(upload_id: str) -> None:
    """A file that somebody brought in the browser: look at it, or take it in."""
    take_up_upload(UUID(upload_id))


@shared_task
def find_uploads() -> None:
    """Uploads whose doorbell was lost or whose worker fell silent, and what nobody wants more."""
    for id in waiting_for_a_worker(at=timezone.now()):
        take_up.delay(str(id))
    tidy(at=timezone.now())


@shared_task
def simulate(simulation_id: int) -> None:
    """The coming days of a company, a batch of customers at a time."""
    while go_on(simulation_id=simulation_id, at=timezone.now()):
        pass


@shared_task
def find_simulations() -> None:
    """Questions whose doorbell was lost or whose worker died."""
    for id in unanswered():
        simulate.delay(id)


@shared_task
def write_file(export_id: str) -> None:
    """The history or a chronology as a file, for whoever asked."""
    asked = Export.objects.select_related("company", "customer__company")
    export = asked.filter(pk=UUID(export_id)).first()
    if export is not None:
        write_export(export, clock=timezone.now)


@shared_task
def find_exports() -> None:
    """Files whose doorbell was lost or whose worker died, and those that are too old to keep."""
    tidy_exports(at=timezone.now())
    for one in unwritten(at=timezone.now()):
        write_file.delay(str(one.pk))


@shared_task
def decide_all() -> None:
    """Each company's ladder, where something became due."""
    for company in companies_at_work():
        decide_company.delay(company.pk)


@shared_task
def decide_company(company_id: int) -> None:
    company, now = Company.objects.get(pk=company_id), timezone.now()
    day = company.day_of(now)
    if not is_ahead(company, day):
        decide(company, day=day, now=now)


@shared_task
def send_all() -> None:
    """Each company's outbox."""
    for company in companies_at_work():
        send_company.delay(company.pk)


@shared_task
def send_company(company_id: int) -> None:
    """A few seconds of sending, so that a worker that is told to stop can; then it rings again."""
    company, now = Company.objects.get(pk=company_id), timezone.now()
    day = company.day_of(now)
    if is_ahead(company, day):
        return
    if send_ready(company, day=day, now=now, seconds=SLICE_SECONDS):
        ring(send_company, company_id)
    else:
        print_letters(company, day=day, now=now)


@shared_task
def settle_all_claims() -> None:
    """What workers were told and could not write; what nobody marked becomes unknown."""
    settle_claims(now=timezone.now())


@shared_task(soft_time_limit=READS_FOR, time_limit=ENDS_AFTER)
def apply_what_came_back() -> None:
    """Events of providers that could not be applied when they came."""
    apply_later(at=timezone.now())


@shared_task(soft_time_limit=READS_FOR, time_limit=ENDS_AFTER)
def read_mailbox() -> None:
    """What customers and their servers wrote to us by mail."""
    hear(at=timezone.now())


@shared_task
def search_for_unknown() -> None:
    """Providers are asked what became of unknown attempts."""
    search(now=timezone.now())


@shared_task
def ask_for_statuses() -> None:
    """Providers are asked how texts and calls ended of which they never told it."""
    ask_for_ends(at=timezone.now())


@shared_task
def look_back_all() -> None:
    """What each company's day showed so far."""
    for company in companies_at_work():
        look_back_at_company.delay(company.pk)


@shared_task
def look_back_at_company(company_id: int) -> None:
    company, now = Company.objects.get(pk=company_id), timezone.now()
    day = company.day_of(now)
    if not is_ahead(company, day):
        look_back(company=company, day=day, at=now)


@shared_task
def verify_all() -> None:
    """Whether all that must be true is; what is not goes to the log and to the managers."""
    tell(verify(), at=timezone.now())


@shared_task
def forget_log_ins() -> None:
    """Sessions that are over, and wrong passwords that lock nobody any more."""
    now = timezone.now()
    forget_sessions(before=now)
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()
