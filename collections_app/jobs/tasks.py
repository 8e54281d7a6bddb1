"""Celery tasks: load by id, one domain call. Losing one loses nothing; the next tick finds it."""

from celery import shared_task
from django.utils import timezone

from collections_app.communications.actions import reap
from collections_app.companies.models import Company
from collections_app.intake.folder import take_in
from collections_app.jobs.day import (
    companies_at_work,
    decide,
    is_ahead,
    print_letters,
    send_ready,
)


@shared_task
def take_in_files() -> None:
    """Files that lie in the drop folders."""
    for company in companies_at_work():
        take_in(company=company, now=timezone.now())


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
    company, now = Company.objects.get(pk=company_id), timezone.now()
    day = company.day_of(now)
    if not is_ahead(company, day):
        send_ready(company, day=day, now=now)
        print_letters(company, day=day, now=now)


@shared_task
def reap_claims() -> None:
    """A claim whose lease is over becomes unknown; a person or evidence resolves it."""
    reap(now=timezone.now())
