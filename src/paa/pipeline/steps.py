"""The steps of a release, in their order; the tests kill a release before and after each of them."""

from enum import StrEnum

__all__ = ["Step"]


class Step(StrEnum):
    """A step, as the first words of what its reporter hears."""

    CATCH_UP = "catching up with the remote"
    MEND = "completing earlier records"
    PLAN = "planning"
    BUILD = "building"
    CHECK = "checking"
    PREPARE = "preparing the record"
    PUBLISH = "publishing to"
    VERIFY = "reading back"
    TRY = "trying"
    RECORD = "recording"
    PUSH = "pushing to"
    MOVE = "moving branch and tags"
    SHOW = "updating the work tree"
