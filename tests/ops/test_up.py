"""`manage.py up` runs everything, ends as a whole, and starts again after any crash."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from collections_app import env
from collections_app.servers import joining
from tests.ops.places import free_port, reachable_folder


@dataclass
class House:
    """One installation of its own: folder for data, port, and the running command."""

    var: Path
    port: int

    def start(self) -> subprocess.Popen:
        variables = {"VAR_DIR": str(self.var), "PORT": str(self.port), "DATABASE_URL": ""}
        variables["THROWAWAY_SERVERS"] = ""  # as for a person: data outlives its servers
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "up", "--demo-days", "5"],
                cwd=env.ROOT,
                env=os.environ | variables,
                stdout=log,
                stderr=log,
            )

    @property
    def log(self) -> Path:
        return self.var / "up.log"

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except OSError:
            return False

    def pid_of(self, name: str) -> int:
        line = self.log.read_text().split(f"{name} started (pid=")[-1]
        return int(line.split(")")[0])

    def servers_stopped(self) -> bool:
        servers = [joining.server_under(self.var, kind) for kind in ("postgres", "valkey")]
        return all(joining.stopped(server, within_seconds=20) for server in servers)


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """The same for all: what one leaves behind, the next starts with."""
    with reachable_folder() as var:
        yield House(var, free_port())


def test_interrupt_stops_everything(house: House) -> None:
    with running(house) as up:
        wait_for(lambda: "Dunwell is ready" in house.log.read_text())

        up.send_signal(signal.SIGINT)

        assert up.wait(30) == 0
    assert not house.answers()
    assert house.servers_stopped()
    assert "Stopped." in house.log.read_text()


def test_death_of_a_part_ends_the_whole_with_an_error(house: House) -> None:
    with running(house) as up:
        os.kill(house.pid_of("worker"), signal.SIGKILL)

        assert up.wait(30) != 0
    assert not house.answers()
    assert "worker stopped (rc=-9)" in house.log.read_text()
    assert house.servers_stopped()


def test_start_after_a_kill_that_could_tell_nobody(house: House) -> None:
    with running(house) as up:
        up.kill()
        up.wait()
        wait_for(lambda: not house.answers())

    with running(house):
        assert house.answers()
    assert house.log.read_text().count("A demo company lives") == 1  # the data was kept


def test_taken_port_is_named(house: House) -> None:
    with socket.create_server(("127.0.0.1", house.port)):
        code = house.start().wait(30)

    assert code != 0
    assert f"Port {house.port} is taken" in house.log.read_text()


@contextlib.contextmanager
def running(house: House) -> Iterator[subprocess.Popen]:
    up = house.start()
    try:
        wait_for(lambda: house.answers() or up.poll() is not None)
        assert up.returncode is None, house.log.read_text()
        yield up
    finally:
        up.terminate()
        up.wait(60)


def wait_for(true: Callable[[], bool], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
