"""The mail server's own log, where this machine can read it: proof that a message was queued.

Postfix writes the Message-ID while the message still comes in, and "queue active" once it was
taken whole (RELIABILITY 2.6). Silence proves nothing: logs are turned over, and come late.
"""

import re
from collections.abc import Iterable
from pathlib import Path

CLEANUP = re.compile(r"postfix(?:/\w+)*/cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)")
TAKEN = re.compile(r"postfix(?:/\w+)*/qmgr\[\d+\]: (\w+): from=.*queue active")


def line_that_took(message_id: str, log: Path) -> str:
    """The line by which the server took responsibility; empty where there is none.

    The log before this one is read too: it may have been turned over since.
    """
    return _search(message_id, (log.with_name(f"{log.name}.1"), log))


def _search(message_id: str, logs: Iterable[Path]) -> str:
    queued: set[str] = set()
    for log in logs:
        if not log.is_file():
            continue
        with log.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if (met := CLEANUP.search(line)) and met[2] == message_id:
                    queued.add(met[1])
                elif queued and (met := TAKEN.search(line)) and met[1] in queued:
                    return line.strip()
    return ""
