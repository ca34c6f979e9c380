"""Reading `.paa.config`: what is accepted, and the one sentence for each thing that is not."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import Version

from paa.config.load import load_settings
from paa.errors import ConfigError, PaaError
from paa.model.choices import ApiPolicy, GateAction, GatedCommand, IndexKind
from paa.model.keys import KEYS, to_document
from paa.model.settings import IndexName, IndexProfile, LoadedSettings, PythonVersion, Settings


def load(text: str, environment: Mapping[str, str] | None = None) -> LoadedSettings:
    return load_settings(text, where=".paa.config", environment=environment or {})


def problems(text: str, environment: Mapping[str, str] | None = None) -> list[tuple[str | None, str, str | None]]:
    """Load what is wrong, and give place, message and hint of each problem."""
    with pytest.raises(PaaError) as raised:
        load(text, environment)
    assert all(isinstance(each, ConfigError) for each in raised.value.problems)
    assert raised.value.exit_code == 2
    return [(each.where, each.message, each.hint) for each in raised.value.problems]


def named(loaded: LoadedSettings) -> dict[str, str]:
    """Give the keys that do not have their default's origin."""
    return {key: origin for key, origin in loaded.origins.items() if origin != "default"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("# nothing but a comment\n", id="comment"),
        pytest.param("---\n", id="document-start"),
        pytest.param("null\n", id="null"),
        pytest.param("\ufeff", id="byte-order-mark"),
        pytest.param("{}", id="empty-mapping"),
        pytest.param("".join(f"{key.name}: null\n" for key in KEYS), id="every-key-null"),
    ],
)
def test_nothing_written_is_all_defaults(text: str) -> None:
    loaded = load(text)
    assert loaded.settings == Settings()
    assert dict(loaded.origins) == dict.fromkeys((key.name for key in KEYS), "default")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("python_version: 3.10", {"python_version": PythonVersion(Version("3.10"))}, id="version-3.10"),
        pytest.param("python_version: '3.12'", {"python_version": PythonVersion(Version("3.12"))}, id="quoted-version"),
        pytest.param("default_version: 1.0", {"default_version": Version("1.0")}, id="version-that-looks-like-a-float"),
        pytest.param("default_version: 0.1.0", {"default_version": Version("0.1.0")}, id="version"),
        pytest.param("pylint_threshold: 9.5", {"pylint_threshold": 9.5}, id="score"),
        pytest.param("pylint_threshold: 9", {"pylint_threshold": 9.0}, id="whole-score"),
        pytest.param("check_vulnerabilities: no", {"check_vulnerabilities": False}, id="yaml-boolean"),
        pytest.param("add_mkdocs_site: True", {"add_mkdocs_site": True}, id="python-boolean"),
        pytest.param("api_policy: off", {"api_policy": ApiPolicy.OFF}, id="off-is-a-word"),
        pytest.param("docker_username: 4711", {"docker_username": "4711"}, id="number-as-text"),
        pytest.param("tests_dir: ./tests/", {"tests_dir": PurePosixPath("tests")}, id="folder-with-slashes"),
        pytest.param("module_dir: .", {"module_dir": PurePosixPath()}, id="root"),
        pytest.param("extra_docs_dir: docs", {"docs_dir": PurePosixPath("docs")}, id="other-spelling"),
        pytest.param("allowed_licenses: [mit, '-']", {"allowed_licenses": ("mit", "-")}, id="unknown-licences-allowed"),
        pytest.param("classifiers: []", {"classifiers": ()}, id="empty-list"),
        pytest.param(
            "license_path: &a LICENSE\nnotice_path: *a",
            {
                "license_path": PurePosixPath("LICENSE"),
                "notice_path": PurePosixPath("LICENSE"),
            },
            id="alias-of-a-word",
        ),
        pytest.param(
            "module_dir: x\r\ncli_dir: y\r\n",
            {
                "module_dir": PurePosixPath("x"),
                "cli_dir": PurePosixPath("y"),
            },
            id="crlf",
        ),
        pytest.param(
            "artifacts_filepaths:\n  data/a.json: a.json",
            {
                "artifacts_filepaths": {PurePosixPath("data/a.json"): PurePosixPath("a.json")},
            },
            id="destinations",
        ),
        pytest.param(
            "gates: {make-package: {licenses: off}, release: {}}",
            {
                "gates": {GatedCommand.MAKE_PACKAGE: {"licenses": GateAction.OFF}, GatedCommand.RELEASE: {}},
            },
            id="gates",
        ),
        pytest.param(
            "indexes:\n  feed: {kind: azure, organization: o, feed: f, project: null, metadata_version: 2.1}",
            {
                "indexes": {
                    IndexName("feed"): IndexProfile(
                        kind=IndexKind.AZURE, organization="o", feed="f", metadata_version=Version("2.1")
                    )
                },
            },
            id="azure-feed",
        ),
        *(
            pytest.param(
                f"indexes:\n  shared: {{kind: directory, path: {path}}}",
                {"indexes": {IndexName("shared"): IndexProfile(kind=IndexKind.DIRECTORY, path=Path(path))}},
                id=f"folder-{path}",
            )
            for path in ("index", "../index", "/srv/index")
        ),
    ],
)
def test_values_mean_what_was_written(text: str, expected: dict[str, Any]) -> None:
    assert load(text).settings == replace(Settings(), dependencies_dir=_components(expected), **expected)


