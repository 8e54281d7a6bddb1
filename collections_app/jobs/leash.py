"""Children that end with their parent, even when it is killed and can tell them nothing."""

import ctypes
import functools
import signal
import sys

from honcho.process import Popen, Process

PR_SET_PDEATHSIG = 1


def end_with_parent(how: signal.Signals) -> None:
    """Asks the kernel; elsewhere than on Linux such a child must be stopped by hand."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


class LeashedProcess(Process):
    """Honcho runs a command under a process of its own; both are tied to the one above."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        leash = functools.partial(end_with_parent, signal.SIGTERM)
        self._child_ctor = functools.partial(Popen, preexec_fn=leash)

    def run(self, events=None, ignore_signals=False):
        # The one between ignores TERM.
        end_with_parent(signal.SIGKILL)
        super().run(events, ignore_signals)
