"""A letter fetches nothing: neither from the network nor from the disk (RELIABILITY 3.6)."""

import io
import subprocess
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from collections_app.documents.child import CannotPrint
from collections_app.documents.press import print_pdf
from collections_app.documents.printer import AssetFetcher

STYLE = "letters/din_5008_b.css"
SVG = "xmlns='http://www.w3.org/2000/svg'"
VECTORS = {
    "image": '<img src="{url}">',
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "import": '<style>@import "{url}";</style>',
    "background": '<div style="background: url({url})">x</div>',
    "font": "<style>@font-face {{ font-family: X; src: url({url}) }}</style><p>x",
    "svg image": f'<svg {SVG} viewBox="0 0 9 9"><image href="{{url}}" width="9" height="9"/></svg>',
    "svg use": f'<svg {SVG} viewBox="0 0 9 9"><use href="{{url}}#a"/></svg>',
    "object": '<object data="{url}"></object>',
    "embed": '<embed src="{url}">',
    "attached link": '<link rel="attachment" href="{url}">',
    "attached anchor": '<a rel="attachment" href="{url}">x</a>',
    "list style": '<ul style="list-style-image: url({url})"><li>x</ul>',
    "content": '<p style="content: url({url})">x</p>',
    "redirect": '<img src="{url}?redirect">',
    "redirected stylesheet": '<link rel="stylesheet" href="{url}?redirect">',
    "base": '<base href="{url}"><img src="x.png">',
    "svg in a data address": "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'"
    " viewBox='0 0 9 9'%3E%3Cimage href='{url}' width='9' height='9'/%3E%3C/svg%3E\">",
}
NETWORKED = """
import sys; sys.path.insert(0, sys.argv[1])
import socket, urllib.request
from collections_app.documents.printer import forbid_network
forbid_network()
urllib.request.urlopen(sys.argv[2])
"""


@pytest.fixture
def asked_of_server():
    """What a server on this machine is asked, and its address; it sends people on where told."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302 if "redirect" in self.path else 404)
            self.send_header("Location", "/sent-on")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield asked, f"http://127.0.0.1:{server.server_port}/x"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("canary")
    return file


def holds_canary(pdf: bytes) -> bool:
    """In any stream, inflated, or as an attachment."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [one for one in opened.objects if isinstance(one, pikepdf.Stream)]
        return bool(opened.attachments) or any(b"canary" in one.read_bytes() for one in streams)


@pytest.mark.parametrize("html", VECTORS.values(), ids=VECTORS)
def test_a_letter_fetches_nothing_from_the_network_or_the_disk(html, asked_of_server, secret):
    asked, address = asked_of_server

    for url in (address, secret.as_uri(), "data:text/plain,canary"):
        with suppress(CannotPrint):
            assert not holds_canary(print_pdf(html.format(url=url), stylesheet=STYLE))

    assert asked == []


def test_with_an_open_fetcher_the_same_letters_would_ask_and_tell(asked_of_server, secret):
    asked, address = asked_of_server
    asking, telling = [], []
    for name, html in VECTORS.items():
        HTML(string=html.format(url=address), url_fetcher=URLFetcher()).write_pdf()
        if asked:
            asking.append(name)
        asked.clear()
        if holds_canary(HTML(string=html.format(url=secret.as_uri())).write_pdf()):
            telling.append(name)

    assert len(asking) >= 12
    assert telling == ["attached link", "attached anchor"]


@pytest.mark.parametrize("url", ["asset:///../secret.txt", "asset:///secret.txt", "asset:///"])
def test_only_font_files_of_one_folder_have_names(url, tmp_path, secret):
    (tmp_path / "fonts").mkdir()

    with pytest.raises(FatalURLFetchingError, match="may not fetch asset"):
        AssetFetcher(tmp_path / "fonts").fetch(url)


def test_a_printer_has_no_network_even_without_its_fetcher(asked_of_server, pytestconfig):
    asked, address = asked_of_server
    command = [sys.executable, "-c", NETWORKED, str(pytestconfig.rootpath), address]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "A printer has no network" in ended.stderr
    assert asked == []
