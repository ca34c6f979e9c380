"""griffe compares two states of a package: what of the one would no longer work with the other."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from paa.adapters.files import temporary_directory, write_files
from paa.adapters.griffe import load_package
from paa.errors import SourceError
from paa.model.api import ApiBreak
from paa.model.names import ImportName

if TYPE_CHECKING:
    import griffe

__all__ = ["find_breaks"]

_EXTRA = "check"
_LONGEST = 60  # characters of a default value


def find_breaks(
    name: ImportName, old: Mapping[PurePosixPath, bytes], new: Mapping[PurePosixPath, bytes]
) -> tuple[ApiBreak, ...]:
    """Find what of the public names of a package's module would no longer work.

    Args:
        name: The package, and the module in it.
        old: Path inside the package's folder → content, as it was.
        new: The same, as it is.

    Returns:
        In the order of their places.

    Raises:
        UsageError: griffe is not installed.
        SourceError: griffe gets lost in the sources.
    """
    with temporary_directory() as folder:
        before, after = (_module(folder / place, name, files) for place, files in (("before", old), ("after", new)))
        import griffe

        try:
            found = {_break(each, name, folder) for each in griffe.find_breaking_changes(before, after)}
            found |= set(_turned(before, after, name, folder))
        except griffe.GriffeError as error:
            hint = "`--skip api` leaves this gate out"
            raise SourceError(f"griffe cannot compare its states: {error}", hint=hint) from None
    return tuple(sorted(found, key=lambda each: (each.file, each.line or 0, each.path, each.text)))


def _module(folder: Path, name: ImportName, files: Mapping[PurePosixPath, bytes]) -> "griffe.Module":
    write_files(folder / name, files)
    package = load_package(folder, name, extra=_EXTRA)
    module = package.members[name]
    assert module.is_module  # noqa: S101 - a file of that name is in the folder
    return module  # type: ignore[return-value]


def _break(found: "griffe.Breakage", name: ImportName, folder: Path) -> ApiBreak:
    kind: str = found.kind.name
    parameter = next((each.name for each in (found.old_value, found.new_value) if _is_parameter(kind, each)), None)
    # The package offers what its module of the same name offers.
    path = found.obj.path.replace(f"{name}.{name}.", f"{name}.", 1)
    text = found.kind.value[0].lower() + found.kind.value[1:]
    detail = _DETAILS[kind](found) if kind in _DETAILS else ""
    file, line = _place(found, folder)
    return ApiBreak(
        path=f"{path}({parameter})" if parameter else path,
        text=f"{text}: {detail}" if detail else text,
        file=file,
        line=None if kind == "OBJECT_REMOVED" else line,
    )


def _turned(before: Any, after: Any, name: ImportName, folder: Path) -> Iterator[ApiBreak]:  # noqa: ANN401 - modules or classes
    """Find functions that have to be awaited now, or may not be any more, which griffe does not compare."""
    for key, old in before.members.items():
        new = after.members.get(key)
        if new is None or not old.is_public or not (old := _defined(old)) or not (new := _defined(new)):
            continue
        if old.is_class and new.is_class:
            yield from _turned(old, new, name, folder)
        elif old.is_function and new.is_function and ("async" in old.labels) != ("async" in new.labels):
            yield ApiBreak(
                path=old.path.replace(f"{name}.{name}.", f"{name}.", 1),
                text="function has to be awaited" if "async" in new.labels else "function can no longer be awaited",
                file=PurePosixPath(*Path(new.filepath).relative_to(folder).parts[2:]),
                line=new.lineno,
            )


def _defined(member: Any) -> Any:  # noqa: ANN401 - any of griffe's objects
    """Follow an imported name to what it stands for; None where that is in another project."""
    import griffe

    try:
        return member.final_target if member.is_alias else member
    except griffe.GriffeError:
        return None


def _is_parameter(kind: str, value: object) -> bool:
    return kind.startswith("PARAMETER_") and value is not None


def _place(found: "griffe.Breakage", folder: Path) -> tuple[PurePosixPath, int | None]:
    """Find where a name is defined, inside the package's folder; of an imported name, the import."""
    member: Any = found.obj
    scope = member.parent if member.is_alias else member
    line = member.alias_lineno if member.is_alias else member.lineno
    return PurePosixPath(*Path(scope.filepath).relative_to(folder).parts[2:]), line


def _change(part: Callable[[Any], object]) -> Callable[["griffe.Breakage"], str]:
    return lambda found: f"{_short(part(found.old_value))} → {_short(part(found.new_value))}"


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_DETAILS: Mapping[str, Callable[["griffe.Breakage"], str]] = MappingProxyType(
    {
        "PARAMETER_CHANGED_KIND": _change(lambda each: each.kind.value),
        "PARAMETER_CHANGED_DEFAULT": _change(lambda each: each.default),
        "RETURN_CHANGED_TYPE": _change(str),
        "OBJECT_CHANGED_KIND": _change(lambda each: each.value),
        "CLASS_REMOVED_BASE": _change(lambda each: ", ".join(map(str, each)) or "none"),
    }
)
