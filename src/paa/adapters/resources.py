"""The data that we ship."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["read_resource", "well_known_project"]


def read_resource(*path: str) -> str:
    """Read a text of `paa/resources`."""
    return files("paa").joinpath("resources", *path).read_text(encoding="utf-8")


def well_known_project(import_name: str) -> str | None:
    """Name the project that is known to provide a top-level import whose name differs from the project's."""
    return _table().get(import_name)


@cache
def _table() -> Mapping[str, str]:
    rows = (line.partition("\t") for line in read_resource("import_names.tsv").splitlines())
    return MappingProxyType({import_name: project for import_name, _, project in rows})
