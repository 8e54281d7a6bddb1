"""The embedded servers live as long as somebody uses them, and survive being killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from collections_app.servers import joining
from tests.ops.places import reachable_folder

HOLD = (
    "import sys; from pathlib import Path; from collections_app.servers import joining; "
    "joining.join(joining.server_under(Path(sys.argv[1]), 'postgres')); "
    "print('joined', flush=True); sys.stdin.read()"
)


@pytest.fixture(autouse=True)
def lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The careless settings of the other tests would lose what was just committed."""
    monkeypatch.setenv("THROWAWAY_SERVERS", "")


@pytest.fixture
def postgres() -> Iterator[joining.Server]:
    yield from _server("postgres")


@pytest.fixture
def valkey() -> Iterator[joining.Server]:
    yield from _server("valkey")


def _server(kind: str) -> Iterator[joining.Server]:
    with reachable_folder() as var:
        server = joining.server_under(var, kind)
        yield server
        joining.leave(server)
        assert joining.stopped(server, within_seconds=20)


def test_server_runs_until_its_last_user_ends(postgres: joining.Server) -> None:
    first, second = _user_of(postgres), _user_of(postgres)

    _end(first)
    assert joining.answers(postgres)

    second.kill()
    _end(second)
    assert joining.stopped(postgres, within_seconds=10)


def test_killed_postgres_comes_back_with_its_data(postgres: joining.Server) -> None:
    joining.join(postgres)
    _write_a_row(postgres)

    os.kill(_pid(postgres), signal.SIGKILL)

    _wait_for(lambda: joining.answers(postgres))
    assert _rows(postgres) == [("kept",)]


def test_server_starts_again_after_all_of_it_was_killed(postgres: joining.Server) -> None:
    joining.join(postgres)
    _write_a_row(postgres)

    _kill_keeper(postgres)
    os.kill(_pid(postgres), signal.SIGKILL)
    joining.join(postgres)

    assert _rows(postgres) == [("kept",)]


def test_new_keeper_replaces_the_server_that_a_killed_one_left(postgres: joining.Server) -> None:
    joining.join(postgres)
    _write_a_row(postgres)
    left_over = _pid(postgres)

    _kill_keeper(postgres)
    joining.join(postgres)

    assert _pid(postgres) != left_over
    assert _rows(postgres) == [("kept",)]


def test_pid_file_of_a_crash_that_names_a_stranger_does_not_stop_the_start(
    postgres: joining.Server,
) -> None:
    joining.join(postgres)
    pid_file = postgres.home / "data" / "postmaster.pid"
    stale = pid_file.read_text().replace(str(_pid(postgres)), str(os.getpid()), 1)
    _kill_keeper(postgres)
    os.kill(_pid(postgres), signal.SIGKILL)
    _wait_for(lambda: not joining.answers(postgres))
    pid_file.write_text(stale)

    joining.join(postgres)

    assert joining.answers(postgres)


def test_data_of_another_version_is_refused_with_a_sentence(postgres: joining.Server) -> None:
    (postgres.home / "data").mkdir(parents=True)
    (postgres.home / "data" / "PG_VERSION").write_text("9\n")

    with pytest.raises(joining.CannotStart, match="made by PostgreSQL 9"):
        joining.join(postgres)


def test_killed_valkey_comes_back_with_its_data(valkey: joining.Server) -> None:
    joining.join(valkey)
    socket = str(valkey.sockets / "valkey.sock")
    with redis.Redis(unix_socket_path=socket) as client:
        client.set("bell", "rung")
        pid = client.info("server")["process_id"]
    # On disk within a second.
    time.sleep(1.2)

    os.kill(pid, signal.SIGKILL)

    _wait_for(lambda: not _alive(pid) and joining.answers(valkey))
    with redis.Redis(unix_socket_path=socket) as client:
        assert client.get("bell") == b"rung"


@pytest.mark.parametrize("folder", ["/srv/" + "long/" * 20, "/srv/with space", "/srv/straße"])
def test_socket_of_an_awkward_folder_has_a_short_plain_path(folder: str) -> None:
    server = joining.server_under(Path(folder), "postgres")

    path = str(server.sockets / ".s.PGSQL.5432.lock")
    assert len(path) <= 107
    assert path.isascii()
    assert " " not in path
    assert server == joining.server_under(Path(folder), "postgres")


def _user_of(server: joining.Server) -> subprocess.Popen:
    command = [sys.executable, "-c", HOLD, str(server.home.parent)]
    user = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert user.stdout is not None
    assert user.stdout.readline() == "joined\n"
    return user


def _end(user: subprocess.Popen) -> None:
    user.communicate("", timeout=10)


def _connect(server: joining.Server) -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.sockets), user="postgres", dbname=joining.DATABASE, autocommit=True
    )


def _write_a_row(server: joining.Server) -> None:
    with _connect(server) as connection:
        connection.execute("CREATE TABLE proof AS SELECT 'kept' AS word")


def _rows(server: joining.Server) -> list[tuple]:
    with _connect(server) as connection:
        return connection.execute("SELECT word FROM proof").fetchall()


def _pid(server: joining.Server) -> int:
    try:
        return int((server.home / "data" / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return 0


def _kill_keeper(server: joining.Server) -> None:
    os.kill(int(server.keeper_lock.read_text()), signal.SIGKILL)
    _wait_for(lambda: not joining._is_locked(server.keeper_lock))


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").exists() and bool(Path(f"/proc/{pid}/cmdline").read_bytes())


def _wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
