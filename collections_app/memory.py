"""How a process that answers requests treats its memory."""

import gc

# Of objects made and not yet gone; a page makes and drops some ten thousand.
YOUNG = 100_000


def settle() -> None:
    """What is there now stays, and is never searched for garbage; what comes, seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
