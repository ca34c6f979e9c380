"""`__package_metadata__`."""

from typing import Any

import pytest

from paa.errors import PaaError
from paa.model.module import Metadata
from tests.unit.builders import described, module_of

RUN = "nothing of the module is run to read it"


@pytest.mark.parametrize(
    ("source", "metadata"),
    [
        pytest.param("x = 1", None, id="none"),
        pytest.param("def f():\n __package_metadata__ = {}", None, id="not at module level"),
        pytest.param("__package_metadata__: dict", None, id="declared and never assigned"),
        pytest.param("__package_metadata__ = {}", Metadata(line=1), id="empty"),
        pytest.param("\n__package_metadata__: dict = {}", Metadata(line=2), id="annotated"),
        pytest.param("a = __package_metadata__ = {}", Metadata(line=1), id="two names"),
        pytest.param(
            '__package_metadata__ = {"name": "a"}\n__package_metadata__ = {"name": "b"}',
            Metadata(line=2, name="b", lines={"name": 2}),
            id="the last one counts, as when it is run",
        ),
    ],
)
def test_where_metadata_stands(source: str, metadata: Metadata | None) -> None:
    assert module_of(source).metadata == metadata


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        pytest.param('"name": " my-tool "', {"name": "my-tool"}, id="name, stripped"),
        pytest.param('"author": "Ada\\r\\n  Example"', {"author": "Ada Example"}, id="one line out of several"),
        pytest.param('"description": "a" "b"', {"description": "ab"}, id="text in two pieces"),
        pytest.param('"author": None', {}, id="None is no value"),
        pytest.param('"author": ""', {}, id="an empty text is no value"),
        pytest.param('"keywords": ["a", " b "]', {"keywords": ("a", "b")}, id="list"),
        pytest.param('"keywords": ("a",)', {"keywords": ("a",)}, id="tuple"),
        pytest.param('"keywords": {"b", "a"}', {"keywords": ("a", "b")}, id="set, sorted"),
        pytest.param('"keywords": "a, b,,"', {"keywords": ("a", "b")}, id="comma text"),
        pytest.param('"classifiers": ["Private :: x"]', {"classifiers": ("Private :: x",)}, id="classifiers"),
        pytest.param('"project_urls": {"A": "b"}', {"project_urls": {"A": "b"}}, id="mapping"),
        pytest.param('"extras_require": {"a": ["b>=1"]}', {"extras_require": {"a": ("b>=1",)}}, id="extras"),
        pytest.param('"install_requires": ["a"]', {"install_requires": ("a",)}, id="requirements"),
        pytest.param('"artifact_urls": {"a": "b"}', {"artifact_urls": {"a": "b"}}, id="artifacts"),
        pytest.param('"license": "MIT"', {"license_label": "MIT"}, id="licence as setuptools spells it"),
        pytest.param('"python_requires": ">=3"', {"requires_python": ">=3"}, id="Pythons as setuptools spells it"),
        pytest.param('"zip_safe": True', {"unknown": ("zip_safe",)}, id="unknown"),
    ],
)
def test_values_of_keys(entry: str, values: dict[str, Any]) -> None:
    key = entry.split('"')[1]

    metadata = module_of(f"__package_metadata__ = {{\n    {entry},\n}}\n").metadata

    assert metadata == Metadata(line=1, lines={key: 2}, **values)


@pytest.mark.parametrize(
    ("source", "problems"),
    [
        pytest.param(
            "__package_metadata__ = make()",
            [
                (
                    f"__package_metadata__ must be a literal dictionary: {RUN}",
                    1,
                    'write it out: __package_metadata__ = {"description": "…", "author": "…"}',
                )
            ],
            id="a call",
        ),
        pytest.param(
            '__package_metadata__ = {\n"name": NAME}',
            [("'name' in __package_metadata__ is no literal: `NAME`", 2, f"write the value out: {RUN}")],
            id="a variable",
        ),
        pytest.param(
            '__package_metadata__ = {"name": f' + f'"{"x" * 50}"' + ".upper()}",
            [
                (
                    f"'name' in __package_metadata__ is no literal: `f'{'x' * 38}...`",
                    1,
                    f"write the value out: {RUN}",
                )
            ],
            id="a long expression",
        ),
        pytest.param(
            '__package_metadata__ = {"project_urls": {[]: 1}}',
            [("'project_urls' in __package_metadata__ is no literal: `{[]: 1}`", 1, f"write the value out: {RUN}")],
            id="a list as a key",
        ),
        pytest.param(
            r'__package_metadata__ = {"author": "\x1b[1mAda"}',
            [("'author' in __package_metadata__ must be text without control characters, not '\\x1b[1mAda'", 1, None)],
            id="control characters",
        ),
        pytest.param(
            r'__package_metadata__ = {"description": "\ud800"}',
            [
                (
                    "'description' in __package_metadata__ must be text that can be written as UTF-8, not '\\ud800'",
                    1,
                    None,
                )
            ],
            id="half a character",
        ),
        pytest.param(
            "__package_metadata__ = {**other}",
            [("the keys of __package_metadata__ must be literal texts", 1, None)],
            id="another dictionary",
        ),
        pytest.param(
            "__package_metadata__ = {1: 2}",
            [("the keys of __package_metadata__ must be literal texts", 1, None)],
            id="a number as a key",
        ),
        pytest.param(
            '__package_metadata__ = {\n"name": 1,\n"keywords": 2,\n"classifiers": "a",\n"project_urls": ["a"],\n'
            '"extras_require": ["a"],\n"install_requires": [1],\n"artifact_urls": {"a": 1},\n}',
            [
                ("'name' in __package_metadata__ must be text, not 1", 2, None),
                ("'keywords' in __package_metadata__ must be a list of texts, not 2", 3, None),
                ("'classifiers' in __package_metadata__ must be a list of texts, not 'a'", 4, None),
                ("'project_urls' in __package_metadata__ must be a dictionary from text to text, not ['a']", 5, None),
                (
                    (
                        "'extras_require' in __package_metadata__ must be a dictionary from the name of an extra to a"
                        " list of requirements, not ['a']"
                    ),
                    6,
                    None,
                ),
                ("'install_requires' in __package_metadata__ must be a list of texts, not [1]", 7, None),
                (
                    "'artifact_urls' in __package_metadata__ must be a dictionary from text to text, not {'a': 1}",
                    8,
                    None,
                ),
            ],
            id="wrong types, all at once",
        ),
    ],
)
def test_wrong_metadata_is_refused(source: str, problems: list[tuple[str, int, str | None]]) -> None:
    with pytest.raises(PaaError) as caught:
        module_of(source)

    assert described(caught.value) == [
        (message, f"module_dir/my_module.py:{line}", hint) for message, line, hint in problems
    ]
    assert caught.value.exit_code == 3
