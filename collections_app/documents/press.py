"""The press: HTML to PDF by a child with limits, and nothing but our own assets (RELIABILITY 3.6).

Each process that prints has one printer of its own, started by its first letter: a process that
prints nothing never pays for WeasyPrint. docs/decisions/0013 says why, and where the limits lie.
"""

import atexit
import logging
import os
import threading
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from collections_app.documents.child import CannotPrint, Limits, Page, Printer, PrinterDied

logger = logging.getLogger(__name__)

SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese")
WEIGHTS = ("400", "500", "600")
# A family each: glyphs of several files under one name are mixed up in the PDF.
FAMILIES = tuple(f"Inter {subset}" for subset in SUBSETS)


class Press:
    """This process's printer: one letter at a time, and a new child where the last one died."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.printer: Printer | None = None
        self._one_at_a_time = threading.Lock()

    def print(self, page: Page) -> bytes:
        """The PDF; a death is not held against the letter the first time."""
        with self._one_at_a_time:
            try:
                return self._try(page)
            except PrinterDied as death:
                logger.warning("%s It is tried once more.", death)
                return self._try(page)

    def _try(self, page: Page) -> bytes:
        printer = self._ready()
        try:
            refusal, pdf = printer.print(page)
        except BaseException:
            # What it may still answer is this letter, and must not be taken for the next one.
            self.end()
            raise
        if refusal:
            raise CannotPrint(refusal)
        return pdf

    def _ready(self) -> Printer:
        if self.printer and self.printer.is_spent:
            self.end()
        self.printer = self.printer or Printer(self.limits)
        return self.printer

    def end(self) -> None:
        printer, self.printer = self.printer, None
        if printer:
            printer.end()

    def after_fork(self) -> None:
        """Two processes at one printer would take each other's letters."""
        printer, self.printer = self.printer, None
        self._one_at_a_time = threading.Lock()  # a thread that held it is not in this process
        if printer:
            printer.let_go()


_PRESS = Press()
os.register_at_fork(after_in_child=lambda: _PRESS.after_fork())
atexit.register(lambda: _PRESS.end())


def print_pdf(html: str, *, stylesheet: str, logo: bytes = b"", address: str = "") -> bytes:
    """A page of ours as PDF; any address but `asset:` in it stops the printing."""
    css = _css(stylesheet, settings.LETTER_FONTS)
    return _PRESS.print(Page(css, html, logo, address))


@cache
def _css(stylesheet: str, fonts: Path) -> str:
    return render_to_string(stylesheet, {"fonts": _faces(fonts), "families": FAMILIES})


def _faces(fonts: Path) -> list[dict[str, str]]:
    """Inter; where it is not installed letters fall back to DejaVu."""
    faces = [
        {"name": f"inter-{subset}-{weight}-normal.woff2", "family": family, "weight": weight}
        for subset, family in zip(SUBSETS, FAMILIES, strict=True)
        for weight in WEIGHTS
    ]
    return [face for face in faces if (fonts / face["name"]).is_file()]
