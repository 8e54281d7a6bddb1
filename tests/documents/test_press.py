"""The press: limits for each letter, and a child that is replaced when it is spent or gone."""

import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from pypdf import PdfReader

from collections_app.communications.letters import letter_facts
from collections_app.documents import press
from collections_app.documents.child import CannotPrint, Limits, Page, Printer
from collections_app.documents.press import Press
from tests.communications.messages import facts, given, lines, rendered

CSS = press._css("letters/din_5008_b.css", settings.LETTER_FONTS)
PLAIN = "p { color: black }"

# What another process does with its press; it prints what it finds, word by word.
ANOTHER_PROCESS = """
import os, sys, time, io
import django; django.setup()
from pypdf import PdfReader
from collections_app.documents import press

def letter(word):
    pdf = press.print_pdf(f"<p>{word}", stylesheet="letters/din_5008_b.css")
    words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split()
    return " ".join(one for one in words if one.startswith(("parent", "one", "two")))

def pid():
    return press._PRESS.printer.process.pid

def tell(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\\n"); sys.stdout.flush()
"""
WAITS = """
letter("first"); tell(pid(), press._PRESS.printer.folder)
time.sleep(60)
"""
IS_IN_THE_MIDST = """
letter("first"); tell(pid(), press._PRESS.printer.folder)
letter("<p>long" * 20000)
"""
FORKS = """
letter("parent"); children = []
for name in ("one", "two"):
    child = os.fork()
    if child == 0:
        tell(name, pid() if press._PRESS.printer else "none")
        found = {letter(f"{name}{n}") == f"{name}{n}" for n in range(20)}
        tell(name, found, pid()); os._exit(0)
    children.append(child)
found = {letter(f"parent{n}") == f"parent{n}" for n in range(20)}
for child in children: os.waitpid(child, 0)
tell("parent", found, pid())
"""


@pytest.fixture
def a_press():
    """A press of its own with the limits asked for."""
    made = []

    def make(**limits):
        made.append(Press(Limits(**limits)))
        return made[-1]

    yield make
    for one in made:
        one.end()


def letter_of(count):
    """The HTML of a letter with so many invoices."""
    many = {"lines": lines(count)}
    on_paper = letter_facts(
        given=given("letter", **many),
        facts=facts("letter", **many),
        body=rendered("first_letter", "letter", **many),
    )
    return render_to_string("letters/letter.html", {"letter": on_paper})


def letter_of_many(thousands):
    """The same, with its thousand rows repeated: what a wrong import could ask for."""
    html = letter_of(1000)
    (rows,) = re.findall(r"<tbody>.*?</tbody>", html, re.DOTALL)
    return html.replace(rows, rows * thousands)


def words_of(pdf):
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text().strip()


