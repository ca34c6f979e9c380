"""The metadata of a distribution."""

from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from paa.core.package.spec import project_name, requires_python, specify
from paa.errors import PaaError, SourceError
from paa.model.project import Project, ShippedFile
from paa.model.settings import Settings
from paa.model.spec import PackageSpec
from paa.model.walkthrough import Walkthrough
from tests.unit.builders import OWN, described, found_of, module_of, project_of, spec_of

WHERE = "module_dir/my_module.py"
ALPHA, STABLE = "Development Status :: 3 - Alpha", "Development Status :: 5 - Production/Stable"
TYPED = "Typing :: Typed"


def specified(project: Project, settings: Settings | None = None) -> PackageSpec:
    return specify(
        project,
        settings=settings or Settings(classifiers=()),
        version=Version("1.2.3"),
        requirements=(),
        scripts={},
        parts={},
    )


def stated(**metadata: Any) -> Project:
    """Make a project whose module states this metadata, a key a line."""
    entries = "".join(f"    {key!r}: {value!r},\n" for key, value in metadata.items())
    return project_of(f"__package_metadata__ = {{\n{entries}}}\n")


def settings(**changes: Any) -> Settings:
    return Settings(**{"classifiers": (), **changes})


def test_everything_that_is_stated() -> None:
    project = project_of(
        '"""The docstring."""\n__package_metadata__ = {\n'
        '    "name": "My.Tool", "description": "Does it.\\n\\nWell.",\n'
        '    "author": "Ada", "author_email": "ada@example.org",\n'
        '    "keywords": "a, b", "url": "https://example.org", "license": "mit", "python_requires": ">=3.12",\n'
        '    "project_urls": {"Changes": "https://example.org/changes"}, "classifiers": ["Typing :: Typed"],\n'
        "}\ndef f() -> None: ...\n",
        licenses=(
            ShippedFile(Path("NOTICE"), PurePosixPath("NOTICE")),
            ShippedFile(Path("x"), PurePosixPath("LICENSE")),
        ),
        readme="# Mine\n",
    )

    spec = specify(
        project,
        settings=settings(),
        version=Version("2.0"),
        requirements=(found_of("a"),),
        scripts={"my-tool": "my_module.cli:app"},
        parts={"module": "my_module.my_module"},
    )

    assert spec == spec_of(
        name="my-tool",
        version=Version("2.0"),
        summary="Does it.",
        readme="# Mine\n",
        requires_python=SpecifierSet(">=3.12"),
        license="MIT",
        license_files=(PurePosixPath("LICENSE"), PurePosixPath("NOTICE")),
        author="Ada",
        author_email="ada@example.org",
        keywords=("a", "b"),
        classifiers=(TYPED,),
        urls={"Changes": "https://example.org/changes", "Homepage": "https://example.org"},
        requirements=(found_of("a"),),
        scripts={"my-tool": "my_module.cli:app"},
        parts={"module": "my_module.my_module"},
        typed=True,
    )


def test_what_holds_when_nothing_is_stated() -> None:
    assert specified(project_of('"""Do it."""\nx = 1\n')) == spec_of(
        summary="Do it.",
        readme="# my-module\n\nDo it.\n\n## Installation\n\n```console\npip install my-module\n```\n",
        requires_python=SpecifierSet(">=3.10"),
    )


@pytest.mark.parametrize(
    ("source", "name"),
    [
        pytest.param("", "my-module", id="the import name"),
        pytest.param('__package_metadata__ = {"author": "Ada"}', "my-module", id="metadata without a name"),
        pytest.param('__package_metadata__ = {"name": "My_Tool.x"}', "my-tool-x", id="stated, normalised"),
    ],
)
def test_project_name(source: str, name: str) -> None:
    assert project_name(OWN, module_of(source)) == name


