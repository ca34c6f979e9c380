"""The parameters of a pipeline or a template: what is declared, and what is given."""

from collections.abc import Callable, Mapping

from tests.support.pipelines.documents import Json, Section
from tests.support.pipelines.failures import Invalid, Unsupported

__all__ = ["filled"]

_KEYS = ("name", "displayName", "type", "default", "values")


def _string(value: Json) -> Json:
    if isinstance(value, list | dict):
        raise Invalid(f"a text is expected, not {value!r}")
    return "" if value is None else str(value)


def _boolean(value: Json) -> Json:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str) or value.lower() not in {"true", "false"}:
        raise Invalid(f"true or false is expected, not {value!r}")
    return value.lower() == "true"


def _number(value: Json) -> Json:
    try:
        return float(str(value))
    except ValueError:
        raise Invalid(f"a number is expected, not {value!r}") from None


def _list(value: Json) -> Json:
    if not isinstance(value, list):
        raise Invalid(f"a list is expected, not {value!r}")
    return value


def _anything(value: Json) -> Json:
    return value


_TYPES: Mapping[str, Callable[[Json], Json]] = {
    "boolean": _boolean,
    "jobList": _list,
    "number": _number,
    "object": _anything,
    "stageList": _list,
    "stepList": _list,
    "string": _string,
}


def filled(section: Section, given: Mapping[str, Json]) -> dict[str, Json]:
    """Give the value of each parameter that a file declares.

    Raises:
        Invalid: One is given that is not declared, is missing, or is none of its values.
        Unsupported: One is of a type that the runner does not know.
    """
    declared = [_declared(parameter) for parameter in section.sections("parameters")]
    names = [parameter.needed("name") for parameter in declared]
    unknown = sorted(set(given) - set(names))
    if unknown:
        raise Invalid(f"{section.where}: unexpected parameters: {', '.join(unknown)}")
    return {name: _filled(parameter, name, given) for name, parameter in zip(names, declared, strict=True)}


def _declared(parameter: Section) -> Section:
    parameter.known(_KEYS)
    kind = parameter.text("type") or "string"
    if kind not in _TYPES:
        raise Unsupported(f"{parameter.where}: the type {kind}")
    return parameter


def _filled(parameter: Section, name: str, given: Mapping[str, Json]) -> Json:
    if name not in given and "default" not in parameter:
        raise Invalid(f"{parameter.where}: {name} is missing")
    value = _TYPES[parameter.text("type") or "string"](given.get(name, parameter.get("default")))
    if "values" in parameter and value not in parameter.list("values"):
        raise Invalid(f"{parameter.where}: {name} is one of {parameter.list('values')}, not {value!r}")
    return value
