"""Read what is chosen about the pipelines."""

from dataclasses import replace
from typing import cast

from packaging.version import Version

from paa.config.servers import load_keys
from paa.errors import ConfigError
from paa.model.pipelines import CI_CONFIG, PipelineChoices
from paa.model.settings import PythonVersion, Settings

__all__ = ["NEWEST_PYTHON", "load_choices"]

NEWEST_PYTHON = PythonVersion(Version("3.14"))
"""What is tested beside the oldest Python, where nothing is chosen."""


def load_choices(text: str, settings: Settings, *, where: str = CI_CONFIG) -> PipelineChoices:
    """Read what is chosen about the pipelines.

    Args:
        text: YAML; an empty text is all defaults.
        settings: What `.paa.config` says.
        where: The name of the file, for messages.

    Raises:
        ConfigError: The text is no YAML, or keys or values of it cannot be used; all of them together.
    """
    choices = cast("PipelineChoices", load_keys(PipelineChoices, text, where))
    if choices.jobs == 0:
        raise ConfigError("`jobs`: expected at least one", where=where)
    if "systems" in text and not choices.systems:
        raise ConfigError("`systems`: expected at least one", where=where)
    pythons = choices.pythons or tuple(dict.fromkeys((settings.python_version, NEWEST_PYTHON)))
    return replace(choices, pythons=pythons)
