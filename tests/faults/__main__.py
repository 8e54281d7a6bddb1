"""`make faults`: every case of the matrix that takes long, then thousands of messages under kills.

MESSAGES=2000 and EXAMPLES=100 make it short; SEED repeats a run; CASES=no leaves the cases out.
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
PYTEST = ["-m", "pytest", "-q", "-rsx", "--no-header"]
CASES = (["tests/faults", "-m", "nightly"], ["tests/journeys/test_any_order.py"])
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
    """Whether all hold, anything in any order too; and what was left out, with its reason."""
    say("The cases that take long.")
    told = {"EXAMPLES": "1000"} | os.environ
    ended = [
        subprocess.run(
            [sys.executable, *PYTEST, *which],
            cwd=env.ROOT,
            env=told,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        for which in CASES
    ]
    said = "".join(one.stdout for one in ended)
    say(said)
    left_out = [f"Left out: {one}" for one in SKIPPED.findall(said)]
    return not any(one.returncode for one in ended), left_out


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
