"""Digests of what a project is made from: two are equal when a release of one would repeat the other."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from paa.model.settings import Settings

__all__ = ["Fingerprint", "fingerprint", "parse_fingerprint", "taken_settings"]

_LENGTH = 20  # hexadecimal digits of each half


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digest of a project's files, and that of what it takes from the configuration."""

    files: str
    taken: str

    def __str__(self) -> str:
        """Write it as a tag carries it."""
        return f"{self.files}.{self.taken}"


def parse_fingerprint(text: str) -> Fingerprint:
    """Read what a tag carries."""
    files, _, taken = text.partition(".")
    return Fingerprint(files, taken)


def fingerprint(files: Mapping[str, str], taken: Mapping[str, object]) -> Fingerprint:
    """Digest what a project is made from.

    Args:
        files: What a file is for the project → its blob id; a folder that is renamed in the configuration changes
            nothing.
        taken: What the project takes from the configuration.
    """
    return Fingerprint(_digest(sorted(files.items())), _digest(sorted(taken.items())))


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()[:_LENGTH]


def taken_settings(settings: Settings, own: frozenset[str]) -> Mapping[str, object]:
    """Select the settings that show in a project's distribution.

    Args:
        settings: Of the repository.
        own: What the module's metadata replaces: `python_version`, `license_label`, `status`.
    """
    taken, usual = _shown(settings, own), _shown(Settings(), own)
    # What has its default is left out: a setting that a later version of paa adds changes no digest.
    return {key: value for key, value in taken.items() if key not in own and value != usual[key]}


def _shown(settings: Settings, own: frozenset[str]) -> Mapping[str, object]:
    return {
        "python_version": settings.python_version,
        "license_label": settings.license_label,
        "license_badge": settings.license_badge,
        "classifiers": sorted(each for each in settings.classifiers if "status" not in own or "Status" not in each),
        "docs_url": settings.docs_url,
        "gh_pages_base_url": settings.gh_pages_base_url,
        "source_repo_url": settings.source_repo_url,
        "interface_requirements": settings.interface_requirements.value,
        "lazy_imports": settings.lazy_imports.value,
        "requirement_versions": settings.requirement_versions.value,
        "add_artifacts": settings.add_artifacts,
        "add_mkdocs_site": settings.add_mkdocs_site,
    }
