"""How many keys a job takes, beside the click budget.

Keys that spell out what only the caller knows (a date, a name, a number) are not counted: they
are in no click budget.
"""

from playwright.sync_api import Page, expect

BUDGET = {  # the first, the promise and the dispute as the click budget has them
    "no answer": 2,
    "voicemail": 3,
    "promise with follow-up mail": 5,
    "dispute": 4,
    "says paid": 4,
    "hold": 4,
    "new contact": 4,
    "instalment plan": 6,
    "wrong number": 6,
    "next customer": 1,
    "level sent now": 4,
    "level undone": 1,
    "inbound caller": 2,
}


BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"


class Keys:
    """Counts what is pressed for a job; `typed` is what only the caller knows."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.count += len(keys)

    def typed(self, text: str) -> None:
        self.page.keyboard.type(text)

    def settled(self) -> None:
        """The page's scripts are at work, and no part of it is on its way."""
        self.page.wait_for_load_state()
        expect(self.page.locator(BUSY)).to_have_count(0)

    def begin(self) -> None:
        self.count = 0

    def saved(self, job: str, sentence: str) -> None:
        """The job is done, said so, and within its budget."""
        self.press("Control+Enter")
        self.done(job, sentence)

    def done(self, job: str, sentence: str) -> None:
        expect(self.page.locator("#said").get_by_text(sentence)).to_be_visible()
        self.settled()
        print(f"{job}: {self.count} keys of {BUDGET[job]}")  # noqa: T201
        assert self.count <= BUDGET[job]
