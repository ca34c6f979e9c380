"""Say what is in effect."""

import os
from collections.abc import Mapping
from pathlib import Path

from paa.adapters.files import read_text
from paa.config.load import load_settings
from paa.model.settings import LoadedSettings
from paa.pipeline.repository import CONFIG, find_config

__all__ = ["effective_settings"]


def effective_settings(start: Path, environment: Mapping[str, str] | None = None) -> LoadedSettings:
    """Settle every key of the repository that a folder is in, and where it comes from.

    Args:
        start: The repository's root, or a folder below it.
        environment: Variables; those of this process by default.

    Raises:
        ConfigError: There is no `.paa.config`, or it cannot be used.
        SourceError: It cannot be read.
    """
    path = find_config(start.resolve())
    variables = os.environ if environment is None else environment
    return load_settings(read_text(path, where=CONFIG), where=CONFIG, environment=variables)