def _components(expected: Mapping[str, object]) -> PurePosixPath:
    return PurePosixPath(str(expected.get("module_dir", "python_modules"))) / "components"


PATH_HINT = "a relative path, without `..` and not in .git"
INDEX_HINT = "lower-case letters, digits, `-` and `_`, a letter first"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        pytest.param("modul_dir: x", 1, "unknown key `modul_dir`", "did you mean `module_dir`?", id="near-miss"),
        pytest.param("MODULE_DIR: x", 1, "unknown key `MODULE_DIR`", "did you mean `module_dir`?", id="upper-case"),
        pytest.param(
            "extra_doc_dir: x", 1, "unknown key `extra_doc_dir`", "did you mean `extra_docs_dir`?", id="near-alias"
        ),
        pytest.param("zzz: x", 1, "unknown key `zzz`", "the manual lists the keys", id="unknown"),
        pytest.param(
            "module_dirs: null", 1, "unknown key `module_dirs`", "did you mean `module_dir`?", id="unknown-null"
        ),
        pytest.param("\n<<: {module_dir: x}", 2, "unknown key `<<`", "the manual lists the keys", id="merge-key"),
        pytest.param(
            "check_vulnerabilities: maybe",
            1,
            "`check_vulnerabilities`: expected true or false, got 'maybe'",
            None,
            id="no-boolean",
        ),
        pytest.param(
            "add_artifacts: 1", 1, "`add_artifacts`: expected true or false, got 1", None, id="one-is-no-boolean"
        ),
        pytest.param(
            "add_artifacts: 'true'", 1, "`add_artifacts`: expected true or false, got 'true'", None, id="quoted-boolean"
        ),
        pytest.param(
            "release_limit: -1", 1, "`release_limit`: expected a whole number, 0 or more, got -1", None, id="negative"
        ),
        pytest.param(
            "release_limit: 1.5", 1, "`release_limit`: expected a whole number, 0 or more, got 1.5", None, id="fraction"
        ),
        pytest.param(
            "release_limit: yes",
            1,
            "`release_limit`: expected a whole number, 0 or more, got yes",
            None,
            id="boolean-for-number",
        ),
        pytest.param(
            "pylint_threshold: 11",
            1,
            "`pylint_threshold`: expected a number from 0 to 10, got 11",
            None,
            id="score-too-high",
        ),
        pytest.param(
            "pylint_threshold: .nan",
            1,
            "`pylint_threshold`: expected a number from 0 to 10, got .nan",
            None,
            id="no-number",
        ),
        pytest.param(
            "record: pull-requests",
            1,
            "`record`: expected push, pull-request or tags-only, got 'pull-requests'",
            "did you mean `pull-request`?",
            id="choice",
        ),
        pytest.param(
            "versioning: [semver]", 1, "`versioning`: expected semver or calver, got a list", None, id="list-for-choice"
        ),
        pytest.param(
            "python_version: 2.7",
            1,
            "`python_version`: expected a version of Python such as 3.11, got 2.7",
            None,
            id="python-2",
        ),
        pytest.param(
            "python_version: '>=3.10'",
            1,
            "`python_version`: expected a version of Python such as 3.11, got '>=3.10'",
            None,
            id="specifier",
        ),
        pytest.param(
            "default_version: one",
            1,
            "`default_version`: expected a version such as 1.0.0, got 'one'",
            None,
            id="no-version",
        ),
        pytest.param(
            "license_label: no",
            1,
            "`license_label`: expected text, got no",
            "put it in quotes if it is text",
            id="boolean-for-text",
        ),
        pytest.param("kernel_name: ''", 1, "`kernel_name`: expected text, got ''", None, id="empty-text"),
        pytest.param(
            "kernel_name: {a: b}", 1, "`kernel_name`: expected text, got a mapping", None, id="mapping-for-text"
        ),
        pytest.param(
            "module_dir: /src",
            1,
            "`module_dir`: expected a path inside the repository, got '/src'",
            PATH_HINT,
            id="absolute",
        ),
        pytest.param(
            "module_dir: a/../../b",
            1,
            "`module_dir`: expected a path inside the repository, got 'a/../../b'",
            PATH_HINT,
            id="outside",
        ),
        pytest.param(
            "module_dir: ~/src",
            1,
            "`module_dir`: expected a path inside the repository, got '~/src'",
            PATH_HINT,
            id="home",
        ),
        pytest.param(
            "module_dir: 'C:/src'",
            1,
            "`module_dir`: expected a path inside the repository, got 'C:/src'",
            PATH_HINT,
            id="drive",
        ),
        pytest.param(
            "paa_dir: .git/paa",
            1,
            "`paa_dir`: expected a path inside the repository, got '.git/paa'",
            PATH_HINT,
            id="in-git",
        ),
        pytest.param(
            'cli_dir: "a\\nb"',
            1,
            r"`cli_dir`: expected a path inside the repository, got 'a\nb'",
            PATH_HINT,
            id="newline",
        ),
        pytest.param(
            "cli_dir: a\\b",
            1,
            "`cli_dir`: expected a path inside the repository, got 'a\\b'",
            "separate folders by `/`",
            id="backslash",
        ),
        pytest.param("docs_url: www", 1, "`docs_url`: expected an http(s) address, got 'www'", None, id="no-address"),
        pytest.param(
            "docs_url: 'javascript:alert(1)'",
            1,
            "`docs_url`: expected an http(s) address, got 'javascript:alert(1)'",
            None,
            id="script",
        ),
        pytest.param(
            "docs_url: 'http://[x'",
            1,
            "`docs_url`: expected an http(s) address, got 'http://[x'",
            None,
            id="broken-address",
        ),
        pytest.param(
            "docs_url: https://u:secret@example.com",
            1,
            "`docs_url`: an address must not hold a user or a password",
            "credentials come from the environment",
            id="password",
        ),
        pytest.param(
            "publish_to: My Index",
            1,
            "`publish_to`: expected the name of an index, got 'My Index'",
            INDEX_HINT,
            id="index-name",
        ),
        pytest.param(
            "classifiers: Private", 1, "`classifiers`: expected a list, got 'Private'", None, id="text-for-list"
        ),
        pytest.param(
            "classifiers:\n  - A\n  - [B]", 3, "`classifiers[2]`: expected text, got a list", None, id="list-in-list"
        ),
        pytest.param(
            "classifiers:\n  - A\n  -", 3, "`classifiers[2]`: expected text, got nothing", None, id="empty-item"
        ),
        pytest.param("indexes: pypi", 1, "`indexes`: expected a mapping, got 'pypi'", None, id="text-for-mapping"),
        pytest.param(
            "indexes:\n  feed:\n    kind: azur",
            3,
            "`indexes.feed.kind`: expected directory, pypi, testpypi, azure or simple, got 'azur'",
            "did you mean `azure`?",
            id="kind",
        ),
        pytest.param("indexes:\n  feed: {path: x}", 2, "`indexes.feed` needs `kind`", None, id="no-kind"),
        pytest.param(
            "indexes:\n  feed: {kind: azure}",
            2,
            "`indexes.feed`: an index of the kind azure needs `organization` and `feed`",
            None,
            id="incomplete",
        ),
        pytest.param(
            "indexes:\n  pypi: {kind: pypi, url: 'https://example.com/simple'}",
            2,
            "`indexes.pypi`: `url` and `upload_url` go together",
            "give both, or neither for the index that everybody means",
            id="half-an-index",
        ),
        pytest.param(
            "indexes:\n  house: {kind: simple, url: 'http://example.com/simple'}",
            2,
            "`indexes.house`: http://example.com/simple would send a password in the clear",
            "use https; http is for this machine alone",
            id="open-address",
        ),
        pytest.param(
            "indexes:\n  feed: {kind: azure, organization: o, feed: 'f@'}",
            2,
            "`indexes.feed`: 'f@' is no feed",
            "write `feed`, or `feed@View`",
            id="no-view",
        ),
        pytest.param(
            "indexes:\n  feed: {kind: azure, organization: o, feed: f, metadata_version: '1.2'}",
            2,
            "`indexes.feed`: paa writes no metadata as old as 1.2",
            "it begins with 2.1",
            id="old-metadata",
        ),
        pytest.param(
            "indexes:\n  pypi: {kind: pypi, path: x}",
            2,
            "`indexes.pypi`: an index of the kind pypi takes no `path`",
            None,
            id="strange-field",
        ),
        *(
            pytest.param(
                f"indexes:\n  a: {{kind: directory, path: {path}}}",
                2,
                f"`indexes.a.path`: expected the path of a folder, got '{path}'",
                hint,
                id=f"folder-{path}",
            )
            for path, hint in {
                "~/index": "write it out, folders separated by `/`",
                "C:/index": "write it out, folders separated by `/`",
                "a\\b": "write it out, folders separated by `/`",
                "../.git/index": "a path, not in .git",
            }.items()
        ),
        pytest.param(
            "indexes:\n  a: {kind: pypi, ulr: x}", 2, "unknown key `ulr`", "did you mean `url`?", id="unknown-field"
        ),
        pytest.param(
            "indexes:\n  a: {kind: pypi, token: x}",
            2,
            "unknown key `token`",
            "an index has kind, path, url, upload_url, server, organization, project, feed, metadata_version and "
            "patience",
            id="token-in-the-file",
        ),
        pytest.param(
            "gates:\n  release:\n    licenses: stop",
            3,
            "`gates.release.licenses`: expected off, warn or fail, got 'stop'",
            None,
            id="gate-action",
        ),
        pytest.param(
            "docs_file_paths:\n  a.md: ../a.md",
            2,
            "`docs_file_paths.a.md`: expected a path inside the repository, got '../a.md'",
            PATH_HINT,
            id="destination-outside",
        ),
        pytest.param(
            "artifacts_filepaths:\n  /etc/passwd: a",
            2,
            "`artifacts_filepaths./etc/passwd`: expected a path inside the repository, got '/etc/passwd'",
            PATH_HINT,
            id="source-outside",
        ),
        pytest.param(
            "cli_dir: a\nmodule_dir: x\ncli_dir: b", 3, "`cli_dir` is given twice, first in line 1", None, id="twice"
        ),
        pytest.param(
            "docs_dir: a\nextra_docs_dir: b",
            2,
            "`docs_dir`, also spelt `extra_docs_dir`, is given twice, first in line 1",
            None,
            id="two-spellings",
        ),
        pytest.param(
            "indexes:\n  a: {kind: pypi,\n    kind: pypi}",
            3,
            "`kind` is given twice, first in line 2",
            None,
            id="twice-inside",
        ),
        pytest.param("- a", 1, "expected keys with values, such as `module_dir: python_modules`", None, id="list"),
        pytest.param(
            "# x\nmodule_dir", 2, "expected keys with values, such as `module_dir: python_modules`", None, id="word"
        ),
        pytest.param(
            "module_dir: x\n\tcli_dir: y", 2, "a tab where YAML expects spaces", "indent with spaces", id="tab"
        ),
        pytest.param(
            "module_dir: a: b", 1, "no valid YAML: mapping values are not allowed here", None, id="two-colons"
        ),
        pytest.param(
            "module_dir: [a",
            1,
            "no valid YAML: while parsing a flow sequence, expected ',' or ']', but got '<stream end>'",
            None,
            id="open-bracket",
        ),
        pytest.param(
            "module_dir: a\n---\ncli_dir: b",
            2,
            "no valid YAML: expected a single document in the stream, but found another document",
            None,
            id="two-documents",
        ),
        pytest.param(
            "module_dir: a\ncli_dir: \x00", 2, "the character #x0000 is not allowed", None, id="control-character"
        ),
        pytest.param("? [a]\n: b", 1, "a key must be a word", None, id="list-as-key"),
        pytest.param(
            "classifiers: &a [*a]",
            1,
            "lists and mappings cannot be repeated with an alias; write them out",
            None,
            id="endless-alias",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, message: str, hint: str | None) -> None:
    assert problems(text) == [(f".paa.config:{line}", message, hint)]


