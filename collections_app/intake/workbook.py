"""XLSX files: checked before they are opened, then read in a child with limits."""

import io
import pickle
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from collections_app.intake.refusals import CannotImport

Cell = str | float | bool | date | datetime | time | timedelta

MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 400_000_000
MAX_RATIO = 200  # a real sheet of repeated rows packs about 1 : 30
RATIO_COUNTS_FROM_BYTES = 20_000_000
MAX_SECONDS = 180
_CHILD = Path(__file__).with_name("workbook_child.py")
_ERROR_CELL = re.compile(rb'<c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+[0-9]+)"')


def read_workbook(content: bytes) -> tuple[str, list[list[Cell]]]:
    """The name and the rows of the first visible sheet with anything on it."""
    _check_archive(content)
    command = [sys.executable, str(_CHILD)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MAX_SECONDS)
    except subprocess.TimeoutExpired:
        raise CannotImport("The workbook takes too long to read.") from None
    if done.returncode:
        raise CannotImport("The workbook cannot be read: it is damaged or far too large.")
    return pickle.loads(done.stdout)


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive.infolist(), len(content))
            _check_error_cells(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise CannotImport("The workbook is damaged or protected by a password.") from None


def _check_size(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > RATIO_COUNTS_FROM_BYTES and unpacked > MAX_RATIO * packed
    if is_bomb or unpacked > MAX_UNPACKED_BYTES or len(members) > MAX_MEMBERS:
        raise CannotImport("The workbook unpacks to far more than a list of rows can hold.")


def _check_error_cells(archive: zipfile.ZipFile) -> None:
    """Readers show an error such as #REF! as an empty cell, and empty may mean nothing is paid."""
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            found = _ERROR_CELL.search(archive.read(name))
            if found:
                cell = found.group(1).decode()
                raise CannotImport(f"Cell {cell} of the workbook shows an error; mend it first.")
