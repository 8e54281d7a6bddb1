"""A print run's file is that of the letters in it, whatever happens in between."""

import io

import pikepdf
import pytest
from django.core.management import CommandError, call_command

from collections_app.communications import printing
from collections_app.communications.files import read
from collections_app.communications.models import PrintRun
from collections_app.companies.choices import Mode
from collections_app.companies.installation import why_silent
from collections_app.customers.choices import Standing
from collections_app.customers.models import Contact
from collections_app.desk.actions import set_standing
from collections_app.dunning.models import Run
from collections_app.jobs.day import print_letters
from tests import factories
from tests.factories import date, noon
from tests.journeys.world import Days

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date("2024-01-10")


@pytest.fixture
def company():
    """Two letters are due on that day."""
    one = factories.company(mode=Mode.LIVE, live_since=date("2023-06-01"))
    before = {"as_of": date("2023-06-01"), "started_at": noon("2023-06-01")}
    Run.objects.create(company=one, mode=Mode.LIVE, **before)
    for _ in range(2):
        customer = factories.customer(one)
        Contact.objects.filter(customer=customer).update(email="")
        factories.invoice(customer, "2024-01-05", "1200.00")
    return one


def pages(run: PrintRun) -> int:
    with pikepdf.open(io.BytesIO(read(run.pdf))) as merged:
        return len(merged.pages)


def test_a_worker_that_dies_before_the_file_is_made_leaves_it_to_the_next(company, monkeypatch):
    def dies(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(printing, "print_again", dies)
        with pytest.raises(KeyboardInterrupt):
            Days(company).until("2024-01-10")
    run = PrintRun.objects.get()
    assert (run.sheets, run.pdf) == (2, "")
    with pytest.raises(CommandError, match="It holds sheets 1, 2 now"):
        call_command("print_run", str(run.pk), "--posted", "2", "--on", "2024-01-10")

    PrintRun.objects.update(pdf="")
    print_letters(company, day=DAY, now=noon(DAY), in_window=True)

    assert pages(PrintRun.objects.get()) == 2


def test_a_letter_that_must_not_go_any_more_leaves_the_file(company):
    Days(company).until("2024-01-10")
    run = PrintRun.objects.get()
    assert pages(run) == 2
    set_standing(
        customer=run.letters.order_by("sheet")[0].customer,
        standing=Standing.INSOLVENT,
        reason="a court wrote",
        review_on=date("2024-03-01"),
        by="user:7",
        at=noon(DAY),
        on=DAY,
    )

    with pytest.raises(CommandError, match="It holds sheets 2 now"):
        call_command("print_run", str(run.pk), "--posted", "2", "--on", "2024-01-10")

    assert pages(PrintRun.objects.get()) == 1
    call_command("print_run", str(run.pk), "--posted", "1", "--on", "2024-01-10")
    assert PrintRun.objects.get().closed_by == "command"


def test_a_database_from_before_a_run_was_posted_is_noticed_and_prints_no_letter(company):
    Days(company).until("2024-01-10")
    run = PrintRun.objects.get()
    call_command("print_run", str(run.pk), "--posted", "2", "--on", "2024-01-10")
    assert why_silent() == ""

    PrintRun.objects.update(closed_at=None, posted_on=None, closed_by="")  # as the backup has it

    assert print_letters(company, day=DAY, now=noon(DAY), in_window=True) == 0
    assert why_silent() == "restored"
