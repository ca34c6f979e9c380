"""The functions of GitHub's expressions that pipelines of ours may use."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.pipelines.documents import Json
from tests.support.pipelines.failures import Invalid, Unsupported
from tests.support.pipelines.github.coercion import equal, text

__all__ = ["FUNCTIONS", "Function"]

_PLACE = re.compile(r"\{\{|\}\}|\{([0-9]+)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Function:
    """A function, and how many arguments it takes."""

    call: Callable[..., Json]
    arity: range


def _contains(search: Json, item: Json) -> bool:
    if isinstance(search, list):
        return any(equal(element, item) for element in search if not isinstance(element, list | dict))
    return text(item).casefold() in text(search).casefold()


def _starts(search: Json, start: Json) -> bool:
    return text(search).casefold().startswith(text(start).casefold())


def _ends(search: Json, end: Json) -> bool:
    return text(search).casefold().endswith(text(end).casefold())


def _format(template: Json, *values: Json) -> str:
    def fill(found: re.Match[str]) -> str:
        if found[0] in {"{{", "}}"}:
            return found[0][0]
        if not found[1] or int(found[1]) >= len(values):
            raise Invalid(f"{found[0]} in {template!r}")
        return text(values[int(found[1])])

    return _PLACE.sub(fill, text(template))


def _join(items: Json, separator: Json = ",") -> str:
    if not isinstance(items, list):
        raise Unsupported("join of what is no list")
    return text(separator).join(text(item) for item in items)


def _to_json(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _from_json(source: Json) -> Json:
    try:
        value: Json = json.loads(text(source))
    except json.JSONDecodeError as problem:
        raise Invalid(f"no JSON: {text(source)!r}: {problem}") from None
    return value


FUNCTIONS: Mapping[str, Function] = {
    "contains": Function(_contains, range(2, 3)),
    "endswith": Function(_ends, range(2, 3)),
    "format": Function(_format, range(1, 20)),
    "fromjson": Function(_from_json, range(1, 2)),
    "join": Function(_join, range(1, 3)),
    "startswith": Function(_starts, range(2, 3)),
    "tojson": Function(_to_json, range(1, 2)),
}
