"""`paa show` and `paa extract`: what is installed, without the repository that it came from."""

import json
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.metadata import RawMetadata, parse_email
from packaging.requirements import Requirement

from tests.support import Completed, FreshEnvironment, PackagingRepository, run_paa
from tests.support.here import paa_here
from tests.support.installations import install, plant
from tests.support.trees import read_tree

KIT = '''\
"""A kit with all parts.

It is installed and looked at.
"""

#@ stranger>=1
#@ lost
#@ never; sys_platform == "never"

__package_metadata__ = {
    "name": "tool-kit",
    "author": "Ada",
    "author_email": "ada@example.org",
    "keywords": ["kit", "Tools"],
    "license_label": "MIT",
    "project_urls": {"Source": "https://example.org/kit"},
}


def describe() -> str:
    """Say what this is."""
    return "a kit"
'''
ROUTES = """\
import fastapi  #>=0.100

from .components.part import NAME
from kit import describe

router = f"{describe()} with {NAME}"
"""
COMMAND = """\
__cli_metadata__ = {"name": "kit-tool"}


def app() -> None:
    print("kit")
"""


def build(folder: Path) -> Path:
    """Make the wheels of a repository, remove it, and give the folder of the wheels."""
    repository = PackagingRepository(folder / "repository")
    repository.config("module_dir: module_dir\npython_version: '3.11'\n")
    repository.module("kit", KIT)
    repository.module("plain", '__package_metadata__ = {"description": "Nothing special."}\n')
    repository.write("module_dir/components/part.py", 'NAME = "a part"\n')
    repository.write("api_routes/kit.py", ROUTES)
    repository.write("streamlit/kit.py", "from kit import describe\n\nprint(describe())\n")
    repository.write(
        "cli/kit.py", '__cli_metadata__ = {"name": "kit-tool"}\n\n\ndef app() -> None:\n    print("kit")\n'
    )
    repository.write("artifacts/kit/a.txt", "a")
    repository.write("artifacts/kit/deep/.hidden", "h" * 1500)
    repository.commit()
    made = run_paa("make-package", "--all", "--quiet", "-o", folder / "dist", cwd=repository.root)
    assert (made.code, made.err) == (0, "")
    shutil.rmtree(repository.root)
    return folder / "dist"


@pytest.fixture(scope="module")
def packages(
    tmp_path_factory: pytest.TempPathFactory, new_environment: Callable[[], FreshEnvironment]
) -> FreshEnvironment:
    """Install two packages of ours, one of the predecessor, strangers and a wreck."""
    environment = new_environment()
    for wheel in build(tmp_path_factory.mktemp("kit")).glob("*.whl"):
        environment.install("--no-deps", wheel)
    plant(environment, "stranger", "1.2", "License: Apache 2.0\nRequires-Dist: deep\n", {"stranger/__init__.py": ""})
    plant(environment, "deep", "3", "Classifier: License :: OSI Approved :: MIT License\n", {"deep.py": ""})
    plant(
        environment,
        "old-tool",
        "0.3.1",
        "Summary: An old one.\nKeywords: python,aa-paa-tool\nLicense: mit\nRequires-Dist: stranger\n",
        {
            "old_tool/__init__.py": "",
            "old_tool/old_tool.py": "raise SystemExit('nothing is imported')\n",
            "old_tool/mcp_server.py": "from old_tool.old_tool import *\nmcp = None\n",
            "old_tool/artifacts/words.txt": "a b",
            "old_tool/artifacts/words.txt.link": "https://example.org/words?version=1\n",
            "old_tool/artifacts/lost.txt.link": "https://example.org/lost\n",
            "old_tool/mkdocs/site/index.html": "<h1>old</h1>",
            "old_tool/mkdocs/site/assets/a.css": "a {}",
        },
    )
    (environment.site_packages / "wreck-1.0.dist-info").mkdir()
    return environment


def show(environment: FreshEnvironment, *words: str) -> Completed:
    return paa_here("show", *words, "--python", environment.python)


