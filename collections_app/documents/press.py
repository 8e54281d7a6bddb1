"""The press: HTML to PDF with nothing but our own assets (RELIABILITY 3.6).

WeasyPrint is imported on first use: a web process that prints nothing never pays for it.
"""

from __future__ import annotations

import atexit
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from pathlib import Path

SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese")
WEIGHTS = ("400", "500", "600")
# A family each: glyphs of several files under one name are mixed up in the PDF.
FAMILIES = tuple(f"Inter {subset}" for subset in SUBSETS)
# Font configuration and fetcher are shared, and Pango's are not made for two threads at once.
_ONE_AT_A_TIME = threading.Lock()


def print_pdf(html: str, *, stylesheet: str) -> bytes:
    """A page of ours as PDF; any address but `asset:` in it stops the printing."""
    from weasyprint import HTML

    with _ONE_AT_A_TIME:
        fetcher, fonts = _fetcher(), _fonts()
        document = HTML(string=html, url_fetcher=fetcher, base_url="asset:///")
        return document.write_pdf(stylesheets=[_css(stylesheet)], font_config=fonts)


@cache
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):
        """Knows font files by name, and refuses everything else aloud."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            path = font_files().get(url.removeprefix("asset:///"))
            if path is None:
                raise FatalURLFetchingError(f"A letter may not fetch {url[:200]}")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})

    return AssetFetcher(allowed_protocols=(), allow_redirects=False)


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    # It removes its files when it goes, which needs modules that the interpreter's end takes away.
    atexit.register(_let_go)
    return FontConfiguration()


def _let_go() -> None:
    _css.cache_clear()
    _fonts.cache_clear()


@cache
def _css(stylesheet: str) -> Any:
    from weasyprint import CSS

    text = render_to_string(stylesheet, {"fonts": _faces(), "families": FAMILIES})
    return CSS(string=text, url_fetcher=_fetcher(), font_config=_fonts(), base_url="asset:///")


def _faces() -> list[dict[str, str]]:
    return [
        {"name": f"inter-{subset}-{weight}-normal.woff2", "family": family, "weight": weight}
        for subset, family in zip(SUBSETS, FAMILIES, strict=True)
        for weight in WEIGHTS
        if f"inter-{subset}-{weight}-normal.woff2" in font_files()
    ]


@cache
def font_files() -> dict[str, Path]:
    """Inter by file name; where it is not installed letters fall back to DejaVu."""
    names = [f"inter-{subset}-{weight}-normal.woff2" for subset in SUBSETS for weight in WEIGHTS]
    paths = {name: settings.LETTER_FONTS / name for name in names}
    return {name: path for name, path in paths.items() if path.is_file()}
