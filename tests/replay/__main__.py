"""Judges an exported replay: `python -m tests.replay INVOICES.csv LINES.csv --from D --to D`."""

import argparse
import sys
from datetime import date
from pathlib import Path

from tests.replay.facts import ISO_DATE, PLAIN_COLUMNS, read_ledger, read_lines, read_payments
from tests.replay.judge import judge


def main() -> int:
    asked = _arguments()
    columns = PLAIN_COLUMNS | dict(pair.split("=", 1) for pair in asked.map)
    invoices, payments = read_ledger(asked.invoices, columns=columns, dates=asked.dates)
    if asked.payments:
        payments += read_payments(asked.payments)
    lines = read_lines(asked.lines)
    found = judge(invoices, payments, lines, start=asked.start, end=asked.end)
    told = [*map(str, found), f"{len(lines)} lines judged, {len(found)} violations"]
    sys.stdout.write("\n".join(told) + "\n")
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.replay", description=__doc__)
    parser.add_argument("invoices", type=Path)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--payments", type=Path)
    parser.add_argument("--from", dest="start", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="end", type=date.fromisoformat, required=True)
    parser.add_argument("--map", nargs="*", default=[], metavar="FIELD=COLUMN")
    parser.add_argument("--dates", default=ISO_DATE, help="as strftime writes them")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