def test_nesting_without_end_is_one_error() -> None:
    assert problems("[" * 5000) == [(".paa.config", "lists or mappings are nested too deeply", None)]


def test_everything_wrong_is_said_at_once_in_the_order_of_the_lines() -> None:
    text = dedent("""\
        use_commit_messages: perhaps
        modul_dir: src
        classifiers:
          - fine
          - {not: fine}
        use_commit_messages: true
        record: pull
        gates: {licenses: fail}
    """)
    assert [(where, message) for where, message, _ in problems(text, {"PAA_CLI_DIR": "/cli"})] == [
        ("environment PAA_CLI_DIR", "`cli_dir`: expected a path inside the repository, got '/cli'"),
        (".paa.config:1", "`use_commit_messages`: expected true or false, got 'perhaps'"),
        (".paa.config:2", "unknown key `modul_dir`"),
        (".paa.config:5", "`classifiers[2]`: expected text, got a mapping"),
        (".paa.config:6", "`use_commit_messages` is given twice, first in line 1"),
        (".paa.config:7", "`record`: expected push, pull-request or tags-only, got 'pull'"),
        (".paa.config:8", "`gates.licenses`: expected make-package or release, got 'licenses'"),
        (".paa.config:8", "`gates.licenses`: expected a mapping, got 'fail'"),
    ]


