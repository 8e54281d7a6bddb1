"""Work on one customer, alone with them until it is done."""

import threading
from collections.abc import Callable
from functools import wraps
from operator import attrgetter

from django.db import transaction

from collections_app.customers.actions import lock_customers


class _Held(threading.local):
    """Customers on whom this thread is at work."""

    def __init__(self) -> None:
        self.ids: set[int] = set()


_held = _Held()


def locked[**P, R](path: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """An act that is done whole or not at all, under the lock of the customer at `path`.

    `path` begins with one of its keywords: "customer.pk", "invoice.customer_id". Done within
    another act on the same customer it is a part of that one: nothing is locked again, and where
    it refuses, all of it is undone.
    """
    keyword, _, attribute = path.partition(".")
    id_of = attrgetter(attribute)

    def lock(act: Callable[P, R]) -> Callable[P, R]:
        @wraps(act)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            id = id_of(kwargs[keyword])
            if id in _held.ids:
                return act(*args, **kwargs)
            with transaction.atomic():
                lock_customers(customer_ids=[id])
                _held.ids.add(id)
                try:
                    return act(*args, **kwargs)
                finally:
                    _held.ids.discard(id)

        return run

    return lock
