"""A pipeline of Azure DevOps with everything that it is put together from, as far as that is written down."""

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

__all__ = ["included", "put_together"]

_LISTS = ("stages", "jobs", "steps")
_DEEPEST = 20  # templates that include each other


def included(document: object, path: str) -> frozenset[str]:
    """Name the templates that a file includes, as paths from the root; those of other repositories are left out."""
    return frozenset(_templates(document, path))


def _templates(value: object, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        if (place := _place(value, path)) is not None:
            yield place
        for each in value.values():
            yield from _templates(each, path)
    elif isinstance(value, list):
        for each in value:
            yield from _templates(each, path)


def put_together(document: object, path: str, parts: Mapping[str, object]) -> object:
    """Replace templates by what they hold, and conditional parts by all that may be there.

    Args:
        document: A pipeline.
        path: Its file.
        parts: File → what it holds, of all templates that are known; others stay as they are.
    """
    return _whole(document, path, parts, 0)


def _whole(value: object, path: str, parts: Mapping[str, object], depth: int) -> object:
    if isinstance(value, list):
        return _all_items(value, path, parts, depth)
    if not isinstance(value, Mapping):
        return value
    made: dict[object, object] = {}
    for key, each in value.items():
        inner = _whole(each, path, parts, depth)
        # `${{ if … }}:` above keys of a mapping.
        made |= inner if _is_condition(key) and isinstance(inner, Mapping) else {key: inner}
    return made


def _all_items(items: list[object], path: str, parts: Mapping[str, object], depth: int) -> list[object]:
    return [each for item in items for each in _items(item, path, parts, depth)]


def _items(item: object, path: str, parts: Mapping[str, object], depth: int) -> Iterator[object]:
    if isinstance(item, Mapping) and len(item) == 1 and _is_condition(next(iter(item))):
        inner = next(iter(item.values()))
        inner = _whole(inner, path, parts, depth)
        yield from inner if isinstance(inner, list) else [inner]
        return
    place = _place(item, path)
    part = parts.get(place) if place is not None else None
    if place is None or not isinstance(part, Mapping) or depth > _DEEPEST:
        yield _whole(item, path, parts, depth)
        return
    for name in _LISTS:
        held = part.get(name)
        yield from _all_items(held, place, parts, depth + 1) if isinstance(held, list) else ()


def _place(item: object, path: str) -> str | None:
    template = item.get("template") if isinstance(item, Mapping) else None
    if not isinstance(template, str) or "@" in template or "${{" in template:
        return None
    return template.lstrip("/") if template.startswith("/") else normpath(join(dirname(path), template))


def _is_condition(key: object) -> bool:
    return isinstance(key, str) and key.startswith("${{")
