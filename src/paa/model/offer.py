"""What a new interface offers: one function of a module, and how to ask for its arguments."""

from dataclasses import dataclass

__all__ = ["Offer", "Parameter"]

_LINE = 50  # of the 88 columns that most formatters give; names and results need the others


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument that an interface asks its user for.

    Attributes:
        type: `str`, `int`, `float` or `bool`.
        optional: Whether it may be None.
        default: As Python source; None when the function requires it.
        keyword: Whether it is passed by its name.
    """

    name: str
    type: str
    optional: bool
    default: str | None
    keyword: bool

    @property
    def declaration(self) -> str:
        """The parameter as a signature has it."""
        hint = f"{self.name}: {self.type}{' | None' if self.optional else ''}"
        return hint if self.default is None else f"{hint} = {self.default}"

    @property
    def argument(self) -> str:
        """The parameter as a call has it."""
        return f"{self.name}={self.name}" if self.keyword else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A function that an interface offers.

    Attributes:
        name: What the interface calls it.
        attribute: What gives the result, behind the name of the package: `count(text)`, `__version__`.
        summary: One line that says what it does; empty when its author did not.
        returns: The annotation of its result, where that is made of Python's own types; empty for any other.
        guessed: The parameters whose type its author did not state; they are taken for text.
    """

    name: str
    attribute: str
    summary: str
    parameters: tuple[Parameter, ...]
    returns: str
    guessed: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """The parameters as a definition lists them: required ones first, one to a line where they are long."""
        ordered = sorted(self.parameters, key=lambda parameter: parameter.default is not None)
        declarations = [parameter.declaration for parameter in ordered]
        line = ", ".join(declarations)
        if len(line) <= _LINE:
            return line
        return "".join(f"\n    {declaration}," for declaration in declarations) + "\n"
