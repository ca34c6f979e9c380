"""The one family of errors: the class is the exit code, the message says what and where, the hint what to do next."""

from collections.abc import Sequence

__all__ = [
    "BuildError",
    "ConfigError",
    "GateError",
    "IndexBusy",
    "IndexFailure",
    "IndexRefusal",
    "Interrupted",
    "PaaError",
    "PartlyReleased",
    "Problems",
    "SourceError",
    "Unworkable",
    "UsageError",
    "raise_together",
]


class PaaError(Exception):
    """An expected failure.

    Args:
        message: One sentence without a full stop; it names the thing that is wrong.
        where: `path` or `path:line`, relative to the repository where that is possible.
        hint: What to do next.
    """

    exit_code = 1

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    @property
    def problems(self) -> tuple["PaaError", ...]:
        """The errors that this one stands for: itself."""
        return (self,)


class UsageError(PaaError):
    """The command line asks for what does not go together, or names a file or folder that cannot be used."""

    exit_code = 2


class ConfigError(PaaError):
    """The repository's configuration cannot be used."""

    exit_code = 2


class SourceError(PaaError):
    """A module, its metadata, a marker or the history is wrong, or there is none of that name."""

    exit_code = 3


class GateError(PaaError):
    """A gate said no, or could not answer."""

    exit_code = 4


class BuildError(PaaError):
    """A distribution could not be made."""

    exit_code = 5


class IndexFailure(PaaError):
    """An index refused, or could not be reached."""

    exit_code = 6


class IndexBusy(IndexFailure):
    """An index could not answer now; asked again, it may.

    Args:
        message: As of every error.
        where: As of every error.
        hint: As of every error.
        retry_after: The seconds that it asks for, if it says so.
    """

    def __init__(
        self, message: str, *, where: str | None = None, hint: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.retry_after = retry_after


class IndexRefusal(IndexFailure):
    """An index answered that it does not take a file.

    Args:
        message: As of every error.
        where: As of every error.
        hint: As of every error.
        said: What it answered, word for word, without anything secret.
    """

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None, said: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.said = said


class Unworkable(IndexFailure):
    """What was published does not work when it is installed from the index."""


class Interrupted(PaaError):
    """Somebody stopped it, as with Ctrl-C."""

    exit_code = 130


class PartlyReleased(PaaError):
    """Some projects of a release are published and some are not."""

    exit_code = 7


class Problems(PaaError):
    """Several errors that were found in one go; the first one's class decides the exit code."""

    def __init__(self, errors: Sequence[PaaError]) -> None:
        super().__init__(f"{len(errors)} problems")
        self._problems = tuple(problem for error in errors for problem in error.problems)
        self.exit_code = self._problems[0].exit_code

    def __reduce__(self) -> tuple[type["Problems"], tuple[tuple[PaaError, ...]]]:
        """Let another process send this: it is made again from what it holds."""
        return Problems, (self._problems,)

    @property
    def problems(self) -> tuple[PaaError, ...]:
        """The errors that were collected, in the order in which they were found."""
        return self._problems


def raise_together(errors: Sequence[PaaError]) -> None:
    """Raise everything that a loop collected, each problem once, as one error; return when there is nothing.

    Raises:
        PaaError: The only error, or `Problems` that holds them all.
    """
    unique = {(problem.message, problem.where): problem for error in errors for problem in error.problems}
    if len(unique) == 1:
        raise next(iter(unique.values()))
    if unique:
        raise Problems(tuple(unique.values()))