def is_alive(pid):
    """A zombie that nobody waits for is dead all the same."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(is_true, seconds=10):
    deadline = time.monotonic() + seconds
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_true()


def another_process(script):
    return subprocess.Popen(
        [sys.executable, "-c", ANOTHER_PROCESS + script], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def killed_while_printing(monkeypatch):
    """So many of the next printers are killed while they print; answers who was asked to print."""

    def kill(times):
        asked, really_print = [], Printer.print

        def print_and_be_killed(printer, page):
            asked.append(printer.process.pid)
            if len(asked) <= times:
                threading.Timer(0.1, os.kill, [printer.process.pid, signal.SIGKILL]).start()
            return really_print(printer, page)

        monkeypatch.setattr(Printer, "print", print_and_be_killed)
        return asked

    return kill


def test_a_letter_of_515_lines_is_printed(a_press):
    pdf = a_press().print(Page(CSS, letter_of(515)))

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert len(set(re.findall(r"TI-26-0\d\d\d", text))) == 515


def test_a_letter_of_20000_lines_ends_at_its_limit_and_the_next_is_printed(a_press):
    small = a_press(cpu_seconds=3)

    with pytest.raises(CannotPrint, match="needs more than 3 seconds of computing"):
        small.print(Page(CSS, letter_of_many(20)))

    assert words_of(small.print(Page(PLAIN, "<p>the next"))) == "the next"


def test_a_letter_that_needs_too_much_memory_ends_and_the_next_is_printed(a_press):
    small = a_press(memory_mib=400)

    with pytest.raises(CannotPrint, match="needs more than 400 MB of memory"):
        small.print(Page(PLAIN, "x" * (200 << 20)))

    assert words_of(small.print(Page(PLAIN, "<p>the next"))) == "the next"


def test_time_is_limited_by_the_letter_and_not_by_the_printers_life(a_press):
    limit = 4  # one letter needs less, whatever else the machine does
    tight, html, printers = a_press(cpu_seconds=limit), letter_of(200), set()

    while not printers or spent_by(min(printers)) <= limit:
        assert tight.print(Page(CSS, html)).startswith(b"%PDF")
        printers.add(tight.printer.process.pid)
        assert len(printers) == 1


def spent_by(process: int) -> float:
    """Seconds of computing."""
    ticks = sum(map(int, Path(f"/proc/{process}/stat").read_text().split()[13:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def test_a_letter_that_takes_too_long_is_given_up_once_and_for_all(a_press):
    hasty = a_press(seconds=2.5)
    hasty.print(Page(PLAIN, "<p>warm"))

    began = time.monotonic()
    with pytest.raises(CannotPrint, match=r"took longer than 2\.5 seconds"):
        hasty.print(Page(CSS, letter_of_many(20)))

    assert time.monotonic() - began < 2 * 2.5
    assert words_of(hasty.print(Page(PLAIN, "<p>the next"))) == "the next"


def test_a_printer_killed_between_letters_is_replaced(a_press):
    one = a_press()
    one.print(Page(PLAIN, "<p>first"))
    killed = one.printer.process
    killed.kill()
    killed.wait()

    assert words_of(one.print(Page(PLAIN, "<p>second"))) == "second"
    assert one.printer.process.pid != killed.pid
    assert one.printer.letters == 1


def test_a_printer_killed_in_a_letter_is_replaced_and_the_letter_printed(
    a_press, killed_while_printing
):
    one, asked = a_press(), killed_while_printing(1)

    assert one.print(Page(CSS, letter_of(300))).startswith(b"%PDF")

    assert len(set(asked)) == 2


def test_a_letter_at_which_two_printers_die_cannot_be_printed(a_press, killed_while_printing):
    one, asked = a_press(), killed_while_printing(2)

    with pytest.raises(CannotPrint, match="ended with code -9"):
        one.print(Page(CSS, letter_of(300)))

    assert len(set(asked)) == 2
    assert words_of(one.print(Page(PLAIN, "<p>the next"))) == "the next"


def test_a_refused_letter_says_why_and_costs_no_printer(a_press):
    one = a_press()
    one.print(Page(PLAIN, "<p>first"))
    printer = one.printer.process.pid

    with pytest.raises(CannotPrint, match="may not fetch https://elsewhere"):
        one.print(Page(PLAIN, '<img src="https://elsewhere.example/x.png">'))

    assert words_of(one.print(Page(PLAIN, "<p>the next"))) == "the next"
    assert one.printer.process.pid == printer


def test_an_interrupted_letter_is_not_taken_for_the_next(a_press, monkeypatch):
    one = a_press()
    one.print(Page(PLAIN, "<p>first"))
    with monkeypatch.context() as patched:
        patched.setattr(one.printer.line, "recv_bytes", interrupted)
        with pytest.raises(KeyboardInterrupt):
            one.print(Page(PLAIN, "<p>interrupted"))

    assert words_of(one.print(Page(PLAIN, "<p>the next"))) == "the next"


def interrupted():
    raise KeyboardInterrupt


def test_after_200_letters_another_printer_takes_over(a_press):
    one = a_press()
    printers = [
        one.print(Page(PLAIN, f"<p>{number}")) and one.printer.process.pid for number in range(201)
    ]

    assert len(set(printers[:200])) == 1
    assert printers[200] != printers[0]
    assert not is_alive(printers[0])


def test_threads_print_their_own_letters(a_press):
    one, found = a_press(), {}

    def work(name):
        found[name] = {words_of(one.print(Page(PLAIN, f"<p>{name}"))) for _ in range(10)}

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {"one": {"one"}, "two": {"two"}, "three": {"three"}}


def test_a_printer_is_told_no_secret(a_press):
    one = a_press()
    one.print(Page(PLAIN, "<p>first"))

    told = Path(f"/proc/{one.printer.process.pid}/environ").read_text()

    assert "PATH=" in told
    assert not {"SECRET_KEY", "DATABASE_URL", "VAR_DIR"} & {
        word.partition("=")[0] for word in told.split("\0")
    }


@pytest.mark.parametrize("script", [WAITS, IS_IN_THE_MIDST], ids=["waiting", "in a letter"])
def test_a_killed_process_leaves_no_printer_behind(script):
    with another_process(script) as parent:
        pid, folder = parent.stdout.readline().split()
        time.sleep(0.5)
        assert is_alive(pid)

        parent.kill()

    assert until(lambda: not is_alive(pid))
    assert not Path(folder).exists()


def test_forked_processes_do_not_share_a_printer():
    with another_process(FORKS) as parent:
        said, _ = parent.communicate(timeout=60)

    assert parent.returncode == 0
    found = {tuple(line.split()) for line in said.splitlines()}
    assert {("one", "none"), ("two", "none")} < found
    told = {words[0]: words[1:] for words in found if len(words) == 3}
    assert {name: right for name, (right, _) in told.items()} == dict.fromkeys(
        ["parent", "one", "two"], "{True}"
    )
    assert len({pid for _, pid in told.values()}) == 3
