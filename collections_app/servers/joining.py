"""The embedded PostgreSQL and Valkey as a process meets them: their place, and joining them.

Whoever uses a server holds a shared lock for as long as it lives. A keeper (keeper.py) runs the
server as its child and stops it when nobody holds that lock any more, however its users ended.
"""

import fcntl
import hashlib
import os
import re
import socket
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured

KEEPER = Path(__file__).with_name("keeper.py")
DATABASE = "dunwell"
PATIENCE_SECONDS = 60
# The kernel allows 107 bytes; PostgreSQL adds ".s.PGSQL.5432.lock" to the folder.
LONGEST_SOCKET_FOLDER = 88
PLAIN_PATH = re.compile(r"[\w/.+-]+", re.ASCII)

_held: dict[Path, int] = {}


class CannotStart(ImproperlyConfigured):
    """An embedded server does not come up; the message says where it failed."""


@dataclass(frozen=True)
class Server:
    """One embedded server: which one, where it keeps data, locks and log, where its socket is."""

    kind: str
    home: Path
    sockets: Path

    @property
    def users_lock(self) -> Path:
        return self.home / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        return self.home / "keeper.lock"

    @property
    def log(self) -> Path:
        return self.home / "log"


def server_under(var: Path, kind: str) -> Server:
    """The same server for every process that names the same folder for data."""
    home = var / kind
    if os.geteuid() == 0 and not open_to_all(var):
        # PostgreSQL refuses root, and nobody else may enter here.
        home = Path("/var/lib/dunwell", _fingerprint(var), kind)
    return Server(kind, home, _socket_folder(home))


def redis_url(server: Server) -> str:
    return f"redis+socket://{server.sockets}/valkey.sock"


def open_to_all(path: Path) -> bool:
    """Whether every user may walk to this path; what is not there yet will be made so."""
    real = path.resolve()
    return all(_lets_through(part) for part in (real, *real.parents) if part.exists())


def make_open(folder: Path) -> None:
    """Makes a folder, and those above that are missing, so that every user may enter."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    for part in reversed(missing):
        part.mkdir(exist_ok=True)
        part.chmod(0o755)


def join(server: Server) -> None:
    """Keeps the server alive as long as this process lives, starting it if it is not."""
    if not _hold(server) and _is_locked(server.keeper_lock):
        return
    deadline = time.monotonic() + PATIENCE_SECONDS
    started = False
    while not (_is_kept(server) and answers(server)):
        if _start_keeper(server):
            if started:
                raise CannotStart(_explanation(server))
            started = True
        if time.monotonic() > deadline:
            raise CannotStart(_explanation(server))
        time.sleep(0.05)


def leave(server: Server) -> None:
    """Lets the server stop, as far as this process is concerned."""
    if server.home in _held:
        os.close(_held.pop(server.home))


def stopped(server: Server, *, within_seconds: float) -> bool:
    """Whether the server ended in time; it does not while somebody else uses it."""
    deadline = time.monotonic() + within_seconds
    while _is_locked(server.keeper_lock) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not _is_locked(server.keeper_lock)


def answers(server: Server) -> bool:
    return {"postgres": _postgres_answers, "valkey": _valkey_answers}[server.kind](server)


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _socket_folder(home: Path) -> Path:
    near = home / "socket"
    if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(near)):
        return near
    return Path("/tmp", f"dunwell-{os.geteuid()}-{_fingerprint(home)}")


def _lets_through(part: Path) -> bool:
    return bool(part.stat().st_mode & stat.S_IXOTH)


def _hold(server: Server) -> bool:
    """Takes the shared lock; false if this process has it already."""
    if server.home in _held:
        return False
    make_open(server.home)
    lock = os.open(server.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
    # Waits here while a keeper, deserted a moment ago, is still stopping its server.
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held[server.home] = lock
    return True


def _is_locked(path: Path) -> bool:
    if not path.exists():
        return False
    lock = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _is_kept(server: Server) -> bool:
    """Whether a keeper lives that started this server, not one left over from a killed keeper."""
    return _is_locked(server.keeper_lock) and bool(server.keeper_lock.read_text())


def _start_keeper(server: Server) -> bool:
    """Hands the keeper's lock to a new process; false if a keeper lives already."""
    lock = os.open(server.keeper_lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.truncate(lock, 0)
        _spawn(server, lock)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def _spawn(server: Server, lock: int) -> None:
    # -P: the package's own celery.py must not hide the library from a script beside it.
    paths = [str(server.home), str(server.sockets)]
    command = [sys.executable, "-P", str(KEEPER), server.kind, *paths]
    with server.log.open("ab") as log:
        subprocess.run(
            command,
            cwd="/",
            pass_fds=[lock],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
        )


def _postgres_answers(server: Server) -> bool:
    try:
        psycopg.connect(host=str(server.sockets), user="postgres", dbname=DATABASE).close()
    except psycopg.OperationalError:
        return False
    return True


def _valkey_answers(server: Server) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(server.sockets / "valkey.sock"))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _explanation(server: Server) -> str:
    end = server.log.read_text(errors="replace").splitlines()[-12:]
    return "\n".join([f"{server.kind} does not start. The end of {server.log}:", *end])
