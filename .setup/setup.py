"""Makes a fresh machine ready: environment, front-end packages, system libraries, browser.

Standard library only, and old syntax: it runs before anything is installed, at worst under an
older Python that fetches a newer one. What is up to date is left alone.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETUP = ROOT / ".setup"
VENV = ROOT / ".venv"
TOOLS = ROOT / "var" / "setup"
LOG = ROOT / "var" / "setup.log"
OLDEST_PYTHON = (3, 12)
FETCHED_PYTHON = "3.13"

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = "fonts-dejavu-core"
IMAP_SERVER = "/usr/sbin/dovecot"
SERVICES = Path("/run/systemd/system")  # there where systemd runs
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main():
    os.chdir(str(ROOT))
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        python_packages()
        front_end_packages()
        libraries()
        if "--browser" in sys.argv:
            browser()
            imap_server()


def python_packages():
    stamp = Stamp(VENV, ROOT / "requirements.lock")
    runs = Path(sys.prefix).resolve() == VENV.resolve()
    if runs and stamp.fits():
        return
    with Step("Python packages"):
        uv = bootstrap()
        if not runs:
            make_environment(uv)
        environment = ("--python", VENV / "bin" / "python")
        do(
            uv,
            "pip",
            "sync",
            "--compile-bytecode",
            "--require-hashes",
            *environment,
            "requirements.lock",
        )
        stamp.write()


def bootstrap():
    """The path of uv, installed beside the environment and not into it."""
    uv, stamp = TOOLS / "bin" / "uv", Stamp(TOOLS, SETUP / "uv.txt")
    if not (uv.exists() and stamp.fits()):
        python = getattr(sys, "_base_executable", sys.executable)
        if not can_make_environments(python):
            install(["python3-venv"], "Python's venv module")
        do(python, "-m", "venv", "--clear", TOOLS)
        pip = (TOOLS / "bin" / "python", "-m", "pip", "--disable-pip-version-check")
        do(*pip, "install", "--require-hashes", "-r", SETUP / "uv.txt")
        stamp.write()
    return uv


def can_make_environments(python):
    """Debian ships Python without the part that puts pip into an environment."""
    return (
        subprocess.run([python, "-c", "import ensurepip"], stderr=subprocess.DEVNULL).returncode
        == 0
    )


def make_environment(uv):
    """With this Python if it is new enough, else with one that uv finds or fetches."""
    command = (uv, "venv", "--clear", "--python")
    if sys.version_info >= OLDEST_PYTHON:
        do(*command, getattr(sys, "_base_executable", sys.executable), VENV)
    else:
        here = sys.version.split()[0]
        advice = (
            f"Python 3.12 or newer is needed, this is {here}, and fetching one failed: install one."
        )
        do(*command, FETCHED_PYTHON, VENV, advice=advice)


def front_end_packages():
    stamp = Stamp(ROOT / "node_modules", ROOT / "package-lock.json")
    if stamp.fits():
        return
    with Step("Front-end packages"):
        do(npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        stamp.write()


def npm():
    """The machine's own npm, else that of a package."""
    if shutil.which("npm") and shutil.which("node"):
        return "npm"
    do(
        bootstrap(),
        "pip",
        "install",
        "--require-hashes",
        "--python",
        TOOLS,
        "-r",
        SETUP / "node.txt",
    )
    os.environ["PATH"] = os.pathsep.join([str(TOOLS / "bin"), os.environ["PATH"]])
    return TOOLS / "bin" / "npm"


def libraries():
    """What WeasyPrint loads for the letters; other systems than Linux bring it their own way."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not any(Path("/usr/share/fonts").rglob("DejaVuSans.ttf")):
        missing.append(FONTS)
    if missing:
        with Step("System libraries"):
            install(missing, "the libraries that make the letters")


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def browser():
    if any(map(shutil.which, BROWSERS)):
        return
    with Step("Chromium, for the tests"):
        install(["chromium"], "Chromium, which the browser tests need")


def imap_server():
    """Dovecot, where it can be had without being started: elsewhere its tests are skipped."""
    has_no_right = os.geteuid() != 0 or not shutil.which("apt-get")
    if Path(IMAP_SERVER).exists() or SERVICES.exists() or has_no_right:
        return
    try:
        with Step("An IMAP server, for the tests"):
            install(["dovecot-imapd"], "Dovecot, which the tests of the mailbox need")
    except SystemExit as failed:
        print(f"{failed}\nWithout it the tests of the mailbox are skipped.")


def install(packages, what):
    """As root on Debian; anybody else is told the exact command."""
    command = ("apt-get", "install", "-y", "--no-install-recommends", *packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        advice = f"sudo apt-get update && sudo {' '.join(command)}"
        fail(f"Missing: {what}. On Debian, install with:\n  {advice}\nand run make again.")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    do("apt-get", "update")
    do(*command)


class Stamp:
    """Remembers, inside the folder it vouches for, from which lock that folder was made."""

    def __init__(self, folder, lock):
        self.file = folder / ".made-from"
        self.checksum = hashlib.sha256(lock.read_bytes()).hexdigest()

    def fits(self):
        return self.file.exists() and self.file.read_text() == self.checksum

    def write(self):
        self.file.write_text(self.checksum)


class Step:
    """Says what is being made, and how long it took."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        print(f"{self.name} ...", end=" ", flush=True)
        self.began = time.monotonic()

    def __exit__(self, kind, *_):
        print("failed" if kind else f"{time.monotonic() - self.began:.0f} s", flush=True)


def do(*command, advice=""):
    """Runs quietly; a failure shows the end of what was said."""
    with LOG.open("a") as log:
        code = subprocess.run([str(part) for part in command], stdout=log, stderr=log).returncode
    if code:
        said = "\n".join(LOG.read_text(errors="replace").splitlines()[-15:])
        fail(
            f"This failed: {' '.join(map(str, command))}\n{said}\nThe whole is in {LOG}.\n{advice}"
        )


def fail(sentence):
    sys.exit(f"\n{sentence}")


if __name__ == "__main__":
    main()
