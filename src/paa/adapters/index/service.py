"""What an upload has to know of the server that it goes to."""

from collections.abc import Callable
from dataclasses import dataclass

from paa.model.credentials import Credentials
from paa.model.index import IndexProject
from paa.model.index_traits import IndexTraits
from paa.model.names import NormalizedName
from paa.model.patience import PATIENCE, Patience
from paa.model.settings import IndexName

__all__ = ["UploadService"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadService:
    """A server that takes uploads.

    Attributes:
        name: What the configuration calls the index.
        address: Where uploads go.
        credentials: Who uploads; None for trusted publishing, where the CI vouches for the job.
        traits: What indexes of its kind do.
        read: Reads a project again, with hashes, past every cache; None when the index has no file of it.
            Raises IndexFailure.
        patience: How long to try again.
    """

    name: IndexName
    address: str
    credentials: Credentials | None
    traits: IndexTraits
    read: Callable[[NormalizedName], IndexProject | None]
    patience: Patience = PATIENCE
