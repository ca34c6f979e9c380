"""Read the files that name the Azure Artifacts feeds of a repository, as its pipelines read them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType

from paa.config.load import Document
from paa.config.schema import Kind, Mistake, Scalar, near, read
from paa.errors import ConfigError, PaaError, raise_together
from paa.model.choices import IndexKind
from paa.model.index_profile import DefinedIndex, flaw_of
from paa.model.settings import IndexName, IndexProfile

__all__ = ["load_feeds"]

# What a feed's file calls it → what we do.
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "feed_name": "feed",
        "organization": "organization",
        "project_guid": "project",
        "server": "server",
        "metadata_version": "metadata_version",
        "patience": "patience",
    }
)
_NEEDED = ("feed_name", "organization")
_PAIR = frozenset({"name", "value", "readonly"})


def load_feeds(texts: Mapping[PurePosixPath, str]) -> Sequence[DefinedIndex]:
    """Read the files of feeds; each becomes an index of the name of its file.

    Args:
        texts: Path → YAML: `variables:`, as a mapping or as a list of `name` and `value`. Other variables than ours
            are the pipeline's business, unless they look like a slip of the pen.

    Raises:
        ConfigError: Some cannot be used; everything that is wrong with all of them at once.
    """
    feeds: list[DefinedIndex] = []
    errors: list[PaaError] = []
    for path, text in texts.items():
        try:
            feeds.append(DefinedIndex(_name(path), _load(str(path), text), str(path)))
        except PaaError as error:
            errors += error.problems
    raise_together(errors)
    return tuple(feeds)


def _name(path: PurePosixPath) -> IndexName:
    """Make the name of an index of the name of a file; capitals do not count.

    Raises:
        ConfigError: It cannot be one.
    """
    _, mistakes = read({"publish_to": Scalar(path.stem.lower(), Kind.TEXT)})
    if mistakes:
        hint = "rename it: letters, digits, `-` and `_`, a letter first"
        raise ConfigError(f"the name of this file is none for an index: {path.stem!r}", where=str(path), hint=hint)
    return IndexName(path.stem.lower())


def _load(path: str, text: str) -> IndexProfile:
    document = Document(path, {})
    document.read(text)
    _refuse_no_variables(document)
    places = dict(_variables(document))
    values = {_FIELDS[name]: value for name, (value, _) in places.items() if not _is_nothing(value)}
    missing = [name for name in _NEEDED if _FIELDS[name] not in values]
    if missing and not document.errors:
        document.report(Mistake(("variables",), f"a feed needs `{'` and `'.join(missing)}`"))
    document.complain()
    arguments, mistakes = read({**values, "kind": Scalar(IndexKind.AZURE.value, Kind.TEXT)}, IndexProfile)
    ours = {field: name for name, field in _FIELDS.items()}
    for mistake in mistakes:
        field = str(mistake.path[0])
        message = mistake.message.replace(f"`{field}`", f"`{ours[field]}`", 1)
        document.report(replace(mistake, path=places[ours[field]][1], message=message))
    document.complain()
    profile = IndexProfile(**arguments)
    if flaw := flaw_of(profile):
        document.report(Mistake(("variables",), flaw.message, flaw.hint))
    document.complain()
    return profile


def _refuse_no_variables(document: Document) -> None:
    if isinstance(document.values.get("variables"), dict | list):
        return
    hint = next(filter(None, (near(key, ["variables"]) for key in document.values)), None)
    hint = hint or "write it as in example_feed.yml: `variables:` with `feed_name` and `organization`"
    raise ConfigError("the file of a feed needs `variables`", where=f"{document.where}:1", hint=hint)


def _variables(document: Document) -> Iterator[tuple[str, tuple[object, tuple[str | int, ...]]]]:
    """Give our variables with their values and places, and report what looks like one and is none."""
    seen: set[str] = set()
    for name, value, place in _pairs(document):
        if name not in _FIELDS:
            if hint := near(name, _FIELDS):
                document.report(Mistake(place, f"unknown variable `{name}`", hint))
        elif name in seen:
            document.report(Mistake(place, f"`{name}` is given twice"))
        elif isinstance(value, Scalar) and any(mark in value.text for mark in ("$(", "${{", "$[")):
            hint = "write its value: whoever reads this file outside of a pipeline knows no variables"
            document.report(Mistake(place, f"`{name}` is made of other variables", hint))
        else:
            seen.add(name)
            yield name, (value, place)


def _pairs(document: Document) -> Iterator[tuple[str, object, tuple[str | int, ...]]]:
    variables = document.values["variables"]
    if isinstance(variables, dict):
        for name, value in variables.items():
            yield name, value, ("variables", name)
        return
    for position, item in enumerate(variables if isinstance(variables, list) else ()):
        place = ("variables", position)
        if not isinstance(item, dict):
            document.report(Mistake(place, "expected `name` and `value`"))
        elif isinstance(name := item.get("name"), Scalar):
            for key in sorted(item.keys() - _PAIR):
                document.report(Mistake((*place, key), f"unknown key `{key}`", near(key, _PAIR)))
            yield name.text, item.get("value"), (*place, "name")


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, Scalar) and (value.kind is Kind.NOTHING or not value.text.strip()))
