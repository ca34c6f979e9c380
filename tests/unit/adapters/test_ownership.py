"""Which distribution of an environment an import comes from."""

from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from paa.adapters.environment import Environment, running_environment
from paa.adapters.ownership import InstalledNames


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return replace(running_environment(), search=[str(tmp_path)])


def install(environment: Environment, name: str, *files: str, version: str = "1.0", stated: str = "") -> None:
    """Lay a distribution out as an installer does."""
    folder = Path(environment.search[0])
    information = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    information.mkdir()
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{stated}")
    (information / "RECORD").write_text("".join(f"{file},,\n" for file in (*files, f"{information.name}/RECORD")))


@pytest.mark.parametrize(
    ("files", "dotted", "prefix"),
    [
        pytest.param(["a/__init__.py"], "a", "a", id="package"),
        pytest.param(["a/__init__.py"], "a.b.c", "a", id="something inside of a package"),
        pytest.param(["a/__init__.py", "a/b.py"], "a.b.c", "a.b", id="module of a package"),
        pytest.param(["a.py"], "a", "a", id="module"),
        pytest.param(["a.cpython-311-x86_64-linux-gnu.so"], "a", "a", id="extension module"),
        pytest.param(["a/b/__init__.py"], "a.b.c", "a.b", id="part of a namespace"),
    ],
)
def test_the_owner_of_an_import(environment: Environment, files: list[str], dotted: str, prefix: str) -> None:
    install(environment, "My-Project", *files)

    assert InstalledNames(environment).owner(dotted, []) == (prefix, "My-Project")


@pytest.mark.parametrize("probable", [[], ["torn", "sound"]])
@pytest.mark.parametrize(
    ("file", "content"),
    [
        pytest.param("METADATA", None, id="no METADATA"),
        pytest.param("METADATA", b"", id="an empty one"),
        pytest.param("METADATA", b"Name: torn\xff\n", id="one that is no text"),
        pytest.param("RECORD", None, id="no RECORD"),
        pytest.param("RECORD", b'\xff\xfe\x00,,\n"', id="one that is no text either"),
    ],
)
def test_a_torn_distribution_owns_nothing(
    environment: Environment, file: str, content: bytes | None, probable: list[str]
) -> None:
    install(environment, "torn", "a/__init__.py")
    install(environment, "sound", "b/__init__.py")
    path = Path(environment.search[0]) / "torn-1.0.dist-info" / file
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    names = InstalledNames(environment)

    assert names.owner("a", probable) is None
    assert names.owner("b", probable) == ("b", "sound")
    assert names.version("torn") == (Version("1.0") if file == "RECORD" else None)


def test_an_old_distribution_is_one_file(environment: Environment) -> None:
    egg_info = Path(environment.search[0]) / "old-1.0.egg-info"
    egg_info.write_text("Metadata-Version: 1.1\nName: old\nVersion: 1.0\n")

    assert InstalledNames(environment).version("old") == Version("1.0")


@pytest.mark.parametrize(
    ("files", "dotted"),
    [
        pytest.param([], "a", id="nothing"),
        pytest.param(["ab/__init__.py", "ab.py"], "a", id="a longer name"),
        pytest.param(["a/b/__init__.py"], "a.c", id="another part of a namespace"),
        pytest.param(["a/data.json", "a.txt"], "a", id="files that are no modules"),
        pytest.param(["b/a/__init__.py"], "a", id="a name inside of a package"),
    ],
)
def test_an_import_that_nobody_owns(environment: Environment, files: list[str], dotted: str) -> None:
    install(environment, "other", *files)

    assert InstalledNames(environment).owner(dotted, []) is None


def test_of_a_namespace_each_part_has_its_owner(environment: Environment) -> None:
    for part in ("one", "two"):
        install(environment, f"space-{part}", f"space/{part}/__init__.py")
    names = InstalledNames(environment)

    assert names.owner("space.one.x", []) == ("space.one", "space-one")
    assert names.owner("space.two", ["space-one"]) == ("space.two", "space-two")
    assert names.owner("space.three", ["space-one"]) is None


def test_of_several_owners_the_probable_one_is_chosen(environment: Environment) -> None:
    for name in ("cv-one", "cv-two"):
        install(environment, name, "cv2/__init__.py")
    names = InstalledNames(environment)

    assert names.owner("cv2", ["absent", "cv-two"]) == ("cv2", "cv-two")
    assert names.owner("cv2", []) is None


@pytest.mark.parametrize(
    ("stated", "dotted"), [("Import-Name: a\n", "a"), ("Import-Name: space.a ; private\n", "space.a.b")]
)
def test_an_installation_without_modules_says_what_it_has(environment: Environment, stated: str, dotted: str) -> None:
    install(environment, "edited", stated=stated)

    found = InstalledNames(environment).owner(dotted, ["edited"])
    assert found is not None
    assert found[1] == "edited"


def test_the_beginning_of_a_namespace_is_nobodys(environment: Environment) -> None:
    install(environment, "space-one", "space/one/__init__.py", stated="Import-Name: space\n")

    assert InstalledNames(environment).owner("space.two", ["space-one"]) is None


def test_installed_version(environment: Environment) -> None:
    install(environment, "a-b", version="1.2.3+local")
    names = InstalledNames(environment)

    assert names.version("A.B") == Version("1.2.3+local")
    assert names.version("absent") is None


def test_what_an_interrupted_installation_left_is_no_version(environment: Environment) -> None:
    (Path(environment.search[0]) / "torn-1.0.dist-info").mkdir()

    assert InstalledNames(environment).version("torn") is None
