"""Read the YAML of a pipeline, with every scalar as it was written: `on` stays `on`."""

import yaml

from paa.errors import ConfigError

__all__ = ["read_workflow"]

# Where libyaml is there, it takes a tenth of the time.
_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_workflow(text: str, *, where: str) -> object:
    """Read a pipeline as mappings, lists and texts.

    Raises:
        ConfigError: It is no YAML.
    """
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - it makes nothing but mappings, lists and texts
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{where}:{mark.line + 1}" if mark else where
        raise ConfigError(f"no valid YAML: {error.problem or error.context}", where=place) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(f"no valid YAML: {error}", where=where) from None
