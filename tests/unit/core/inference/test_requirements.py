"""From imports to requirements."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from paa.core.inference.known_names import KnownNames
from paa.core.inference.providers import Owner, Providers
from paa.core.inference.requirements import Inference, find_requirements, parse_requirement
from paa.core.source.standard_library import StandardLibrary
from paa.errors import PaaError, SourceError
from paa.model.choices import LazyImports
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
    confirmed={"confirmed", "space"}.__contains__,
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
    ("source", "expected"),
    [
        pytest.param("import space.one.two", ["first-of-space"], id="the longest name in the table"),
        pytest.param("from space import one, other", ["first-of-space", "space-other"], id="members of a namespace"),
        pytest.param("from space.other import f", ["space-other"], id="the rule of a namespace"),
        pytest.param("import space\nimport space.one", ["first-of-space"], id="a bare namespace beside a member"),
        pytest.param("from space import *\nimport space.one", ["first-of-space"], id="a star beside a member"),
        pytest.param("from space import (one,  #>=1\n other,  #-\n)", ["first-of-space>=1"], id="markers of members"),
        pytest.param("import space", ["space"], id="nothing but a namespace"),
        pytest.param("import confirmed", ["confirmed"], id="a project of the index"),
    ],
)
def test_names_of_projects(source: str, expected: list[str]) -> None:
    assert lines(project_of(source)) == expected


@pytest.mark.parametrize(
    ("source", "rule", "certain"),
    [
        ("import space.other", Rule.TABLE, True),
        ("import confirmed", Rule.INDEX, True),
        ("import unheard_of", Rule.NAME, False),
        ("import space", Rule.NAME, False),
        ("import telnetlib", Rule.STANDARD, True),
    ],
)
def test_what_speaks_for_a_name(source: str, rule: Rule, certain: bool) -> None:
    (requirement,) = found(project_of(source))

    assert (requirement.rule, requirement.certain) == (rule, certain)


TRY = "try:\n import {}\nexcept ImportError:\n {}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(TRY.format("a", "import b"), ["a"], id="the first of two"),
        pytest.param(TRY.format("a", "a = None"), ["a: a"], id="nothing instead"),
        pytest.param(TRY.format("a", "import json"), ["a: a"], id="the standard library instead"),
        pytest.param(
            TRY.format("tomllib", "import a"), ['a; python_version < "3.11"'], id="instead of what came later"
        ),
        pytest.param(TRY.format("a", "import tomllib"), ['a; python_version < "3.11"'], id="before what came later"),
        pytest.param(
            TRY.format("tomllib", "try:\n  import a\n except ImportError:\n  tomllib = None"),
            ['a: a; python_version < "3.11"'],
            id="instead of what came later, if at all",
        ),
        pytest.param(
            "try:\n from typing import Any, Self\nexcept ImportError:\n from a import Self",
            ['a; python_version < "3.11"'],
            id="instead of a member that came later",
        ),
        pytest.param(TRY.format("json", "import a"), [], id="instead of what is always there"),
        pytest.param(TRY.format("cPickle", "import pickle"), [], id="instead of what Python 2 had"),
        pytest.param(TRY.format("distutils", "import a"), ['a; python_version >= "3.12"'], id="instead of what left"),
        pytest.param(
            TRY.format("distutils", "pass"),
            ['setuptools: setuptools; python_version >= "3.12"'],
            id="what left, if at all",
        ),
        pytest.param(
            TRY.format("a", "try:\n  import b\n except ImportError:\n  b = None"), ["a: a", "b: b"], id="neither"
        ),
        pytest.param(TRY.format("a", "raise SystemExit(1)"), ["a"], id="the end instead"),
        pytest.param(TRY.format("a.b", "import a.c"), ["a"], id="another place of the same project"),
        pytest.param(TRY.format("a", "a = None") + "\nimport a", ["a"], id="required elsewhere"),
        pytest.param(TRY.format("a", "a = None") + "\ndef f():\n import a", ["a: a"], id="and in a function"),
        pytest.param("def f():\n import a\n" + TRY.format("b", "b = None"), ["a", "b: b"], id="another in a function"),
        pytest.param("def f():\n try:\n  import a\n except ImportError:\n  raise X", ["a: a"], id="a function fails"),
        pytest.param("if find_spec('a'):\n import a", ["a: a"], id="when it is there"),
        pytest.param(
            TRY.format("a", "a = None") + "\nif a:\n import a.c\n import b", ["a: a", "b: b"], id="where it was there"
        ),
        pytest.param(TRY.format("distutils", "import json"), [], id="the standard library instead of what left"),
        pytest.param(TRY.format("_native", "import a"), ["a"], id="instead of what is compiled"),
        pytest.param(TRY.format("_native", "pass"), [], id="what is compiled, if at all"),
        pytest.param(TRY.format("__pypy__", "pass"), [], id="what one Python has"),
        pytest.param("try:\n set\nexcept NameError:\n from sets import Set", [], id="what Python 2 had"),
        pytest.param("import urllib2, __builtin__, __main__", [], id="what Python 2 had, plainly"),
        pytest.param(
            "try:\n from ._vendor import a\nexcept ImportError:\n import a", ["a"], id="instead of a missing file"
        ),
        pytest.param("try:\n import a\nexcept ImportError:\n from ._vendor import a", ["a"], id="or a missing file"),
        pytest.param("try:\n from .distutils import a\nexcept ImportError:\n pass", [], id="a missing file, if at all"),
    ],
)
def test_attempts_and_what_is_done_instead(source: str, expected: list[str]) -> None:
    assert lines(project_of(source), python=">=3.10") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("if sys.version_info < (3, 12): import a", ['a; python_version < "3.12"'], id="version"),
        pytest.param("if sys.version_info < (3, 10): import a\nelse: import b", ["b"], id="no supported version"),
        pytest.param("if sys.platform == 'win32': import a", ['a; sys_platform == "win32"'], id="platform"),
        pytest.param("if sys.platform == 'win32': import a\nelse: import a.b", ["a"], id="every platform"),
        pytest.param(
            "if sys.version_info >= (3, 12):\n if os.name == 'nt': import a",
            ['a; python_version >= "3.12" and os_name == "nt"'],
            id="both",
        ),
        pytest.param("if os.name == 'nt': import a\nimport a", ["a"], id="required anyway"),
        pytest.param("if os.name == 'nt':\n import a  #>=1\nimport a", ["a>=1"], id="a version said once"),
        pytest.param(
            "if sys.platform == 'win32':\n try:\n  import a\n except ImportError:\n  a = None",
            ['a: a; sys_platform == "win32"'],
            id="optional on one platform",
        ),
        pytest.param(
            "if sys.version_info >= (3, 11, 4): import a", ['a; python_full_version >= "3.11.4"'], id="a patch release"
        ),
        pytest.param(
            "if (3, 11) <= sys.version_info < (3, 12): import a", ['a; python_version == "3.11"'], id="one version"
        ),
        pytest.param(
            "if sys.platform in ('win32', 'cygwin') and sys.version_info >= (3, 11): import a",
            ['a; python_version >= "3.11" and (sys_platform == "win32" or sys_platform == "cygwin")'],
            id="one of several platforms",
        ),
    ],
)
def test_environment_markers(source: str, expected: list[str]) -> None:
    assert lines(project_of(source), python=">=3.10") == expected


@pytest.mark.parametrize(("policy", "expected"), [(LazyImports.REQUIRED, ["a"]), (LazyImports.OPTIONAL, ["a: a"])])
def test_imports_that_stand_only_in_functions(policy: LazyImports, expected: list[str]) -> None:
    project = project_of("def f():\n import a")

    assert lines(project, lazy=policy) == expected
    assert [each.lazy for each in found(project)] == [True]


def test_versions_by_policy_are_those_that_nobody_names() -> None:
    project = project_of("import a\nimport b  #<3\nimport other\n#@ c")

    assert lines(project, versions=lambda _: SpecifierSet(">=2")) == ["a>=2", "b<3", "c", "other-project>=0.3"]


def test_further_places_and_projects_are_named() -> None:
    (requirement,) = found(project_of("import yaml\nfrom yaml import load"))

    assert (requirement.imported, requirement.also, requirement.others) == ("yaml", (f"{WHERE}:2",), ("another",))


@pytest.mark.parametrize(
    ("source", "message", "where"),
    [
        pytest.param(
            "import a  #>=2\nimport a.b  #<1", "no version of a is >=2 ({0}:1) and <1 ({0}:2)", 2, id="markers"
        ),
        pytest.param("#@ a==1\n#@ A==2", "no version of a is ==1 ({0}:1) and ==2 ({0}:2)", 2, id="directives"),
        pytest.param(
            '__package_metadata__ = {"install_requires": ["a>3"]}\nimport a  #~=2.0',
            "no version of a is >3 ({0}:1) and ~=2.0 ({0}:2)",
            2,
            id="metadata",
        ),
        pytest.param(
            '#@ a<2\n#@ a>=2; sys_platform == "win32"',
            "no version of a is <2 ({0}:1) and >=2 ({0}:2)",
            2,
            id="on one platform",
        ),
    ],
)
def test_versions_that_exclude_each_other(source: str, message: str, where: int) -> None:
    with pytest.raises(SourceError) as caught:
        found(project_of(source))

    assert described(caught.value) == [(message.format(WHERE), f"{WHERE}:{where}", "change one of the two")]


def test_versions_for_different_pythons_may_differ() -> None:
    source = '#@ a<2; python_version < "3.12"\n#@ a>=2; python_version >= "3.12"'

    assert lines(project_of(source)) == ['a<2; python_version < "3.12"', 'a>=2; python_version >= "3.12"']


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
