"""What the judge says about money: who is settled, who owes too little, what a balance is."""

import ast
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.replay.facts import Invoice, Line, Payment, read_ledger, read_lines
from tests.replay.judge import judge
from tests.replay.timing import add_business_days, rolled
from tests.replay.walker import business_days_after, next_business_day, walk

START, END = date(2024, 2, 1), date(2024, 3, 12)
ISSUED, DUE, REMINDED = date(2024, 2, 1), date(2024, 3, 1), date(2024, 3, 6)


def invoice(number: str, amount: str, due: date = DUE) -> Invoice:
    return Invoice("K1", number, ISSUED, due, Decimal(amount))


def paid(number: str, on: date, amount: str) -> Payment:
    return Payment(number, on, Decimal(amount))


def reminder(number: str, balance: str) -> Line:
    return Line("K1", number, "reminder", "email", REMINDED, Decimal(balance))


def kinds(invoices: list[Invoice], payments: list[Payment], lines: list[Line]) -> set[str]:
    assert (
        judge(invoices, payments, walk(invoices, payments, START, END), start=START, end=END) == []
    )
    return {one.kind for one in judge(invoices, payments, lines, start=START, end=END)}


@pytest.mark.parametrize(
    ("settled_on", "verdict"),
    [
        (REMINDED - timedelta(days=1), "settled"),
        (REMINDED, "settled"),
        (REMINDED + timedelta(days=1), None),
    ],
)
def test_invoice_settled_on_or_before_the_day_is_refused(settled_on, verdict):
    found = kinds([invoice("A", "90")], [paid("A", settled_on, "90")], [reminder("A", "90")])

    assert (verdict in found) if verdict else (found == set())


def test_settled_invoice_beside_an_open_one_is_refused():
    invoices, payments = [invoice("A", "90"), invoice("B", "80")], [paid("A", DUE, "90")]

    assert kinds(invoices, payments, [reminder("B", "80")]) == set()
    assert "settled" in kinds(invoices, payments, [reminder("A", "0"), reminder("B", "80")])


@pytest.mark.parametrize(
    ("amount", "chased"), [("19.99", False), ("20.00", False), ("20.01", True), ("25", True)]
)
def test_minimum_is_strictly_above_twenty(amount, chased):
    invoices = [invoice("A", amount)]

    assert kinds(invoices, [], [reminder("A", amount)]) == (set() if chased else {"under_minimum"})
    assert kinds(invoices, [], []) == ({"late"} if chased else set())


@pytest.mark.parametrize(("left", "chased"), [("0.01", False), ("5.00", False), ("5.01", True)])
def test_residual_is_left_alone(left, chased):
    invoices = [invoice("A", "50"), invoice("B", "100")]
    payments = [paid("A", DUE, str(Decimal(50) - Decimal(left)))]
    both = [reminder("A", left), reminder("B", "100")]

    assert kinds(invoices, payments, both) == (set() if chased else {"residual"})
    assert kinds(invoices, payments, both[1:]) == ({"missing"} if chased else set())


@pytest.mark.parametrize(("credit", "chased"), [("-80.00", False), ("-79.99", True)])
def test_open_credit_note_lowers_the_net(credit, chased):
    invoices = [invoice("A", "100"), invoice("C", credit)]

    assert kinds(invoices, [], [reminder("A", "100")]) == (set() if chased else {"under_minimum"})


def test_credit_note_counts_from_its_issue_date():
    note = Invoice("K1", "C", REMINDED + timedelta(days=1), REMINDED, Decimal(-100))

    assert kinds([invoice("A", "100"), note], [], [reminder("A", "100")]) == set()


def test_credit_note_on_a_notice_is_refused():
    lines = [reminder("A", "100"), reminder("C", "-10")]

    assert "credit_note" in kinds([invoice("A", "100"), invoice("C", "-10")], [], lines)


@pytest.mark.parametrize(("extra", "chased"), [("80.00", False), ("79.99", True)])
def test_overpayment_of_another_invoice_lowers_the_net(extra, chased):
    invoices = [invoice("A", "100"), invoice("B", "10")]
    payments = [paid("B", DUE, str(Decimal(10) + Decimal(extra)))]

    found = kinds(invoices, payments, [reminder("A", "100")])

    assert found == (set() if chased else {"under_minimum"})


def test_invoice_not_yet_overdue_does_not_count_in_the_net():
    invoices = [invoice("A", "15"), invoice("B", "500", due=END)]

    assert kinds(invoices, [], [reminder("A", "15")]) == {"under_minimum"}


def test_balance_is_the_one_after_part_payment_and_reversal():
    invoices = [invoice("A", "100")]
    payments = [
        paid("A", date(2024, 3, 4), "30"),
        paid("A", date(2024, 3, 5), "20"),
        paid("A", REMINDED, "-30"),
        paid("A", date(2024, 3, 7), "10"),
    ]

    assert kinds(invoices, payments, [reminder("A", "80.00")]) == set()
    assert kinds(invoices, payments, [reminder("A", "70.00")]) == {"balance"}


def test_ledger_that_cannot_be_judged_is_refused():
    whole = {"start": START, "end": END}
    with pytest.raises(ValueError, match="holds invoice A twice"):
        judge([invoice("A", "1"), invoice("A", "2")], [], [], **whole)
    with pytest.raises(ValueError, match="names B, which the ledger does not hold"):
        judge([invoice("A", "1")], [paid("B", DUE, "1")], [], **whole)
    with pytest.raises(ValueError, match="old debt"):
        judge([invoice("A", "1")], [], [], start=DUE + timedelta(days=31), end=END)


def test_business_days_agree_with_a_list_of_them():
    for offset in range(1000):
        day = START + timedelta(days=offset)
        assert rolled(day) == next_business_day(day)
        for count in (2, 3, 4):
            assert add_business_days(day, count) == business_days_after(day, count)


def test_files_are_read_as_replays_write_them(tmp_path):
    ledger, lines = tmp_path / "ledger.csv", tmp_path / "lines.csv"
    ledger.write_text("who,no,on,due,sum,done,more\n7,0042,1/31/2024,3/1/2024,9.50,3/4/2024,x\n")
    lines.write_text("customer,invoice,level,channel,date,balance\n7,0042,,email,2024-03-06,9.50\n")
    columns = {"customer": "who", "invoice": "no", "issued": "on", "due": "due"}
    columns |= {"amount": "sum", "settled": "done"}

    invoices, payments = read_ledger(ledger, columns=columns, dates="%m/%d/%Y")

    assert invoices == [Invoice("7", "0042", date(2024, 1, 31), DUE, Decimal("9.50"))]
    assert payments == [Payment("0042", date(2024, 3, 4), Decimal("9.50"))]
    assert read_lines(lines) == [Line("7", "0042", "", "email", REMINDED, Decimal("9.50"))]


def test_export_with_another_header_is_refused(tmp_path):
    path = tmp_path / "lines.csv"
    path.write_text("invoice,customer,level,channel,date,balance\n")

    with pytest.raises(ValueError, match="has the columns"):
        read_lines(path)


def test_judge_shares_no_code_with_the_product():
    allowed = {*sys.stdlib_module_names, "tests"}
    for name in ("facts", "timing", "judge", "walker", "ledger"):
        tree = ast.parse((Path(__file__).parent / f"{name}.py").read_text())
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert {one.split(".")[0] for one in names} <= allowed