def extract(environment: FreshEnvironment, *words: str | Path) -> Completed:
    return paa_here("extract", *words, "--python", environment.python)


def error(message: str, hint: str | None = None, *, code: int = 2) -> Completed:
    """Give what a refused command does."""
    return Completed(code, "", f"error: {message}\n" + (f"  hint: {hint}\n" if hint else ""))


def test_only_what_paa_built_is_listed(packages: FreshEnvironment) -> None:
    listed = """\
old-tool  0.3.1  mcp                      An old one.
plain     0.0.1  -                        Nothing special.
tool-kit  0.0.1  cli, fastapi, streamlit  A kit with all parts.
"""
    assert show(packages, "packages") == Completed(0, listed, "")
    assert paa_here("show-module-list", "--python", packages.python) == Completed(0, listed, "")
    documents = json.loads(show(packages, "packages", "--json").out)
    assert documents[2] == {
        "name": "tool-kit",
        "import_name": "kit",
        "version": "0.0.1",
        "summary": "A kit with all parts.",
        "interfaces": ["cli", "fastapi", "streamlit"],
        "editable": False,
    }


def test_keywords_choose_packages(packages: FreshEnvironment) -> None:
    chosen = show(packages, "packages", "--tags", "tools", "--tags", "kit")

    assert chosen.out == "tool-kit  0.0.1  cli, fastapi, streamlit  A kit with all parts.\n"


def test_environment_without_such_packages(new_environment: Callable[[], FreshEnvironment]) -> None:
    empty = new_environment()

    assert show(empty, "packages") == Completed(0, "", "no package that paa built is installed here\n")
    assert show(empty, "packages", "--json") == Completed(0, "[]\n", "")


@pytest.mark.parametrize("name", ["tool-kit", "Tool_Kit", "kit"])
def test_package_is_found_by_each_of_its_names(packages: FreshEnvironment, name: str) -> None:
    shown = show(packages, "package", name)

    assert shown == Completed(
        0,
        f"""\
name             tool-kit
import name      kit
version          0.0.1
summary          A kit with all parts.
interfaces       cli: kit.cli
                 fastapi: kit.routes
                 streamlit: kit.streamlit
scripts          kit-tool: kit.cli:app
requires python  >=3.11
license          MIT
license source   License-Expression
author email     Ada <ada@example.org>
keywords         Tools
                 kit
classifiers      Development Status :: 3 - Alpha
urls             Source: https://example.org/kit
extras           all
                 fastapi
location         {packages.site_packages / "kit"}
""",
        "",
    )


def test_package_as_json(packages: FreshEnvironment) -> None:
    document = json.loads(show(packages, "package", "old_tool", "--json").out)

    assert document["interfaces"] == {"mcp": "old_tool.mcp_server"}
    assert (document["license"], document["license_source"]) == ("MIT", "License")
    assert document["location"] == str(packages.site_packages / "old_tool")
    assert document["edited_in"] is None


def test_requirements_say_what_is_installed(packages: FreshEnvironment) -> None:
    shown = show(packages, "requirements", "kit")

    assert (
        shown.out
        == """\
lost                            missing
never; sys_platform == "never"  not needed here
stranger>=1                     1.2
[all]
fastapi>=0.100  missing
[fastapi]
fastapi>=0.100  missing
"""
    )
    assert json.loads(show(packages, "requirements", "kit", "--json").out)[0] == {
        "requirement": "lost",
        "extra": None,
        "installed": None,
        "needed": True,
    }


def test_licenses_are_those_of_requirements_too(packages: FreshEnvironment) -> None:
    direct = """\
tool-kit  0.0.1  MIT            License-Expression
lost      -      not installed
stranger  1.2    Apache 2.0     License
"""
    assert show(packages, "licenses", "kit") == Completed(0, direct, "")
    deeper = show(packages, "licenses", "kit", "--recursive", "--json")
    assert json.loads(deeper.out)[1] == {
        "name": "deep",
        "version": "3",
        "license": "MIT License",
        "source": "Classifier",
    }
    assert show(packages, "licenses", "plain").out == "plain  0.0.1  unknown\n"


