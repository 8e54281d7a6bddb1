"""How good a customer's word is, in words."""

import pytest

from collections_app.reports.promise_record import promise_record


@pytest.mark.parametrize(
    ("latest_first", "words"),
    [
        ([], ""),
        (["kept"], "Kept the only one so far"),
        (["broken"], "Not kept the only one so far"),
        (["kept", "kept", "kept"], "All of the last 3 kept"),
        (["kept", "broken", "kept"], "1 of the last 3 not kept"),
        (["broken", "kept", "kept"], "1 of the last 3 not kept"),
        (
            ["broken", "partly_kept", "kept", "broken"],
            "3 of the last 4 not kept, the latest 2 in a row",
        ),
    ],
)
def test_promises_that_were_not_kept_are_counted(latest_first: list[str], words: str) -> None:
    assert promise_record(latest_first).words == words
