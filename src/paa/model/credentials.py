"""What proves to an index who we are, kept out of everything that is printed."""

from dataclasses import dataclass, field

__all__ = ["Credentials", "Secret"]


class Secret:
    """A text that shows itself only to who asks for it by name."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text, to be sent and never to be written."""
        return self._text

    def __repr__(self) -> str:
        """Hide it."""
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, specification: str) -> str:
        """Hide it in a formatted string, whatever its format."""
        return format(repr(self), specification)

    def __reduce__(self) -> str | tuple[object, ...]:
        """Refuse to be written to a file or to be sent to another process.

        Raises:
            TypeError: Always.
        """
        raise TypeError("a secret is not written")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user and a password, as HTTP Basic sends them.

    Attributes:
        origin: Where they were found, for messages.
    """

    user: str
    password: Secret = field(repr=False)
    origin: str