def test_the_environment_wins_over_the_file() -> None:
    environment = {"PAA_MODULE_DIR": "source", "PAA_ADD_ARTIFACTS": "no", "PAA_PYTHON_VERSION": "3.10"}
    loaded = load("\nmodule_dir: x\ncli_dir: y\n", environment)
    assert loaded.settings == Settings(
        module_dir=PurePosixPath("source"),
        cli_dir=PurePosixPath("y"),
        add_artifacts=False,
        python_version=PythonVersion(Version("3.10")),
    )
    assert named(loaded) == {
        "module_dir": "environment PAA_MODULE_DIR",
        "cli_dir": ".paa.config:3",
        "python_version": "environment PAA_PYTHON_VERSION",
        "add_artifacts": "environment PAA_ADD_ARTIFACTS",
    }


def test_the_environment_knows_the_other_spelling() -> None:
    assert named(load("", {"PAA_EXTRA_DOCS_DIR": "docs"})) == {"docs_dir": "environment PAA_EXTRA_DOCS_DIR"}


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"PAA_PYPI_TOKEN": "pypi-secret"}, id="credential"),
        pytest.param({"PAA_SOMETHING": "x"}, id="unknown"),
        pytest.param({"PAA_INDEXES": "{}", "PAA_CLASSIFIERS": "[a]"}, id="not-a-single-value"),
        pytest.param({"MODULE_DIR": "x", "module_dir": "y"}, id="other-programs"),
        pytest.param({"PAA_MODULE_DIR": "", "PAA_CLI_DIR": " "}, id="empty"),
    ],
)
def test_other_variables_are_ignored(environment: Mapping[str, str]) -> None:
    assert named(load("", environment)) == {}


def test_a_wrong_value_in_the_environment_names_the_variable() -> None:
    assert problems("", {"PAA_RECORD": "pull"}) == [
        ("environment PAA_RECORD", "`record`: expected push, pull-request or tags-only, got 'pull'", None)
    ]


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_settings_or_an_error_with_a_place(text: str) -> None:
    outcome = loaded_or_error(text)
    if isinstance(outcome, PaaError):
        assert all(problem.where and problem.where.startswith(".paa.config") for problem in outcome.problems)
    else:
        assert list(to_document(outcome.settings)) == [key.name for key in KEYS]


def loaded_or_error(text: str) -> LoadedSettings | PaaError:
    try:
        return load(text)
    except PaaError as error:
        return error