@pytest.mark.parametrize(
    ("source", "pythons"),
    [
        pytest.param("", ">=3.10", id="configuration"),
        pytest.param('# /// script\n# requires-python = ">=3.13"\n# ///', ">=3.13", id="inline script metadata"),
        pytest.param(
            '# /// script\n# requires-python = ">=3.13"\n# ///\n__package_metadata__ = {"requires_python": "~=3.11"}',
            "~=3.11",
            id="metadata",
        ),
    ],
)
def test_supported_pythons(source: str, pythons: str) -> None:
    assert requires_python(module_of(source), Settings()) == SpecifierSet(pythons)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        pytest.param('__package_metadata__ = {\n"requires_python": "3.11"}', 2, id="metadata"),
        pytest.param('__package_metadata__ = {\n\n"python_requires": "3.11"}', 3, id="as setuptools spells it"),
        pytest.param('\n# /// script\n# requires-python = "3.11"\n# ///', 2, id="inline script metadata"),
    ],
)
def test_wrong_pythons_are_refused(source: str, line: int) -> None:
    with pytest.raises(SourceError) as caught:
        requires_python(module_of(source), Settings())

    assert described(caught.value) == [("'3.11' is no version specifier", f"{WHERE}:{line}", 'write it as in ">=3.11"')]


@pytest.mark.parametrize(
    ("project", "configured", "classifiers"),
    [
        pytest.param(stated(), (ALPHA,), (ALPHA,), id="configured"),
        pytest.param(stated(classifiers=[STABLE]), (ALPHA, TYPED), (STABLE, TYPED), id="its own status replaces"),
        pytest.param(stated(classifiers=[TYPED]), (ALPHA,), (ALPHA, TYPED), id="combined"),
        pytest.param(stated(classifiers=["Private :: Do Not Upload"]), (), ("Private :: Do Not Upload",), id="private"),
        pytest.param(
            stated(classifiers=["License :: OSI Approved :: MIT License", TYPED], license="MIT"),
            ("License :: OSI Approved",),
            (TYPED,),
            id="an expression replaces licence classifiers",
        ),
        pytest.param(
            stated(classifiers=["License :: OSI Approved :: MIT License"]),
            (),
            ("License :: OSI Approved :: MIT License",),
            id="no expression",
        ),
        pytest.param(project_of("def f() -> None: ..."), (), (TYPED,), id="typed"),
        pytest.param(
            project_of("def f() -> None: ...", components={"x.py": "def f(a): ..."}),
            (),
            (),
            id="a component is not typed",
        ),
    ],
)
def test_classifiers(project: Project, configured: tuple[str, ...], classifiers: tuple[str, ...]) -> None:
    assert specified(project, settings(classifiers=configured)).classifiers == classifiers


@pytest.mark.parametrize(
    ("project", "configured", "urls"),
    [
        pytest.param(stated(), {}, {}, id="none"),
        pytest.param(
            stated(url="https://a.example"),
            {"docs_url": "https://b.example", "source_repo_url": "https://c.example"},
            {"Documentation": "https://b.example", "Homepage": "https://a.example", "Source": "https://c.example"},
            id="each its label",
        ),
        pytest.param(
            stated(),
            {"docs_url": "https://b.example", "gh_pages_base_url": "https://pages.example/all/"},
            {"Documentation": "https://pages.example/all/my-module/"},
            id="the package's own folder",
        ),
        pytest.param(
            stated(project_urls={"Source": "https://d.example"}),
            {"source_repo_url": "https://c.example"},
            {"Source": "https://d.example"},
            id="stated ones replace",
        ),
    ],
)
def test_urls(project: Project, configured: dict[str, str], urls: dict[str, str]) -> None:
    spec = specified(project, settings(**configured))

    assert dict(spec.urls) == urls
    assert list(spec.urls) == sorted(urls)


def test_licence_of_the_configuration() -> None:
    assert specified(stated(), settings(license_label="apache-2.0")).license == "Apache-2.0"
    assert specified(stated(license_label="mit"), settings(license_label="apache-2.0")).license == "MIT"


