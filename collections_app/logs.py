"""What no log may hold."""

import logging
import re

_TOKEN = re.compile(r"(/hooks/\w+/\w+/|/invitation/|/account/|/password/new/\w+-)[^\s\"']+")
_PLACES = ("/hooks/", "/invitation/", "/account/", "/password/new/")


class HidesTokens(logging.Filter):
    """A token in a path stays out of access logs and error reports."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if any(place in said for place in _PLACES):
            record.msg, record.args = _TOKEN.sub(r"\1…", said), ()
        return True
