"""Prints letters for one process, as its child, until that process is gone (see press.py).

A script of its own: Django, its database and its secrets are not in this process. It knows font
files by their names and nothing else, may take so much memory and time for a letter, and dies
where one asks for more.
"""

import errno
import logging
import math
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from functools import cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

Asked = tuple[str, str, bytes, str]  # stylesheet, HTML, logo, what must not lack a sign
OURS = "asset:///"
LOGO = f"{OURS}logo.png"


class AssetFetcher(URLFetcher):
    """Serves the font files in a folder by name and the logo, and refuses all else aloud."""

    logo = b""

    def __init__(self, fonts: Path) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.files = {f"{OURS}{path.name}": path for path in fonts.glob("*.woff2")}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url == LOGO and self.logo:
            return URLFetcherResponse(url, self.logo, {"Content-Type": "image/png"})
        if url not in self.files:
            raise FatalURLFetchingError(f"A letter may not fetch {url[:200]}")
        content = self.files[url].read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": "font/woff2"})


class MissingSigns(Exception):
    """No font has a sign of the address: the letter would not arrive."""


class Printer:
    """WeasyPrint with one fetcher, one set of fonts, and each stylesheet read once."""

    def __init__(self, fonts: Path) -> None:
        self.fetcher = AssetFetcher(fonts)
        self.given: dict[str, Any] = {"url_fetcher": self.fetcher, "base_url": OURS}
        self.fonts = FontConfiguration()
        self.css = cache(self._css)

    def pdf(self, stylesheet: str, html: str, logo: bytes = b"", address: str = "") -> bytes:
        self.fetcher.logo = logo
        page, css = HTML(string=html, **self.given), self.css(stylesheet)
        check = partial(refuse_missing_signs, address)
        return page.write_pdf(stylesheets=[css], font_config=self.fonts, finisher=check)

    def _css(self, stylesheet: str) -> CSS:
        return CSS(string=stylesheet, font_config=self.fonts, **self.given)


def refuse_missing_signs(address: str, document: Any, _pdf: object) -> None:
    """Elsewhere a box stands where a sign is missing; in an address it would cost the letter."""
    missing = {chr(code) for font in document.fonts.values() for code in font.missing}
    if lost := "".join(sign for sign in dict.fromkeys(address) if sign in missing):
        raise MissingSigns(
            f"No font on this machine has {lost[:20]}. Write the address in Latin letters, or "
            "install a font that has them, such as fonts-noto-cjk."
        )


def main(line: Connection, fonts: Path, memory_bytes: int, cpu_seconds: int) -> None:
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_AS, memory_bytes)
    forbid_network()
    asked: SimpleQueue[Asked] = SimpleQueue()
    threading.Thread(target=listen, args=(line, asked), daemon=True).start()
    printer = Printer(fonts)
    while True:
        one = asked.get()
        limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + cpu_seconds)
        refusal, pdf = printed(printer, one)
        line.send_bytes(refusal.encode())
        line.send_bytes(pdf)


def limit(what: int, most: int) -> None:
    """Where the system allows less already, that stands."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def forbid_network() -> None:
    """The fetcher's rule once more, below everything that Python could do."""

    def refuse(event: str, _details: object) -> None:
        if event.startswith("socket."):
            raise PermissionError(errno.EPERM, f"A printer has no network: {event}")

    sys.addaudithook(refuse)


def listen(line: Connection, asked: SimpleQueue[Asked]) -> None:
    """Takes letters in, and hears in the midst of printing that the process above is gone."""
    try:
        while True:
            stylesheet, html = line.recv_bytes().decode(), line.recv_bytes().decode()
            asked.put((stylesheet, html, line.recv_bytes(), line.recv_bytes().decode()))
    except (EOFError, OSError):
        shutil.rmtree(tempfile.gettempdir(), ignore_errors=True)  # made for this process alone
    except MemoryError:
        os._exit(errno.ENOMEM)
    finally:
        os._exit(0)


def printed(printer: Printer, one: Asked) -> tuple[str, bytes]:
    """Why not, and the PDF: one of them is empty."""
    try:
        return "", printer.pdf(*one)
    except MissingSigns as error:
        return str(error), b""
    except MemoryError:
        os._exit(errno.ENOMEM)  # what is left of this process cannot be trusted
    except FatalURLFetchingError as error:  # no Exception, by its own design
        return str(error), b""
    except Exception as error:  # noqa: BLE001 - whatever it is, the process above is told
        return f"{type(error).__name__}: {error}", b""


if __name__ == "__main__":
    fd, folder, memory, cpu = sys.argv[1:]
    main(Connection(int(fd)), Path(folder), int(memory), int(cpu))