@pytest.mark.parametrize(
    ("metadata", "problems"),
    [
        pytest.param(
            {"license_label": "MIT License"},
            [("'MIT License' is no SPDX licence expression", 2, "did you mean 'MIT'?")],
            id="licence",
        ),
        pytest.param(
            {"author_email": "Ada <ada@example.org>"},
            [("'Ada <ada@example.org>' is no e-mail address", 2, "write one address, as in ada@example.org")],
            id="e-mail address",
        ),
        pytest.param(
            {"classifiers": ["Typing :: Type", "Qqqqq"]},
            [
                ("'Qqqqq' is no classifier of the index", 2, None),
                ("'Typing :: Type' is no classifier of the index", 2, "did you mean 'Typing :: Typed'?"),
            ],
            id="classifiers",
        ),
        pytest.param(
            {"url": "example.org", "project_urls": {"x" * 33: "ftp://a b"}},
            [
                ("'example.org' is no web address", 2, "it starts with https://"),
                (f"the label {'x' * 33!r} is longer than 32 characters", 3, None),
                ("'ftp://a b' is no web address", 3, "it starts with https://"),
            ],
            id="addresses",
        ),
        pytest.param(
            {"url": "https://me:secret@example.org"},
            [
                (
                    "the address 'Homepage' must not hold a user or a password",
                    2,
                    "everybody who installs the package can read it",
                )
            ],
            id="password",
        ),
        pytest.param(
            {"url": "https://[x"}, [("'https://[x' is no web address", 2, "it starts with https://")], id="[x"
        ),
        pytest.param(
            {"name": "-x-"},
            [
                (
                    "'-x-' is no valid project name",
                    2,
                    "use ASCII letters, digits, '-', '_' and '.', with a letter or digit at both ends",
                )
            ],
            id="name",
        ),
    ],
)
def test_wrong_metadata_is_refused(metadata: dict[str, object], problems: list[tuple[str, int, str | None]]) -> None:
    with pytest.raises(PaaError) as caught:
        specified(stated(**metadata))

    assert described(caught.value) == [(message, f"{WHERE}:{line}", hint) for message, line, hint in problems]
    assert caught.value.exit_code == SourceError.exit_code


def test_a_wrong_licence_of_the_configuration_is_named_there() -> None:
    with pytest.raises(SourceError) as caught:
        specified(stated(), settings(license_label="GPL-3"))

    assert described(caught.value) == [
        ("'GPL-3' is no SPDX licence expression", ".paa.config: license_label", "did you mean 'GPL-3.0-only'?")
    ]


@pytest.mark.parametrize(
    ("license_label", "configured", "shown"),
    [
        pytest.param(None, "MIT", True, id="the configured licence"),
        pytest.param("mit", "MIT", True, id="the same licence"),
        pytest.param("Zlib", "MIT", False, id="another licence"),
        pytest.param(None, None, True, id="only a badge"),
    ],
)
def test_badge_of_the_configured_licence(license_label: str | None, configured: str | None, *, shown: bool) -> None:
    project = stated(license_label=license_label) if license_label else stated(author="Ada")

    spec = specified(project, settings(license_label=configured, license_badge="![licence](badge)"))

    assert spec.readme.startswith("# my-module\n\n![licence](badge)\n") is shown


@pytest.mark.parametrize(
    ("site", "prefix"),
    [
        pytest.param(None, "", id="beside the README"),
        pytest.param("https://example.org/docs/", "https://example.org/docs/my-module/", id="on the site"),
    ],
)
def test_images_of_the_walkthrough_are_found(site: str | None, prefix: str) -> None:
    image = PurePosixPath("walkthrough-images/cell-01-1.png")
    walkthrough = Walkthrough(f"![x]({image})\n", {image: b"png"})

    spec = specified(project_of('"""Do it."""', walkthrough=walkthrough), settings(gh_pages_base_url=site))

    assert f"![x]({prefix}{image})" in spec.readme


def test_named_readme_comes_before_the_walkthrough() -> None:
    project = project_of(readme="# Mine\n", walkthrough=Walkthrough("Text.\n", {}))

    assert specified(project).readme == "# Mine\n"
