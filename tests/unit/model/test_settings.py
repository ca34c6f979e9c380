"""The settings as a value: defaults, what depends on another key, and the way through JSON and back."""

import json
from dataclasses import fields
from pathlib import Path, PurePosixPath

import pytest
from packaging.version import Version

from paa import __version__
from paa.model.choices import ApiPolicy, GateAction, GatedCommand, IndexKind, Record
from paa.model.keys import KEYS, from_document, to_document
from paa.model.settings import IndexName, IndexProfile, PythonVersion, Settings, Url

EVERYTHING_CHANGED = Settings(
    module_dir=PurePosixPath("source"),
    dependencies_dir=PurePosixPath("shared"),
    docs_file_paths={PurePosixPath("a/b.md"): PurePosixPath("b.md")},
    default_version=Version("1.2.0rc1"),
    python_version=PythonVersion(Version("3.12.4")),
    classifiers=(),
    license_path=PurePosixPath("LICENSE"),
    license_label="MIT OR Apache-2.0",
    docs_url=Url("https://example.com/ä"),
    add_artifacts=False,
    pylint_threshold=9.5,
    api_policy=ApiPolicy.BUMP,
    gates={GatedCommand.RELEASE: {"licenses": GateAction.FAIL}, GatedCommand.MAKE_PACKAGE: {}},
    indexes={
        IndexName("local"): IndexProfile(kind=IndexKind.DIRECTORY, path=Path("../index")),
        IndexName("feed"): IndexProfile(
            kind=IndexKind.AZURE, organization="o", feed="f", metadata_version=Version("2.1")
        ),
        IndexName("house"): IndexProfile(kind=IndexKind.SIMPLE, url=Url("https://example.com/simple/")),
    },
    publish_to=IndexName("feed"),
    stage_to=IndexName("testpypi"),
    record=Record.TAGS_ONLY,
    release_limit=0,
)


def test_each_key_has_a_meaning_and_a_section() -> None:
    assert [key.name for key in KEYS] == [each.name for each in fields(Settings)]
    assert [key.name for key in KEYS if not key.meaning or key.meaning.endswith(".") or not key.section] == []
    assert {key.name: key.also for key in KEYS if key.also} == {"docs_dir": "extra_docs_dir"}


def test_keys_tell_what_they_take() -> None:
    keys = {key.name: key for key in KEYS}
    assert keys["record"].choices == ("push", "pull-request", "tags-only")
    assert keys["module_dir"].choices == ()
    assert keys["dependencies_dir"].computed == "<module_dir>/components"
    assert [key.name for key in KEYS if not key.scalar] == [
        "docs_file_paths",
        "artifacts_filepaths",
        "classifiers",
        "allowed_licenses",
        "gates",
        "indexes",
    ]


def test_components_stand_below_the_modules_unless_told_otherwise() -> None:
    assert Settings().dependencies_dir == PurePosixPath("python_modules/components")
    assert Settings(module_dir=PurePosixPath("source")).dependencies_dir == PurePosixPath("source/components")
    assert EVERYTHING_CHANGED.dependencies_dir == PurePosixPath("shared")


def test_three_indexes_always_exist() -> None:
    assert {name: profile.kind for name, profile in Settings().indexes.items()} == {
        "local": IndexKind.DIRECTORY,
        "pypi": IndexKind.PYPI,
        "testpypi": IndexKind.TESTPYPI,
    }
    assert list(EVERYTHING_CHANGED.indexes) == ["local", "pypi", "testpypi", "feed", "house"]
    assert EVERYTHING_CHANGED.indexes[IndexName("local")].path == Path("../index")


def test_the_engine_is_the_running_version() -> None:
    assert Settings().engine == f"paa=={__version__}"


@pytest.mark.parametrize("settings", [Settings(), EVERYTHING_CHANGED], ids=["defaults", "changed"])
def test_a_document_gives_the_same_settings_back(settings: Settings) -> None:
    document = json.loads(json.dumps(to_document(settings)))
    again = from_document(document)
    assert again == settings
    assert to_document(again) == document
    assert [type(getattr(again, key.name)) for key in KEYS if key.scalar] == [
        type(getattr(settings, key.name)) for key in KEYS if key.scalar
    ]
    assert type(again.python_version) is Version
