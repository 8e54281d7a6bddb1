"""The rig for each case: servers of its own once for all, a fresh database for every one."""

from collections.abc import Iterator

import pytest

from tests.faults import rig as rigs
from tests.faults.servers import Servers, own_servers


@pytest.fixture(scope="session")
def servers(django_db_blocker: object) -> Iterator[Servers]:
    with django_db_blocker.unblock(), own_servers() as pair:
        yield pair


@pytest.fixture
def rig(servers: Servers, django_db_blocker: object) -> Iterator[rigs.Rig]:
    """Whatever a case does: at its end nothing was doubled, lost or sent unlogged."""
    with django_db_blocker.unblock(), rigs.a_rig(servers) as one:
        yield one
        one.assert_nothing_is_wrong()
