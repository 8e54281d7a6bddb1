"""A print run's file is that of the letters in it, whatever happens in between."""

from collections.abc import Sequence

import pytest
from django.core.management import CommandError, call_command

from collections_app.communications import printing
from collections_app.communications.models import PrintRun
from collections_app.communications.posting import CannotClose
from collections_app.communications.printing import (
    CannotFetch,
    fetch_run,
    letters_in,
    reprinted_letter,
    taken_out,
)
from collections_app.companies.choices import Mode
from collections_app.companies.installation import why_silent
from collections_app.customers.choices import Standing
from collections_app.customers.models import Contact
from collections_app.desk.actions import set_standing
from collections_app.desk.print_runs import ask_again, post_run
from collections_app.dunning.models import Run
from collections_app.jobs.day import print_letters
from collections_app.jobs.verifying import verify
from collections_app.lib.files import read
from collections_app.reports.words import reason_words
from tests import factories
from tests.communications.print_runs import letters_on_paper, words_of
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


def test_a_worker_that_dies_before_the_file_is_made_leaves_it_to_the_next(company, monkeypatch):
    def dies(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(printing, "print_again", dies)
        with pytest.raises(KeyboardInterrupt):
            Days(company).until("2024-01-10")
    run = PrintRun.objects.get()
    assert (run.sheets, run.pdf) == (2, "")
    with pytest.raises(CommandError, match="It holds letters 1, 2 now"):
        call_command("print_run", str(run.pk), "--posted", "2", "--on", "2024-01-10")

    PrintRun.objects.update(pdf="")
    print_letters(company, day=DAY, now=noon(DAY), in_window=True)

    assert letters_on_paper(PrintRun.objects.get()) == 2


def test_a_letter_that_must_not_go_any_more_leaves_the_file(company):
    Days(company).until("2024-01-10")
    run = PrintRun.objects.get()
    assert letters_on_paper(run) == 2
    stop(letters_in(run)[0].customer)

    with pytest.raises(CommandError, match="It holds letters 2 now"):
        call_command("print_run", str(run.pk), "--posted", "2", "--on", "2024-01-10")

    assert letters_on_paper(PrintRun.objects.get()) == 1
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


def a_run(company) -> PrintRun:
    Days(company).until("2024-01-10")
    return PrintRun.objects.get()


def test_what_is_being_printed_takes_no_more_letters(company):
    printed = a_run(company)
    fetch_run(run=printed, at=noon(DAY))
    another = factories.customer(company)
    Contact.objects.filter(customer=another).update(email="")
    factories.invoice(another, "2024-01-08", "900.00")

    Days(company, date("2024-01-11")).until("2024-01-11")

    runs = PrintRun.objects.order_by("pk")
    assert [len(letters_in(run)) for run in runs] == [2, 1]
    assert runs[0].pdf == PrintRun.objects.get(pk=printed.pk).pdf
    close(printed, posted=2)
    assert PrintRun.objects.get(closed_at=None) == runs[1]


def test_a_run_fetched_once_more_is_marked_as_a_reprint(company):
    run = a_run(company)

    first = fetch_run(run=run, at=noon(DAY))
    again = fetch_run(run=run, at=noon(DAY))

    assert "reprint" not in "".join(words_of(first)).lower()
    assert "Reprint 1" in words_of(again)[0]
    assert f"{run.pk}-1, reprint 1" in "".join(words_of(again))


def close(run: PrintRun, posted: int, lost: Sequence[int] = ()) -> None:
    post_run(run=run, posted=posted, posted_on=DAY, lost=lost, by="user:7", at=noon(DAY))


def test_a_lost_letter_is_named_by_its_number_and_printed_again(company):
    run = a_run(company)
    fetch_run(run=run, at=noon(DAY))
    lost, posted = letters_in(run)

    with pytest.raises(CannotClose, match="holds 2 letters, not 1"):
        close(run, posted=1)
    with pytest.raises(CannotClose, match="holds no letter 7"):
        close(run, posted=1, lost=[7])
    close(run, posted=1, lost=[1])

    lost.refresh_from_db()
    posted.refresh_from_db()
    assert (lost.state, posted.state) == ("ready", "sent")
    assert reason_words(lost.reason) == (
        f"Letter 1 of print run {run.pk} was lost and is printed again."
    )
    print_letters(company, day=DAY, now=noon(DAY), in_window=True)
    next_run = PrintRun.objects.get(closed_at=None)
    assert letters_in(next_run) == [lost]
    assert f"{next_run.pk}-1, reprint" in "".join(words_of(read(next_run.pdf)))


def test_asked_again_a_printed_run_names_what_must_be_taken_out_and_why(company):
    run = a_run(company)
    fetch_run(run=run, at=noon(DAY))
    paid = letters_in(run)[1]
    Days(company).pay(paid.customer.invoices.get(), "1200.00", "2024-01-10")

    assert ask_again(run=run, on=DAY, at=noon(DAY)) == [2]

    run.refresh_from_db()
    assert [one.sheet for one in letters_in(run)] == [1]
    assert [(one.sheet, one.reason["code"]) for one in taken_out(run)] == [(2, "paid")]
    close(run, posted=1)
    assert verify() == []


def test_a_customer_stopped_after_printing_is_found_on_the_stack_by_number(company):
    run = a_run(company)
    fetch_run(run=run, at=noon(DAY))
    stop(letters_in(run)[0].customer)

    assert [one.sheet for one in taken_out(run)] == [1]
    assert ask_again(run=run, on=DAY, at=noon(DAY)) == []
    close(run, posted=1)


def stop(customer) -> None:
    set_standing(
        customer=customer,
        standing=Standing.INSOLVENT,
        reason="a court wrote",
        review_on=date("2024-03-01"),
        by="user:7",
        at=noon(DAY),
        on=DAY,
    )


def test_one_letter_is_printed_again_by_its_number_and_says_so(company):
    run = a_run(company)

    assert f"{run.pk}-2, reprint" in words_of(reprinted_letter(run=run, number=2))[0]
    with pytest.raises(CannotFetch, match="holds no letter 9"):
        reprinted_letter(run=run, number=9)


def test_a_closed_run_is_not_printed_again_as_a_whole(company):
    run = a_run(company)
    close(run, posted=2)

    with pytest.raises(CannotFetch, match="is closed"):
        fetch_run(run=run, at=noon(DAY))
