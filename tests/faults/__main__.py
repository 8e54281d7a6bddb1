"""`make faults`: every case of the matrix that takes long, then thousands of messages under kills.

MESSAGES=2000 makes it short; SEED repeats a run; CASES=no leaves the cases out.
"""

import os
import re
import subprocess
import sys
import time

from tests.conftest import env, pytest_unconfigure  # makes the private environment first
from tests.faults.rig import a_rig
from tests.faults.scale import Run, run
from tests.faults.servers import own_servers

MOST_SHOWN = 50
CASES = ["-m", "pytest", "tests/faults", "-m", "nightly", "-q", "-rsx", "--no-header"]
SKIPPED = re.compile(r"^(?:SKIPPED|XFAIL) .*$", re.MULTILINE)


def main() -> int:
    messages = int(os.environ.get("MESSAGES", "20000"))
    seed = int(os.environ.get("SEED", time.time_ns() % 1_000_000))
    passed, left_out = (True, []) if os.environ.get("CASES") == "no" else cases()
    ran = hail(messages, seed)
    for line in ran.faults[:MOST_SHOWN] + left_out:
        say(line)
    say(f"{ran.kills} kills, {ran.attempts} attempts, seed {seed}")
    say(str(ran))
    return 0 if passed and not ran.faults else 1


def cases() -> tuple[bool, list[str]]:
    """Whether all hold; and what was left out, with its reason."""
    say("The cases that take long.")
    ended = subprocess.run(
        [sys.executable, *CASES], cwd=env.ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    say(ended.stdout)
    return ended.returncode == 0, [f"Left out: {one}" for one in SKIPPED.findall(ended.stdout)]


def hail(messages: int, seed: int) -> Run:
    say(f"{messages} messages under a hail of kills, seed {seed}.")
    try:
        with own_servers() as servers, a_rig(servers) as rig:
            return run(rig, messages, seed, say)
    finally:
        pytest_unconfigure()


def say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