def test_addresses_of_artifacts(packages: FreshEnvironment, tmp_path: Path) -> None:
    url = "https://example.org/words?version=1"

    assert show(packages, "artifacts", "old-tool").out == "words.txt  3 B  fetched\n"
    listed = f"lost.txt   https://example.org/lost\nwords.txt  {url}\n"
    assert show(packages, "artifact-links", "old-tool") == Completed(0, listed, "")
    links = paa_here("show-module-artifacts-links", "old-tool", "--json", "--python", packages.python)
    assert json.loads(links.out)[1] == {"path": "words.txt", "url": url}
    assert extract(packages, "artifacts", "old-tool", "-o", tmp_path).out == f"{tmp_path}/words.txt\n"
    assert show(packages, "artifact-links", "kit") == Completed(
        0, "", "no data file of this package came from an address\n"
    )


def test_artifacts_are_listed_with_their_sizes(packages: FreshEnvironment) -> None:
    assert show(packages, "artifacts", "kit") == Completed(0, "a.txt         1 B\ndeep/.hidden  1.5 kB\n", "")
    assert show(packages, "artifacts", "plain") == Completed(0, "", "this package has no data files\n")
    assert show(packages, "artifacts", "plain", "--json") == Completed(0, "[]\n", "")
    assert show(packages, "requirements", "plain") == Completed(0, "", "this package requires nothing\n")
    (first, _) = json.loads(show(packages, "artifacts", "kit", "--json").out)
    file = packages.site_packages / "kit/artifacts/a.txt"
    assert first == {"path": "a.txt", "file": str(file), "size": 1, "url": None}


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        pytest.param(
            "stranger",
            "stranger is installed, and paa did not build it",
            "only packages with entry points of the group `paa` are known here: `paa show packages` lists them",
            id="stranger",
        ),
        pytest.param(
            "plane", "there is no package 'plane' in this environment", "did you mean 'plain'?", id="near miss"
        ),
        pytest.param(
            "unheard-of",
            "there is no package 'unheard-of' in this environment",
            "`paa show packages` lists those of an environment",
            id="missing",
        ),
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        *(("show", word) for word in ("package", "requirements", "artifacts", "artifact-links", "licenses")),
        *(("extract", word) for word in ("artifacts", "site", "routes", "streamlit", "mcp", "pyproject")),
    ],
    ids=" ".join,
)
def test_packages_that_are_not_there(
    packages: FreshEnvironment, words: tuple[str, str], name: str, message: str, hint: str
) -> None:
    refused = paa_here(*words, name, "--python", packages.python)

    assert refused == error(f"{packages.python}: {message}", hint)


def test_environment_that_is_none(tmp_path: Path) -> None:
    hint = "name the interpreter of an environment, or the environment's folder"

    assert paa_here("show", "packages", "--python", tmp_path) == error(
        f"{tmp_path}: this is no Python interpreter", hint
    )


def test_running_environment_is_the_usual_one() -> None:
    hint = "only packages with entry points of the group `paa` are known here: `paa show packages` lists them"

    assert paa_here("show", "package", "packaging") == error(
        f"{sys.executable}: packaging is installed, and paa did not build it", hint
    )


def test_extracted_interfaces_work_where_they_are_put(packages: FreshEnvironment, tmp_path: Path) -> None:
    routes = extract(packages, "routes", "kit", "--output", tmp_path / "new/folder")
    streamlit = extract(packages, "streamlit", "tool-kit", "--output-path", tmp_path / "app.py")

    assert routes == Completed(0, f"{tmp_path}/new/folder/kit_routes.py\n", "")
    assert streamlit == Completed(0, f"{tmp_path}/app.py\n", "")
    text = (tmp_path / "new/folder/kit_routes.py").read_text("utf-8")
    assert text == ROUTES.replace("from .components", "from kit.components")
    (tmp_path / "new/folder/fastapi.py").touch()
    code = "import runpy; print(runpy.run_path('kit_routes.py')['router'])"
    ran = packages.run("python", "-c", code, cwd=tmp_path / "new/folder", env={"PYTHONPATH": "."})
    assert (ran.out, ran.err) == ("a kit with a part\n", "")
    assert packages.run("python", tmp_path / "app.py", cwd=tmp_path).out == "a kit\n"


