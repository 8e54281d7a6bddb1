"""Everything that `make test` proves, one line each; what fails is shown whole."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
QUIET_STEPS = {
    "lint": ["ruff", "check", "--quiet", "."],
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "imports": ["lint-imports"],
    "types": ["mypy"],
}
# In the order of folders: by count the long files, which hold few tests, would come last.
TESTS = ["pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-q", "--no-header"]


def main():
    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of processes start in the tests
    failed = [name for name, command in QUIET_STEPS.items() if not passes(name, command)]
    if subprocess.run([BIN / TESTS[0], *TESTS[1:], *sys.argv[1:]]).returncode:
        failed.append("tests")
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


def passes(name, command):
    began = time.monotonic()
    ended = subprocess.run([BIN / command[0], *command[1:]], capture_output=True, text=True)
    verdict = "failed" if ended.returncode else "ok"
    print(f"{name:8} {verdict}  {time.monotonic() - began:.0f} s", flush=True)
    if ended.returncode:
        print(ended.stdout, ended.stderr, flush=True)
    return not ended.returncode


if __name__ == "__main__":
    main()
