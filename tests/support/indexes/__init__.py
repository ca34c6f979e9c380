"""Indexes on loopback: two real servers, and one that fails as it is told to."""

from tests.support.indexes.archives import small_release
from tests.support.indexes.azure import Azure, running_azure
from tests.support.indexes.devpi import Devpi, running_devpi
from tests.support.indexes.faults import Cut, Fault
from tests.support.indexes.faulty import FaultyIndex, running_faulty
from tests.support.indexes.served import Served
from tests.support.indexes.servers import Servers

__all__ = [
    "Azure",
    "Cut",
    "Devpi",
    "Fault",
    "FaultyIndex",
    "Served",
    "Servers",
    "running_azure",
    "running_devpi",
    "running_faulty",
    "small_release",
]
