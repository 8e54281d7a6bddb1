"""Runs alone, with little memory and time, and turns an untrusted workbook into plain rows.

Called by path from `workbook.py`; it imports nothing of the house, so that it starts fast.
"""

import io
import pickle
import resource
import sys

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY_BYTES = 2_000_000_000
CPU_SECONDS = 120


def limit() -> None:
    """A workbook that claims billions of cells ends this process, not the one that asked."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def visible_sheets(workbook: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]


def first_filled(workbook: CalamineWorkbook) -> tuple[str, list]:
    """The name and the rows of the first visible sheet that holds anything."""
    for name in visible_sheets(workbook):
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if rows:
            return name, rows
    return "", []


if __name__ == "__main__":
    limit()
    found = first_filled(CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())))
    sys.stdout.buffer.write(pickle.dumps(found))