def test_interface_that_a_package_lacks(packages: FreshEnvironment, tmp_path: Path) -> None:
    mcp, none = (extract(packages, "mcp", name, "-o", tmp_path) for name in ("kit", "plain"))

    place = packages.site_packages
    assert mcp == error(f"{place}/kit: tool-kit has no mcp_server.py", "it has: cli, fastapi, streamlit")
    assert none == error(f"{place}/plain: plain has no mcp_server.py", "it is a module and nothing else")


def test_artifacts_are_copied(packages: FreshEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    everything = extract(packages, "artifacts", "kit")
    one = paa_here("extract-module-artifacts", "kit", "--artifact", "deep/.hidden", "--python", packages.python)

    assert everything == Completed(0, "kit_artifacts/a.txt\nkit_artifacts/deep/.hidden\n", "")
    assert one == Completed(0, ".hidden\n", "")
    hidden = b"h" * 1500
    assert read_tree(tmp_path) == {
        ".hidden": hidden,
        "kit_artifacts/a.txt": b"a",
        "kit_artifacts/deep/.hidden": hidden,
    }


def test_artifacts_that_are_not_there(packages: FreshEnvironment) -> None:
    place = packages.site_packages

    assert extract(packages, "artifacts", "plain") == error(f"{place}/plain: plain has no artifacts")
    assert extract(packages, "artifacts", "kit", "--artifact", "b.txt") == error(
        f"{place}/kit: tool-kit has no artifact 'b.txt'", "did you mean 'a.txt'?"
    )


def test_site_is_copied(packages: FreshEnvironment, tmp_path: Path) -> None:
    copied = extract(packages, "site", "old-tool", "--output", tmp_path / "site", "--json")

    assert json.loads(copied.out) == [f"{tmp_path}/site/assets/a.css", f"{tmp_path}/site/index.html"]
    assert read_tree(tmp_path) == {"site/assets/a.css": b"a {}", "site/index.html": b"<h1>old</h1>"}
    assert extract(packages, "site", "kit") == error(
        f"{packages.site_packages}/kit: tool-kit has no documentation site",
        "a site is in packages that were built with --build-docs, or where `add_mkdocs_site` is true",
    )


def test_existing_files_are_replaced_only_by_force(packages: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/.hidden").write_text("mine", encoding="utf-8")
    (tmp_path / "other").write_text("mine", encoding="utf-8")
    before = read_tree(tmp_path)
    hint = "--force replaces what is there; --output names another folder"

    refused = extract(packages, "artifacts", "kit", "-o", tmp_path)

    assert refused == error(f"{tmp_path}/deep/.hidden: this file is there already", hint)
    assert read_tree(tmp_path) == before

    assert extract(packages, "artifacts", "kit", "-o", tmp_path, "--force").code == 0
    assert read_tree(tmp_path) == {"a.txt": b"a", "deep/.hidden": b"h" * 1500, "other": b"mine"}
    again = extract(packages, "artifacts", "kit", "-o", tmp_path)
    assert again == error(f"{tmp_path}/a.txt: this file and 1 more are there already", hint)


def test_link_in_the_place_of_a_file_is_replaced_and_not_followed(packages: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "a.txt").symlink_to(tmp_path / "mine")
    (tmp_path / "broken").symlink_to(tmp_path / "nothing")
    one = ("artifacts", "kit", "--artifact", "a.txt")

    refused = [
        extract(packages, *one, "-o", tmp_path),
        extract(packages, *one, "--output-path", tmp_path / "broken"),
    ]
    forced = extract(packages, *one, "-o", tmp_path, "--force")

    assert [each.code for each in refused] == [2, 2]
    assert forced == Completed(0, f"{tmp_path}/a.txt\n", "")
    assert read_tree(tmp_path) == {"a.txt": b"a", "broken": f"-> {tmp_path}/nothing".encode(), "mine": b"mine"}


def test_folder_in_the_place_of_a_file(packages: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "deep").write_text("mine", encoding="utf-8")
    before = read_tree(tmp_path)

    folder = extract(packages, "artifacts", "kit", "-o", tmp_path, "--force")
    (tmp_path / "a.txt").rmdir()
    file = extract(packages, "artifacts", "kit", "-o", tmp_path, "--force")
    (tmp_path / "a.txt").mkdir()

    assert folder == error(f"{tmp_path}/a.txt: a folder stands where a file is needed", "move it away")
    message = f"{tmp_path}/deep: this is a file where a folder is needed"
    assert file == error(message, "move it away, or name another folder", code=5)
    assert read_tree(tmp_path) == before


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        pytest.param(
            ("routes", "kit", "-o", ".", "--output-path", "x.py"),
            "--output names a folder and --output-path a file",
            "name one of them",
            id="folder and file",
        ),
        pytest.param(
            ("artifacts", "kit", "--output-path", "x"),
            "--output-path: several files do not go into one",
            "name a folder: --output",
            id="several files into one",
        ),
        pytest.param(
            ("pyproject", "kit", "--format", "toml"),
            "--format: there is no format 'toml'",
            "choose one of pep621, uv, poetry",
            id="format",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused(
    packages: FreshEnvironment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    message: str,
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert extract(packages, *words) == error(message, hint)
    assert read_tree(tmp_path) == {}


def test_pyproject_of_a_package(packages: FreshEnvironment, tmp_path: Path) -> None:
    extracted = extract(packages, "pyproject", "kit", "-o", tmp_path)

    assert extracted == Completed(0, f"{tmp_path}/pyproject.toml\n", "")
    document = tomllib.loads((tmp_path / "pyproject.toml").read_text("utf-8"))
    project = document["project"]
    assert project["dependencies"] == ["lost", 'never; sys_platform == "never"', "stranger>=1"]
    assert project["optional-dependencies"] == {"all": ["fastapi>=0.100"], "fastapi": ["fastapi>=0.100"]}
    assert project["scripts"] == {"kit-tool": "kit.cli:app"}
    assert project["authors"] == [{"name": "Ada", "email": "ada@example.org"}]
    assert "entry-points" not in project


@pytest.mark.slow
@pytest.mark.parametrize("style", ["pep621", "uv", "poetry"])
def test_package_can_be_built_again_from_what_is_extracted(
    packages: FreshEnvironment, tmp_path: Path, style: str, new_environment: Callable[[], FreshEnvironment]
) -> None:
    extract(packages, "pyproject", "kit", "-o", tmp_path, "--format", style)
    shutil.copytree(packages.site_packages / "kit", tmp_path / "kit")
    other = new_environment()

    other.install("--no-deps", tmp_path)

    assert _metadata(other) == _metadata(packages)
    assert other.run("kit-tool", cwd=tmp_path.parent).out == "kit\n"


def _metadata(environment: FreshEnvironment) -> tuple[RawMetadata, list[Requirement]]:
    """Read what a package states, without the spellings in which build backends differ."""
    (folder,) = environment.site_packages.glob("tool_kit-*.dist-info")
    raw, _ = parse_email((folder / "METADATA").read_bytes())
    raw["description"] = raw["description"].strip()
    # A name and an address are one field for some, and two for others.
    raw["author_email"] = raw["author_email"].removeprefix("Ada <").removesuffix(">")
    raw.pop("author", None)
    raw.pop("metadata_version")
    raw.pop("license_files", None)
    return raw, sorted(map(Requirement, raw.pop("requires_dist")), key=str)


def test_what_is_installed_to_be_edited(
    tools: PackagingRepository, environment: FreshEnvironment, tmp_path: Path
) -> None:
    assert install(tools, environment, "tool", "--editable").code == 0

    listed = json.loads(show(environment, "packages", "--json").out)
    artifacts = show(environment, "artifacts", "tool")
    refused = extract(environment, "artifacts", "tool", "-o", tmp_path / "out")

    assert [(each["name"], each["interfaces"], each["editable"]) for each in listed] == [
        ("sibling", [], True),
        ("tool", ["cli"], True),
    ]
    assert artifacts == Completed(0, "text.txt  4 B\n", "")
    assert refused == error(
        f"{tools.root}/module_dir: tool is installed to be edited: its files are in its repository",
        "copy them from there, or install it without --editable",
    )


@pytest.mark.parametrize(
    "entry_points",
    [
        pytest.param("[paa]\nno entry\n", id="no entry"),
        pytest.param("[paa]\nmodule = ../stranger\n", id="no name"),
        pytest.param("[paa]\nmodule =\n", id="nothing"),
        pytest.param("[other]\nmodule = odd.odd\n", id="another group"),
    ],
)
def test_odd_entry_points_make_no_package_of_ours(packages: FreshEnvironment, entry_points: str) -> None:
    plant(packages, "odd", "1", "", {"odd/odd.py": "", "odd-1.dist-info/entry_points.txt": entry_points})

    listed, shown = show(packages, "packages"), show(packages, "package", "odd")

    shutil.rmtree(packages.site_packages / "odd")
    shutil.rmtree(packages.site_packages / "odd-1.dist-info")
    assert (listed.code, [line.split()[0] for line in listed.out.splitlines()]) == (
        0,
        ["old-tool", "plain", "tool-kit"],
    )
    assert (shown.code, shown.err.partition("\n")[0]) == (
        2,
        f"error: {packages.python}: odd is installed, and paa did not build it",
    )


@pytest.mark.parametrize(
    ("file", "content", "names"),
    [
        pytest.param("METADATA", b"Name: odd\xff\n", [], id="METADATA is no text"),
        pytest.param("METADATA", b"", [], id="METADATA is empty"),
        pytest.param("entry_points.txt", b"\xff\xfe", [], id="entry points are no text"),
        pytest.param("RECORD", b"\xff\xfe", ["odd"], id="RECORD is no text"),
        pytest.param("RECORD", b"odd/odd.py,,many\n", ["odd"], id="RECORD has no sizes"),
        pytest.param("RECORD", b"odd/odd.py,,1,2,3\n", ["odd"], id="RECORD has more columns"),
    ],
)
def test_damaged_metadata_hides_no_other_package(
    packages: FreshEnvironment, file: str, content: bytes, names: list[str]
) -> None:
    files = {"odd/odd.py": "", "odd-1.dist-info/entry_points.txt": "[paa]\nmodule = odd.odd\n"}
    plant(packages, "odd", "1", "", files)
    (packages.site_packages / "odd-1.dist-info" / file).write_bytes(content)

    listed = show(packages, "packages")

    shutil.rmtree(packages.site_packages / "odd")
    shutil.rmtree(packages.site_packages / "odd-1.dist-info")
    assert (listed.code, listed.err) == (0, "")
    assert [line.split()[0] for line in listed.out.splitlines()] == [*names, "old-tool", "plain", "tool-kit"]


@pytest.mark.parametrize("path", ["../../stranger/__init__.py", "../../../../../bin/python", "//etc/passwd"])
def test_nothing_outside_of_a_package_belongs_to_it(packages: FreshEnvironment, path: str) -> None:
    plant(packages, "evil", "1", "Keywords: aa-paa-tool\n", {"evil/evil.py": "", "evil/artifacts/a.txt": "a"})
    record = packages.site_packages / "evil-1.dist-info/RECORD"
    record.write_text(f"{record.read_text('utf-8')}evil/artifacts/{path},,\n/{path},,\n", encoding="utf-8")

    shown = show(packages, "artifacts", "evil")

    shutil.rmtree(packages.site_packages / "evil")
    shutil.rmtree(record.parent)
    assert shown == Completed(0, "a.txt  1 B\n", "")
