"""From imports to requirements."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from paa.core.known_names import KnownNames
from paa.core.providers import Owner, Providers
from paa.core.requirements import Inference, find_requirements, parse_requirement
from paa.core.standard_library import StandardLibrary
from paa.errors import PaaError, SourceError
from paa.model.names import ImportName
from paa.model.project import Project
from paa.model.spec import Found, Rule
from tests.unit.builders import described, found_of, layout_of, project_of

LAYOUT = layout_of("module_dir/other.py", "module_dir/components/x.py")
KNOWN = "a\nb\ncv2\topencv-python\nours\tanother\nspace.one\tfirst-of-space\nyaml\tanother\n"
PROVIDERS = Providers(
    overrides={"ours": "our-own"},
    installed=lambda dotted, _: {"yaml": Owner("yaml", "PyYAML")}.get(dotted),
    known=KnownNames(KNOWN, "space\tspace-{}\t1\n"),
    confirmed={"confirmed"}.__contains__,
)
MEMBERS = {"typing.Self": "3.11", "enum.StrEnum": "3.11", "importlib.resources.abc": "3.11", "tomllib": "3.11"}
WHERE = "module_dir/my_module.py"


def found(
    project: Project, *, extras: Mapping[str, str | None] | None = None, python: str = ">=3.11", **options: Any
) -> list[Found]:
    return list(
        find_requirements(
            project,
            Inference(
                layout=LAYOUT, providers=PROVIDERS, standard=StandardLibrary(SpecifierSet(python), MEMBERS), **options
            ),
            siblings={ImportName("other"): Requirement("other-project>=0.3")},
            extras=extras or {},
        )
    )


def origins(project: Project) -> list[Found]:
    """Give the requirements with nothing but the first place of each, and the rule."""
    return [replace(each, imported=None, others=(), also=()) for each in found(project)]


def lines(project: Project, **options: Any) -> list[str]:
    """Give the requirements in short: `requirement`, or `extra: requirement`."""
    return [
        f"{each.extra}: {each.requirement}" if each.extra else str(each.requirement)
        for each in found(project, **options)
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import ours", [found_of("our-own", where=f"{WHERE}:1", rule=Rule.MAPPING)], id="mapping"),
        pytest.param("\nimport yaml", [found_of("PyYAML", where=f"{WHERE}:2", rule=Rule.INSTALLED)], id="installed"),
        pytest.param("import cv2.gapi", [found_of("opencv-python", rule=Rule.TABLE)], id="table"),
        pytest.param("import new_thing", [found_of("new-thing", rule=Rule.NAME)], id="a guess"),
        pytest.param("import new_thing  #>=1", [found_of("new-thing>=1", rule=Rule.MARKER)], id="said by a marker"),
        pytest.param("#@ C[d]>=1", [found_of("C[d]>=1", rule=Rule.MARKER)], id="said verbatim"),
        pytest.param("from .other import f", [found_of("other-project>=0.3", rule=Rule.SIBLING)], id="sibling"),
        pytest.param(
            '__package_metadata__ = {\n"install_requires": ["c>=1"],\n"extras_require": {"X_y": ["d"]},\n}',
            [
                found_of("c>=1", where=f"{WHERE}:2", rule=Rule.METADATA),
                found_of("d", "x-y", where=f"{WHERE}:3", rule=Rule.METADATA),
            ],
            id="metadata",
        ),
        pytest.param(
            '# /// script\n# dependencies = ["c>=1"]\n# ///\nimport a',
            [found_of("c>=1", rule=Rule.SCRIPT)],
            id="inline script metadata is the whole truth",
        ),
    ],
)
def test_each_requirement_has_its_origin(source: str, expected: list[Found]) -> None:
    assert origins(project_of(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("import json, os.path\nfrom xml import sax", [], id="standard library"),
        pytest.param("from __future__ import annotations", [], id="future"),
        pytest.param("from components.x import f\nimport my_module", [], id="the project's own files"),
        pytest.param("import a  #-", [], id="ignored"),
        pytest.param("if TYPE_CHECKING:\n import a", [], id="for types only"),
        pytest.param("import b\nfrom a.c import d", ["a", "b"], id="sorted"),
        pytest.param("import a.c\nimport a.d", ["a"], id="once"),
        pytest.param("def f():\n import a", ["a"], id="in a function"),
        pytest.param("import a  #[c,d]>=1", ["a[c,d]>=1"], id="extras and version"),
        pytest.param("import a  #;os_name=='nt'", ['a; os_name == "nt"'], id="environment marker"),
        pytest.param("import a  #>=1\nimport a.b  #[c]<2", ["a[c]<2,>=1"], id="combined"),
        pytest.param("try:\n import a\nexcept ImportError:\n a = None", ["a: a"], id="optional"),
        pytest.param(
            "try:\n import cv2\nexcept ImportError:\n pass", ["opencv-python: opencv-python"], id="extra's name"
        ),
        pytest.param("try:\n import a\nexcept ImportError:\n pass\nimport a", ["a"], id="required anyway"),
        pytest.param("#! import a\nimport a\nimport b", ["b", "a: a"], id="made optional"),
        pytest.param("#! import a, b", ["a: a", "b: b"], id="several made optional"),
        pytest.param("#! from a.c import d  #>=1", ["a: a>=1"], id="made optional, with a version"),
        pytest.param("#@ c\nimport c", ["c"], id="said and imported"),
        pytest.param(
            '__package_metadata__ = {"install_requires": ["a>=1"]}\nimport a  #<2',
            ["a<2,>=1"],
            id="metadata and marker",
        ),
        pytest.param(
            '__package_metadata__ = {"extras_require": {"x": ["a>=1"]}}\nimport a', ["a", "x: a>=1"], id="stated extra"
        ),
        pytest.param("# /// script\n# dependencies = []\n# ///\nimport a", [], id="script: nothing"),
        pytest.param(
            "# /// script\n# dependencies = []\n# ///\nimport other", ["other-project>=0.3"], id="script: sibling"
        ),
        pytest.param(
            '# /// script\n# requires-python = ">=3"\n# ///\nimport a', ["a"], id="script: says nothing of it"
        ),
    ],
)
def test_requirements_of_a_module(source: str, expected: list[str]) -> None:
    assert lines(project_of(source)) == expected


@pytest.mark.parametrize(
    ("python", "expected"),
    [(">=3.11", ['setuptools; python_version >= "3.12"']), (">=3.12", ["setuptools"]), ("==3.11.4", [])],
)
def test_the_standard_library_is_that_of_the_supported_pythons(python: str, expected: list[str]) -> None:
    assert lines(project_of("import json\nimport distutils"), python=python) == expected


def test_components_are_part_of_the_project() -> None:
    project = project_of("from components.x import f", components={"x.py": "import a\n#@ c"})

    assert origins(project) == [
        found_of("a", where="module_dir/components/x.py:1"),
        found_of("c", where="module_dir/components/x.py:2", rule=Rule.MARKER),
    ]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        pytest.param("fastapi", ["a", "fastapi: b", "fastapi: c"], id="of its extra"),
        pytest.param(None, ["a", "b", "c"], id="of the project"),
    ],
)
def test_requirements_of_an_interface(extra: str | None, expected: list[str]) -> None:
    project = project_of("import a", interfaces={"fastapi": "import a\nimport b\n#@ c"})

    assert lines(project, extras={"fastapi": extra}) == expected


def test_a_guarded_import_of_an_interface_stays_in_its_extra() -> None:
    project = project_of(interfaces={"fastapi": "try:\n import a\nexcept ImportError:\n pass"})

    assert lines(project, extras={"fastapi": "fastapi"}) == ["fastapi: a"]


def test_a_stated_requirement_makes_a_guess_certain() -> None:
    (requirement,) = origins(project_of("import c\n#@ c>=2"))

    assert requirement == found_of("c>=2", where=f"{WHERE}:2", rule=Rule.MARKER)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    hint = 'write it as in `name[extra]>=1.2; python_version < "3.12"`'
    source = (
        '__package_metadata__ = {"install_requires": ["c >"], "extras_require": {"-": ["d"]}}\n'
        "import a  #>=x\n#@ not a requirement\n#! import 1\nimport _private\n"
    )

    with pytest.raises(PaaError) as caught:
        found(project_of(source))

    messages = [(where, said_hint) for _, where, said_hint in described(caught.value)]
    names = "use ASCII letters, digits, '-', '_' and '.', with a letter or digit at both ends"
    assert messages == [
        (f"{WHERE}:1", hint),
        (f"{WHERE}:1", names),
        (f"{WHERE}:3", hint),
        (f"{WHERE}:4", "write it as in `#! import x`"),
        (f"{WHERE}:2", hint),
        (f"{WHERE}:5", names),
    ]
    assert caught.value.exit_code == SourceError.exit_code


def test_requirement_is_parsed() -> None:
    requirement = parse_requirement('a[b]>=1; python_version < "3.12"', where="a.py:1")

    assert requirement == Requirement('a[b]>=1; python_version < "3.12"')


def test_what_is_no_requirement_is_refused() -> None:
    with pytest.raises(SourceError) as caught:
        parse_requirement("a b", where="a.py:7")

    assert described(caught.value) == [
        (
            "'a b' is no valid requirement: Expected semicolon (after name with no version specifier) or end",
            "a.py:7",
            'write it as in `name[extra]>=1.2; python_version < "3.12"`',
        )
    ]
