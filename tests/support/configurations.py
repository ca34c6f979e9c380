"""Every configuration of the pipelines: the product of what can be chosen."""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from paa.config.load import load_settings
from paa.model.pipelines import Platform
from paa.pipeline.ci.blueprint import blueprint_of
from paa.pipeline.ci.generate import PLATFORMS, generate

__all__ = ["AZURE_CHOICES", "CHOICES", "azure_configurations", "configurations", "generated"]

_SERVER = "{kind: simple, url: 'https://index.invalid/simple/', upload_url: 'https://index.invalid/upload/'}"
_INDEXES = f"indexes:\n  company: {_SERVER}\n  shelf: {{kind: directory, path: /srv/index}}\n"

# What can be chosen: a line of `.paa.config`, or of `.paa.ci.config`.
CHOICES: Mapping[str, tuple[str, ...]] = {
    ".paa.ci.config start": ("start: merge", "start: github-release", "start: manual"),
    ".paa.ci.config login": ("login: trusted", "login: secrets"),
    ".paa.ci.config index": ("index: pypi", "index: company", "index: shelf"),
    ".paa.ci.config tests": ("", "systems: [ubuntu-24.04, windows-2025]\npythons: ['3.11', '3.12', '3.13']"),
    ".paa.config stage": ("", "stage_to: testpypi", "stage_to: company"),
    ".paa.config environment": ("environment: pypi", "environment: pypi-{name}"),
    ".paa.config pages": ("", "gh_pages_base_url: https://docs.invalid/"),
    ".paa.config record": ("record: push", "record: pull-request", "record: tags-only"),
    ".paa.config engine": ("engine: paa==1.2.3", "engine: '.'"),
}


def configurations() -> Iterator[tuple[str, str]]:
    """Give the texts of `.paa.config` and `.paa.ci.config` of every configuration."""
    for chosen in product(*CHOICES.values()):
        texts = {".paa.config": _INDEXES, ".paa.ci.config": ""}
        for key, line in zip(CHOICES, chosen, strict=True):
            texts[key.split()[0]] += f"{line}\n"
        yield texts[".paa.config"], texts[".paa.ci.config"]


def generated(config: str, choices: str, *, platform: Platform = Platform.GITHUB) -> Mapping[str, str]:
    """Write the pipelines of a configuration."""
    settings = load_settings(config, where=".paa.config", environment={}).settings
    assert platform in PLATFORMS
    return generate(blueprint_of(Path("/nowhere"), settings, choices=choices), platform)


# What can be chosen for Azure; the feeds are files.
AZURE_CHOICES: Mapping[str, tuple[str, ...]] = {
    "feeds": ("", "nightly", "nightly stable"),
    ".paa.ci.config login": ("login: trusted", "login: secrets"),
    ".paa.ci.config tests": ("", "systems: [ubuntu-24.04, windows-2025]\npythons: ['3.11', '3.12', '3.13']"),
    ".paa.config index": ("", "publish_to: pypi", "publish_to: company"),
    ".paa.config stage": ("", "stage_to: testpypi", "stage_to: company", "stage_to: shelf", "stage_to: trial"),
    ".paa.config pages": ("", "gh_pages_base_url: https://docs.invalid/"),
    ".paa.config record": ("record: push", "record: pull-request", "record: tags-only"),
    ".paa.config engine": ("engine: paa==1.2.3", "engine: '.'"),
}
_TRIAL = "  trial: {kind: azure, organization: acme, feed: trial}\n"


def azure_configurations(folder: Path) -> Iterator[Mapping[str, str]]:
    """Write the pipelines of every configuration for Azure.

    Args:
        folder: Where the files of feeds are written.
    """
    for chosen in product(*AZURE_CHOICES.values()):
        texts = {"feeds": "", ".paa.config": f"{_INDEXES}{_TRIAL}", ".paa.ci.config": ""}
        for key, line in zip(AZURE_CHOICES, chosen, strict=True):
            texts[key.split()[0]] += f"{line}\n"
        root = folder / (texts["feeds"].strip().replace(" ", "-") or "none")
        for name in texts["feeds"].split():
            (root / ".azure/feeds").mkdir(parents=True, exist_ok=True)
            (root / f".azure/feeds/{name}.yml").write_text(
                f"variables: {{feed_name: {name}, organization: acme}}\n", encoding="utf-8"
            )
        settings = load_settings(texts[".paa.config"], where=".paa.config", environment={}).settings
        yield generate(blueprint_of(root, settings, choices=texts[".paa.ci.config"]), Platform.AZURE)
