"""Debian's Dovecot as the real IMAP server of a mailbox: one user, one folder of files."""

import datetime as dt
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from collections_app.mail import IMAP, MailPlace

BINARY = "/usr/sbin/dovecot"
MISSING = "needs Dovecot; on Debian: sudo apt-get install dovecot-imapd"
USER, PASSWORD = "dunning@talbruck.example", "fir cone p@ss"
_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
{users}
first_valid_uid = 0
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{more}
"""
# What it cannot read it answers with NO; by default it breaks the line.
SAYS_NO = """
protocol imap {
  imap_fetch_failure = no-after
}
"""


_AS_ONESELF = """
default_login_user = {me}
default_internal_user = {me}
default_internal_group = {group}
"""
# Dovecot opens no folder as root: then it is Debian's users that serve, and a nobody who owns it.
AS_ROOT = os.geteuid() == 0
OWNER = "nobody" if AS_ROOT else pwd.getpwuid(os.getuid()).pw_name
GROUP = grp.getgrgid(pwd.getpwnam(OWNER).pw_gid).gr_name


def is_installed() -> bool:
    return Path(BINARY).exists()


class Dovecot:
    """Started with `start`, ended with `stop`; mails are delivered as files, as a server does."""

    def __init__(self, more: str = "") -> None:
        self._more = more
        self.folder = Path(tempfile.mkdtemp(prefix="dunwell-imap-"))
        self.port = _free_port()
        self._delivered = count(1)

    @property
    def place(self) -> MailPlace:
        return MailPlace("127.0.0.1", self.port, IMAP, USER, PASSWORD)

    def start(self) -> None:
        self.folder.chmod(0o755)
        for name in ("", "cur", "new", "tmp"):
            (self.folder / "mail" / name).mkdir()
            self._hand_over(self.folder / "mail" / name)
        self.change_password(PASSWORD)
        self._config.write_text(self._configuration())
        self.go_on()

    def change_password(self, password: str) -> None:
        (self.folder / "users").write_text(f"{USER}:{password}::::::\n")

    def go_on(self) -> None:
        command = [BINARY, "-F", "-c", str(self._config)]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait_for(self.port)

    def pause(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)

    def stop(self) -> None:
        """With all its processes: it would give them a second to end, and nothing is kept."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def deliver(self, raw: bytes, at: dt.datetime | None = None) -> None:
        """`at`: when the server took it, by the clock of whoever reads it."""
        name = f"{next(self._delivered):06d}.dunwell"
        draft = self.folder / "mail" / "tmp" / name
        draft.write_bytes(raw)
        self._hand_over(draft)
        if at:
            os.utime(draft, (at.timestamp(), at.timestamp()))
        draft.rename(self.folder / "mail" / "new" / name)

    def spoil(self, number: int) -> None:
        """The file of that mail cannot be read for a while."""
        self._file(number).chmod(0)

    def heal(self, number: int) -> None:
        self._file(number).chmod(0o644)

    def delete(self, number: int) -> None:
        self._file(number).unlink()

    def _file(self, number: int) -> Path:
        return next(file for file in self._kept() if file.name.startswith(f"{number:06d}."))

    def number_anew(self) -> None:
        """The folder is made anew: another UIDVALIDITY, other numbers."""
        self._numbers.unlink()
        self._forget_index()

    def numbers(self) -> bytes:
        """How the mails are numbered, as a copy of the server keeps it."""
        return self._numbers.read_bytes()

    def restore(self, numbers: bytes) -> None:
        """The server is set up again from that copy: what came since may get a number again."""
        self._numbers.write_bytes(numbers)
        self._forget_index()

    @property
    def _numbers(self) -> Path:
        return self.folder / "mail" / "dovecot-uidlist"

    def _forget_index(self) -> None:
        for file in (self.folder / "mail").glob("dovecot.index*"):
            file.unlink()

    def flags(self) -> set[str]:
        """What the server remembers of the mails: a name after the colon for each flag."""
        return {file.name.partition(":2,")[2] for file in self._kept()}

    def __len__(self) -> int:
        return len(self._kept())

    def _kept(self) -> list[Path]:
        mail = self.folder / "mail"
        return [*(mail / "new").iterdir(), *(mail / "cur").iterdir()]

    @staticmethod
    def _hand_over(path: Path) -> None:
        shutil.chown(path, OWNER, GROUP)

    @property
    def _config(self) -> Path:
        return self.folder / "dovecot.conf"

    def _configuration(self) -> str:
        return _CONFIGURATION.format(
            folder=self.folder,
            users="" if AS_ROOT else _AS_ONESELF.format(me=OWNER, group=GROUP),
            owner=OWNER,
            group=GROUP,
            port=self.port,
            more=self._more,
        )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(1000):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as one:
                if one.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("Dovecot does not answer.")


@contextmanager
def serving(more: str = "") -> Iterator[Dovecot]:
    """A server of its own, where the machine has one; `more` of its configuration."""
    if not is_installed():
        pytest.skip(MISSING)
    server = Dovecot(more)
    try:
        server.start()
        yield server
    finally:
        server.stop()
