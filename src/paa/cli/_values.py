"""Turn words of the command line into values, without what Typer would load for that.

Typer 0.29 converts every value through pydantic, and so pays for its import and for a schema per parameter: a third of
the time of `paa test-install`. Text, paths and lists of them need no schema. Where Typer's inside has another shape,
nothing is replaced, and Typer does the work as it always does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typer._click import Context, Parameter

__all__ = ["QuickValues"]

_CONVERSIONS: Mapping[object, Callable[[Any], object]] = MappingProxyType(
    {bool: bool, str: str, Path: Path, list[str]: list}
)


@dataclass(frozen=True, slots=True)
class _Plain:
    """What Typer asks to convert the values of one parameter."""

    convert: Callable[[Any], object]

    def coerce(self, value: object, *, param: Any, ctx: object) -> object:  # noqa: ANN401, ARG002 - Typer's protocol
        """Convert a value that was given, or the parameter's default."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        return self.convert(value)


class QuickValues:
    """Makes a command of Typer convert its texts and paths by itself."""

    def get_params(self, ctx: "Context") -> "list[Parameter]":
        """List the parameters, the option for help among them."""
        parameters: list[Parameter] = super().get_params(ctx)  # type: ignore[misc] # the other base class has it
        for parameter in parameters:
            descriptor = getattr(parameter, "type_descriptor", None)
            convert = _CONVERSIONS.get(getattr(descriptor, "annotation", None))
            if convert is not None and getattr(parameter, "_runtime_param", ...) is None:
                parameter._runtime_param = _Plain(convert)  # type: ignore[attr-defined]  # noqa: SLF001 - see above
        return parameters
