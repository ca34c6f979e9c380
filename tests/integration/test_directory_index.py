"""The directory index: real packages, real installers from a folder and from a server, and what goes wrong on disk."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent
from zipfile import ZipFile

import pytest
from packaging.version import Version

from paa.adapters.index import Index, directory, open_index
from paa.adapters.locks import exclusive
from paa.errors import BuildError, IndexFailure, PaaError
from paa.model.choices import IndexKind
from paa.model.distribution import Distribution, DistributionKind
from paa.model.names import ImportName, NormalizedName
from paa.model.settings import IndexName, IndexProfile
from paa.pipeline.events import Silence
from paa.pipeline.publish import publish_distributions, verify_distributions
from tests.support import Completed, PackagingRepository, run, run_paa
from tests.support.environments import find_uv
from tests.support.trees import read_tree, read_wheel

GREETING = NormalizedName("greeting")
SHOUT = NormalizedName("loud-greeting")
LOCAL = IndexName("local")
CONFLICT_HINT = "what was published never changes: release a higher version, as with `[..+]` in a commit message"


class Listener(Silence):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.details: list[str] = []
        self.warnings: list[tuple[str, str | None]] = []

    def detail(self, text: str) -> None:
        """Keep a detail."""
        self.details.append(text)

    def warn(self, text: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Keep a warning that says what to do."""
        assert hint
        self.warnings.append((text, where))


def make(repository: PackagingRepository, version: str) -> tuple[Distribution, ...]:
    """Build every package of a repository with `paa make-package`."""
    output = repository.root.parent / f"dist-{version}"
    done = run_paa("make-package", "--all", "--default-version", version, "-o", output, "--json", cwd=repository.root)
    assert (done.code, done.err) == (0, "")
    return tuple(
        Distribution(
            import_name=ImportName(package["import_name"]),
            name=NormalizedName(package["name"]),
            version=Version(package["version"]),
            kind=DistributionKind(each["kind"]),
            path=Path(each["path"]),
            size=each["size"],
            sha256=each["sha256"],
        )
        for package in json.loads(done.out)
        for each in package["distributions"]
    )


@pytest.fixture(scope="session")
def releases(
    isolated_process: None,  # noqa: ARG001 - before anything is built
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, tuple[Distribution, ...]]:
    """Build three releases of two packages, one of which imports the other; the last is for no Python of today."""
    repository = PackagingRepository(tmp_path_factory.mktemp("releases") / "repository")
    # One of them is for no Python that could tell whether it understands it.
    repository.config("module_dir: module_dir\ngates: {make-package: {metadata: off}}\n")
    source = '''
        """Greet people."""

        __package_metadata__ = {"author": "Ada", "requires_python": "REQUIRED"}


        def greet(name: str) -> str:
            """Greet."""
            return f"Hello, {name}!"
    '''
    repository.module("greeting", source.replace("REQUIRED", ">=3.9"))
    repository.module(
        "loud_greeting",
        '''
        """Greet people who are far away."""

        from greeting import greet

        __package_metadata__ = {"author": "Ada"}


        def shout(name: str) -> str:
            """Greet in capitals."""
            return greet(name).upper()
        ''',
    )
    repository.commit()
    made = {"1.0.0": make(repository, "1.0.0"), "1.1.0": make(repository, "1.1.0")}
    repository.module("greeting", source.replace("REQUIRED", ">=3.99"))
    repository.commit()
    made["2.0.0"] = tuple(each for each in make(repository, "2.0.0") if each.name == GREETING)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name the folder of an index, with characters that an address must quote."""
    return tmp_path / "an index + more"


@pytest.fixture
def index(folder: Path) -> Index:
    """Open an empty index."""
    return opened(folder)


@pytest.fixture
def full(index: Index, releases: Mapping[str, tuple[Distribution, ...]]) -> Index:
    """Publish every release, one after the other."""
    for distributions in releases.values():
        publish_distributions(index, distributions, Silence())
    return index


def opened(folder: Path) -> Index:
    """Open an index that is outside the repository."""
    return open_index(LOCAL, IndexProfile(kind=IndexKind.DIRECTORY, path=folder), Path("unused"))


def problems(of: Callable[[], object]) -> list[tuple[str, str | None, str | None]]:
    """Give message, place and hint of everything that an index complains of."""
    with pytest.raises(PaaError) as raised:
        of()
    assert all(isinstance(each, IndexFailure) for each in raised.value.problems)
    assert raised.value.exit_code == 6
    return [(each.message, each.where, each.hint) for each in raised.value.problems]


def page_of(folder: Path, name: str) -> Path:
    """Give the folder of a project's page."""
    return folder / "simple" / name


# What is on disk


def test_folder_holds_pages_archives_and_metadata(full: Index, folder: Path) -> None:
    assert list(read_tree(folder)) == [
        ".lock",
        "simple/greeting/greeting-1.0.0-py3-none-any.whl",
        "simple/greeting/greeting-1.0.0-py3-none-any.whl.metadata",
        "simple/greeting/greeting-1.0.0.tar.gz",
        "simple/greeting/greeting-1.1.0-py3-none-any.whl",
        "simple/greeting/greeting-1.1.0-py3-none-any.whl.metadata",
        "simple/greeting/greeting-1.1.0.tar.gz",
        "simple/greeting/greeting-2.0.0-py3-none-any.whl",
        "simple/greeting/greeting-2.0.0-py3-none-any.whl.metadata",
        "simple/greeting/greeting-2.0.0.tar.gz",
        "simple/greeting/index.html",
        "simple/greeting/index.json",
        "simple/index.html",
        "simple/index.json",
        "simple/loud-greeting/index.html",
        "simple/loud-greeting/index.json",
        "simple/loud-greeting/loud_greeting-1.0.0-py3-none-any.whl",
        "simple/loud-greeting/loud_greeting-1.0.0-py3-none-any.whl.metadata",
        "simple/loud-greeting/loud_greeting-1.0.0.tar.gz",
        "simple/loud-greeting/loud_greeting-1.1.0-py3-none-any.whl",
        "simple/loud-greeting/loud_greeting-1.1.0-py3-none-any.whl.metadata",
        "simple/loud-greeting/loud_greeting-1.1.0.tar.gz",
    ]
    assert full.location == (folder / "simple").as_uri()


def test_metadata_beside_a_wheel_is_the_one_in_it(full: Index, folder: Path) -> None:
    del full
    wheels = list(folder.rglob("*.whl"))
    assert wheels
    for wheel in wheels:
        (inside,) = (text for name, text in read_wheel(wheel).items() if name.endswith(".dist-info/METADATA"))
        assert wheel.with_name(f"{wheel.name}.metadata").read_bytes() == inside


def test_pages_tell_the_hashes_of_the_build(
    full: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    del full
    for distribution in (each for made in releases.values() for each in made):
        html = (page_of(folder, distribution.name) / "index.html").read_text(encoding="utf-8")
        document = json.loads((page_of(folder, distribution.name) / "index.json").read_bytes())
        (entry,) = (each for each in document["files"] if each["filename"] == distribution.path.name)
        assert f'href="{distribution.path.name}#sha256={distribution.sha256}"' in html
        assert (entry["hashes"], entry["size"]) == ({"sha256": distribution.sha256}, distribution.size)
        assert entry["upload-time"].startswith("2024-02-29T1")


def test_the_order_of_publication_leaves_no_trace(
    full: Index, folder: Path, tmp_path: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    del full
    other = opened(tmp_path / "other")
    for distributions in reversed(list(releases.values())):
        for distribution in reversed(distributions):
            other.publish([distribution])
    publish_distributions(other, [each for made in releases.values() for each in made], Silence())

    assert read_tree(tmp_path / "other") == read_tree(folder)


# Reading and publishing


def test_an_index_that_is_not_there_has_no_project(index: Index, folder: Path) -> None:
    assert index.project(GREETING) is None
    assert index.problems(GREETING) == ()
    assert not folder.exists()


def test_project_names_its_files_and_their_hashes(
    full: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    quick, hashed = full.project(GREETING), full.project(GREETING, hashed=True)
    assert quick
    assert hashed
    assert [str(version) for version in quick.files] == ["1.0.0", "1.1.0", "2.0.0"]
    assert quick.latest == Version("2.0.0")
    assert {file.sha256 for files in quick.files.values() for file in files} == {None}
    assert {file.filename: file.sha256 for files in hashed.files.values() for file in files} == {
        each.path.name: each.sha256 for made in releases.values() for each in made if each.name == GREETING
    }
    assert hashed.files[Version("1.0.0")][1].url == (page_of(folder, "greeting") / "greeting-1.0.0.tar.gz").as_uri()


def test_the_same_bytes_again_change_nothing(
    full: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    listener = Listener()

    assert publish_distributions(full, releases["1.0.0"], listener) == ()

    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before
    assert listener.details == [f"{each.path.name} is there already" for each in releases["1.0.0"]]


def test_what_was_missing_is_returned(index: Index, releases: Mapping[str, tuple[Distribution, ...]]) -> None:
    first, *others = releases["1.0.0"]
    listener = Listener()
    assert publish_distributions(index, [first], listener) == (first,)
    assert publish_distributions(index, releases["1.0.0"], listener) == tuple(others)
    assert listener.details[:2] == [f"{first.path.name} published", f"{first.path.name} is there already"]
    verify_distributions(index, releases["1.0.0"], Silence())


def test_other_bytes_are_a_conflict_and_nothing_is_published(
    index: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    publish_distributions(index, releases["1.0.0"][:1], Silence())
    before = read_tree(folder)
    ours = releases["1.0.0"][0]
    there = page_of(folder, "greeting") / ours.path.name
    other = folder.parent / ours.path.name
    other.write_bytes(ours.path.read_bytes() + b"comment")
    changed = replace(ours, path=other, sha256="f" * 64)

    with pytest.raises(BuildError, match="the archive changed since it was built"):
        publish_distributions(index, [changed], Silence())
    assert problems(lambda: index.publish([changed, *releases["1.1.0"]])) == [
        (
            (
                f"the index 'local' has {ours.path.name} with other bytes: "
                f"sha256 {ours.sha256[:12]}… there, ffffffffffff… here"
            ),
            there.as_uri(),
            CONFLICT_HINT,
        )
    ]
    assert read_tree(folder) == before


def test_an_archive_that_vanished_is_not_published(
    index: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    gone = replace(releases["1.0.0"][0], path=folder / "gone.whl")

    with pytest.raises(BuildError) as raised:
        publish_distributions(index, [gone], Silence())

    assert raised.value.message == "cannot read the archive: no such file or directory"
    assert not folder.exists()


def test_an_archive_that_changed_is_not_published(
    index: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    changed = replace(releases["1.0.0"][0], sha256="f" * 64)

    ((message, where, hint),) = problems(lambda: index.publish([changed]))

    assert (message, where, hint) == ("the archive changed since it was built", str(changed.path), "build it again")
    assert read_tree(folder) == {".lock": b""}


def test_verification_finds_what_is_missing(index: Index, releases: Mapping[str, tuple[Distribution, ...]]) -> None:
    publish_distributions(index, releases["1.0.0"][:1], Silence())
    hint = "publish it again: what is there already is left as it is"

    assert problems(lambda: verify_distributions(index, releases["1.0.0"], Silence())) == [
        (f"{each.path.name} is not on the index 'local'", index.location, hint) for each in releases["1.0.0"][1:]
    ]


def test_a_path_is_relative_to_the_repository(tmp_path: Path) -> None:
    profile = IndexProfile(kind=IndexKind.DIRECTORY, path=Path("../shared"))

    index = open_index(LOCAL, profile, tmp_path / "repository")

    assert index.location == (tmp_path / "shared/simple").as_uri()


def test_two_thousand_projects_are_read_quickly(index: Index, folder: Path) -> None:
    names = [NormalizedName(f"project-{number}") for number in range(2000)]
    for name in names:
        home = page_of(folder, name)
        home.mkdir(parents=True)
        (home / f"{name.replace('-', '_')}-1.0-py3-none-any.whl").touch()
        (home / f"{name.replace('-', '_')}-1.0.tar.gz").touch()
    start = time.perf_counter()

    projects = [index.project(name) for name in names]

    assert all(project and project.latest == Version("1.0") for project in projects)
    assert time.perf_counter() - start < 3


# Installing


@pytest.fixture(scope="session")
def pip(isolated_process: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - before it is made
    """Make an environment that has the pip of this Python."""
    root = tmp_path_factory.mktemp("pip") / "venv"
    run(sys.executable, "-m", "venv", root, check=True)
    return root / "bin" / "python"


@pytest.fixture
def only_here(tmp_path: Path) -> Mapping[str, str | None]:
    """Hide every other index: what is not in the directory cannot be found."""
    nowhere = "http://127.0.0.1:9/simple"
    hidden: dict[str, str | None] = {name: None for name in os.environ if name.startswith(("PIP_", "UV_"))}
    return hidden | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_INDEX_URL": nowhere,
        "PIP_NO_CACHE_DIR": "1",
        "UV_CACHE_DIR": str(tmp_path / "uv-cache"),
        "UV_DEFAULT_INDEX": nowhere,
        "UV_NO_CONFIG": "1",
    }


def uv_of_tests() -> Path:
    """Find uv, which the tests require."""
    return find_uv() or pytest.fail("uv is part of the group `test`")


@dataclass(frozen=True, slots=True)
class Installer:
    """An installer that sees nothing but one index, and installs into a folder of its own."""

    words: Sequence[str | Path]
    env: Mapping[str, str | None]
    target: Path

    def install(self, *requirements: str | Path) -> Completed:
        """Install."""
        return run(*self.words, "--target", self.target, *requirements, cwd=self.target.parent, env=self.env)

    @property
    def installed(self) -> list[str]:
        """What is in the folder."""
        return sorted(path.name.removesuffix(".dist-info") for path in self.target.glob("*.dist-info"))


@pytest.fixture
def server(folder: Path) -> Iterator[str]:
    """Hand an index out over http."""
    words = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(folder), "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        found = re.search(r"port (\d+)", process.stdout.readline())
        assert found
        yield f"http://127.0.0.1:{found[1]}/simple"
        process.terminate()


@pytest.fixture(params=["pip-folder", "pip-server", "uv-folder", "uv-server"])
def installer(
    request: pytest.FixtureRequest, full: Index, tmp_path: Path, only_here: Mapping[str, str | None]
) -> Installer:
    """Point pip or uv to a full index, as a folder or on a server."""
    program, _, place = request.param.partition("-")
    address = full.location if place == "folder" else request.getfixturevalue("server")
    if program == "pip":
        python = request.getfixturevalue("pip")
        return Installer([python, "-m", "pip", "install", "--index-url", address], only_here, tmp_path / "target")
    uv = uv_of_tests()
    words = [uv, "pip", "install", "--python", sys.executable, "--index", address]
    return Installer(words, only_here, tmp_path / "target")


@pytest.mark.slow
def test_installer_takes_the_sibling_from_the_index_too(installer: Installer) -> None:
    """The sibling comes from the index, too, and its release for a Python of the future is not chosen."""
    done = installer.install("loud-greeting")

    assert done.code == 0, done.err
    assert installer.installed == ["greeting-1.1.0", "loud_greeting-1.1.0"]
    code = "from loud_greeting import shout; print(shout('world'))"
    said = run(sys.executable, "-c", code, env={"PYTHONPATH": str(installer.target)}, check=True).out
    assert said == "HELLO, WORLD!\n"


def requirements_with_hashes(folder: Path, releases: Mapping[str, tuple[Distribution, ...]]) -> Path:
    """Pin the first release and the hashes of its wheels."""
    wheels = {each.name: each.sha256 for each in releases["1.0.0"] if each.kind is DistributionKind.WHEEL}
    requirements = folder / "requirements.txt"
    lines = [f"{name}==1.0.0 --hash=sha256:{sha256}\n" for name, sha256 in wheels.items()]
    requirements.write_text("".join(lines), encoding="utf-8")
    return requirements


@pytest.mark.slow
def test_install_with_hashes(
    installer: Installer, tmp_path: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    done = installer.install("--require-hashes", "-r", requirements_with_hashes(tmp_path, releases))

    assert done.code == 0, done.err
    assert installer.installed == ["greeting-1.0.0", "loud_greeting-1.0.0"]


@pytest.mark.slow
def test_bytes_that_changed_are_not_installed(
    installer: Installer, folder: Path, tmp_path: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    with ZipFile(page_of(folder, "greeting") / "greeting-1.0.0-py3-none-any.whl", "a") as archive:
        archive.writestr("greeting/surprise.py", "")

    done = installer.install("--no-deps", "--require-hashes", "-r", requirements_with_hashes(tmp_path, releases))

    assert done.code != 0
    assert "hash" in done.err.lower()
    assert installer.installed == []


@pytest.mark.slow
def test_a_future_python_is_named(installer: Installer) -> None:
    done = installer.install("--no-deps", "greeting==2.0.0")

    assert done.code != 0
    assert ">=3.99" in done.err
    assert installer.installed == []


@pytest.mark.slow
def test_wheels_are_not_fetched_to_be_read(
    full: Index, folder: Path, tmp_path: Path, server: str, only_here: Mapping[str, str | None]
) -> None:
    """A server's `.metadata` is enough to resolve: uv never misses the wheels."""
    del full
    wheels = list(folder.rglob("*.whl"))
    assert wheels
    for wheel in wheels:
        wheel.unlink()
    asked = tmp_path / "requirements.in"
    asked.write_text("loud-greeting\n", encoding="utf-8")

    plain = ("--quiet", "--no-header", "--no-annotate")
    done = run(uv_of_tests(), "pip", "compile", *plain, "--index", server, asked, env=only_here)

    assert (done.code, done.out) == (0, "greeting==1.1.0\nloud-greeting==1.1.0\n"), done.err


@pytest.mark.slow
def test_lines_that_install(full: Index, tmp_path: Path, pip: Path, only_here: Mapping[str, str | None]) -> None:
    lines = full.install_lines({SHOUT: Version("1.0.0"), GREETING: Version("1.1.0")})
    uv = uv_of_tests()
    environment = tmp_path / "venv"
    run(uv, "venv", "--quiet", "--python", sys.executable, environment, env=only_here, check=True)
    programs = f"{pip.parent}:{uv.parent}:{os.environ['PATH']}"

    for each in (*lines.pip, *lines.uv):
        run("sh", "-c", each, env={**only_here, "PATH": programs, "VIRTUAL_ENV": str(environment)}, check=True)

    assert [line.split()[0] for line in (*lines.pip, *lines.uv)] == ["pip", "pip", "uv"]
    for root in (environment, pip.parents[1]):
        assert len(list(root.glob("lib/*/site-packages/*greeting-1.*.dist-info"))) == 2


# Several publishers, killed ones, full disks

DRIVER = """
import json, sys
from pathlib import Path
from packaging.version import Version
from paa.adapters.index import open_index
from paa.model.choices import IndexKind
from paa.model.distribution import Distribution, DistributionKind
from paa.model.settings import IndexProfile
from paa.pipeline.events import Silence
from paa.pipeline.publish import publish_distributions

folder, made = Path(sys.argv[1]), [
    Distribution(
        import_name=each["import_name"], name=each["name"], version=Version(each["version"]),
        kind=DistributionKind(each["kind"]), path=Path(each["path"]), size=each["size"], sha256=each["sha256"],
    )
    for each in json.loads(sys.argv[2])
]

def publish(made=made, folder=folder):
    index = open_index("local", IndexProfile(kind=IndexKind.DIRECTORY, path=folder), Path())
    return publish_distributions(index, made, Silence())
"""


def driver(code: str, folder: Path, distributions: Sequence[Distribution]) -> list[str]:
    """Give the words that start a publisher in a process of its own."""
    fields = ("import_name", "name", "version", "kind", "path", "size", "sha256")
    made = [{name: getattr(each, name) for name in fields} for each in distributions]
    return [sys.executable, "-c", DRIVER + dedent(code), str(folder), json.dumps(made, default=str)]


def test_publishers_at_once(
    full: Index, folder: Path, tmp_path: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    """Each of four processes publishes its share, file by file; the index is as if one had done it all."""
    del full
    everything = [each for made in releases.values() for each in made]
    code = "for each in made: publish([each])\n"
    shares = [everything[::2], everything[1::2], everything, everything[::-1]]

    publishers = [subprocess.Popen(driver(code, tmp_path / "shared", share)) for share in shares]

    assert [publisher.wait(timeout=120) for publisher in publishers] == [0, 0, 0, 0]
    assert read_tree(tmp_path / "shared") == read_tree(folder)


KILLED = """
import os, shutil, signal

def publish_until(last):
    # Everything that changes the disk is announced to audit hooks before it is done.
    seen = 0
    def watch(event, args):
        nonlocal seen
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir"}:
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    publish(folder=home)

deaths = 0
while True:
    home = folder / str(deaths)
    shutil.copytree(folder / "before", home)
    child = os.fork()
    if child == 0:
        publish_until(deaths + 1)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
    assert publish(folder=home) is not None
    deaths += 1
print(deaths)
"""


def test_a_killed_publisher_leaves_nothing_that_the_next_one_does_not_mend(
    tmp_path: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    """Killed before each change of the disk and started again, the index is as if nothing had happened."""
    publish_distributions(opened(tmp_path / "before"), releases["1.0.0"], Silence())

    done = run(*driver(KILLED, tmp_path, releases["1.1.0"]), check=True)

    deaths = int(done.out)
    assert deaths > 30
    expected = read_tree(tmp_path / str(deaths))
    different = [number for number in range(deaths) if read_tree(tmp_path / str(number)) != expected]
    assert different == []


PEEK = """
import threading
done = threading.Event()

def look():
    home = folder / "simple/greeting"
    while not done.is_set():
        page = (home / "index.html").read_text()
        for name in __import__("re").findall('href="([^#]+)#', page):
            assert (home / name).is_file() and (not name.endswith(".whl") or (home / f"{name}.metadata").is_file())

class Reader(threading.Thread):
    failure = None
    def run(self):
        try:
            look()
        except BaseException as error:
            self.failure = error

reader = Reader()
reader.start()
for each in made:
    publish([each])
done.set()
reader.join()
assert reader.failure is None, reader.failure
"""


def test_a_reader_never_sees_a_link_to_nothing(
    index: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    publish_distributions(index, releases["1.0.0"], Silence())

    run(*driver(PEEK, folder, [*releases["1.1.0"], *releases["2.0.0"]]), check=True)


FULL_DISK = """
import resource
from paa.errors import PaaError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    publish()
except PaaError as error:
    print(type(error).__name__, error.exit_code, error.message, error.where, error.hint, sep="|")
"""


def test_who_waits_too_long_is_told(
    full: Index,
    folder: Path,
    releases: Mapping[str, tuple[Distribution, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(directory, "PATIENCE", 0.1)
    (folder / "simple/index.html").unlink()
    before = read_tree(folder)

    with exclusive(folder / ".lock", patience=0):
        assert problems(lambda: full.publish(releases["1.0.0"])) == [
            (
                "another process publishes to this index",
                str(folder / ".lock"),
                "wait until it is done, and run this again",
            )
        ]
        assert [problem.where for problem in full.problems(GREETING)] == [str(folder / "simple/index.html")]
    assert read_tree(folder) == before


@pytest.mark.parametrize("limit", [0, 500, 1000, 1500])
def test_a_full_disk(index: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]], limit: int) -> None:
    publish_distributions(index, releases["1.0.0"], Silence())
    before = read_tree(folder)

    done = run(*driver(FULL_DISK, folder, releases["1.1.0"]), str(limit), check=True)

    hint = "is there space, and may you write there? Run this again when it can be written"
    assert done.out == f"IndexFailure|6|cannot write to the index: file too large|{folder}|{hint}\n"
    assert read_tree(folder) == before


def test_a_folder_that_cannot_be_made(tmp_path: Path, releases: Mapping[str, tuple[Distribution, ...]]) -> None:
    file = tmp_path / "file"
    file.touch()

    ((message, where, hint),) = problems(lambda: opened(file / "index").publish(releases["1.0.0"]))

    assert message == "cannot write to the index: not a directory"
    assert where == str(file / "index")
    assert hint


# A folder that somebody edited


def test_missing_and_stale_pages_are_found_and_mended(
    full: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    before = read_tree(folder)
    home = page_of(folder, "greeting")
    wrong = [
        home / "greeting-1.0.0-py3-none-any.whl.metadata",
        home / "index.json",
        home / "index.html",
        folder / "simple/index.json",
        folder / "simple/index.html",
    ]
    wrong[0].write_text("nonsense", encoding="utf-8")
    wrong[1].write_text('{"files": []}', encoding="utf-8")
    wrong[2].unlink()
    wrong[3].write_text("{}", encoding="utf-8")
    wrong[4].unlink()
    greeting = [each for each in releases["1.0.0"] if each.name == GREETING]

    assert problems(lambda: verify_distributions(full, greeting, Silence())) == [
        ("this does not say what is there", str(path), "the next publication of the project writes it again")
        for path in wrong
    ]
    assert publish_distributions(full, greeting, Silence()) == ()
    assert read_tree(folder) == before
    verify_distributions(full, greeting, Silence())


def test_a_release_that_somebody_removed_leaves_the_page(
    full: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    for path in page_of(folder, "greeting").glob("*-1.0.0*"):
        path.unlink()

    full.publish([each for each in releases["1.1.0"] if each.name == GREETING])

    assert "1.0.0" not in (page_of(folder, "greeting") / "index.html").read_text(encoding="utf-8")


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def link(path: Path) -> None:
    path.rename(path.parents[3] / path.name)
    path.symlink_to(path.parents[3] / path.name)


@pytest.mark.parametrize(
    ("filename", "edit", "message"),
    [
        pytest.param("greeting-1.0.0.tar.gz", truncate, "this is no whole archive: ", id="truncated-sdist"),
        pytest.param(
            "greeting-1.0.0-py3-none-any.whl",
            truncate,
            "this is no whole archive: File is not a zip file",
            id="truncated-wheel",
        ),
        pytest.param(
            "greeting-1.0.0-py3-none-any.whl",
            lambda path: path.write_bytes(path.read_bytes() + b"x"),
            "the archive is not what was published: sha256 ",
            id="other-bytes",
        ),
        pytest.param(
            "greeting-1.0.0.tar.gz", link, "this has the name of an archive and is no file", id="link-to-an-archive"
        ),
        pytest.param("greeting-5.0.tar.gz", Path.mkdir, "this has the name of an archive and is no file", id="folder"),
        pytest.param(
            "greeting-latest.whl",
            Path.touch,
            "the name of this archive tells no project and version",
            id="no-version",
        ),
        pytest.param(
            "other-1.0.tar.gz", Path.touch, "this is an archive of other in the folder of greeting", id="stranger"
        ),
    ],
)
def test_edited_archives_are_named_and_left_alone(
    full: Index,
    folder: Path,
    releases: Mapping[str, tuple[Distribution, ...]],
    filename: str,
    edit: Callable[[Path], object],
    message: str,
) -> None:
    path = page_of(folder, "greeting") / filename
    edit(path)
    before = read_tree(folder)

    for check in (full.publish, lambda made: verify_distributions(full, made, Silence())):
        found = problems(lambda check=check: check(releases["1.1.0"]))  # type: ignore[misc]
        assert [(said[: len(message)], where) for said, where, _ in found] == [(message, str(path))]
        assert all(hint for _, _, hint in found)
    assert read_tree(folder) == before


def test_replaced_bytes_can_be_accepted(
    full: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    """The hint names the way out; it works."""
    home = page_of(folder, "greeting")
    wheel = home / "greeting-1.0.0-py3-none-any.whl"
    wheel.write_bytes(wheel.read_bytes() + b"x")
    made = [each for each in releases["1.1.0"] if each.name == GREETING]

    ((_, _, hint),) = problems(lambda: full.publish(made))
    assert (
        hint == "put the published file back; or, if this one shall count, remove index.html and index.json beside it"
    )
    (home / "index.html").unlink()
    (home / "index.json").unlink()

    assert full.publish(made) == ()
    verify_distributions(full, made, Silence())


def link_page(page: Path) -> None:
    page.rename(page.parents[3] / page.name)
    page.symlink_to(page.parents[3] / page.name)


def replace_by_folder(page: Path) -> None:
    page.unlink()
    page.mkdir()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param(lambda page: page.write_bytes(b""), "it is damaged", id="empty"),
        pytest.param(lambda page: page.write_bytes(page.read_bytes()[:-20]), "it is damaged", id="truncated"),
        pytest.param(lambda page: page.write_text("[" * 100_000), "it is damaged", id="nested"),
        pytest.param(lambda page: page.write_bytes(b"\xff"), "it is damaged", id="not UTF-8"),
        pytest.param(lambda page: page.write_text("{}"), "it is damaged", id="without files"),
        pytest.param(
            lambda page: page.write_text(page.read_text().replace("sha256", "md5")), "it is damaged", id="other hashes"
        ),
        pytest.param(link_page, "it is damaged", id="link"),
        pytest.param(replace_by_folder, "is a directory", id="folder"),
    ],
)
def test_without_hashes_a_replaced_archive_is_not_accepted(
    full: Index,
    folder: Path,
    releases: Mapping[str, tuple[Distribution, ...]],
    damage: Callable[[Path], object],
    reason: str,
) -> None:
    home = page_of(folder, "greeting")
    wheel, page = home / "greeting-1.0.0-py3-none-any.whl", home / "index.json"
    wheel.write_bytes(wheel.read_bytes() + b"x")
    damage(page)
    before = read_tree(folder)
    made = [each for each in releases["1.1.0"] if each.name == GREETING]

    for check in (full.publish, lambda made: verify_distributions(full, made, Silence())):
        ((message, where, hint),) = problems(lambda check=check: check(made))  # type: ignore[misc]
        assert message == (
            f"this page tells no hashes, so nobody knows whether the archives are what was published: {reason}"
        )
        assert where == str(page)
        assert hint == ("put the published page back; or, if the archives beside it shall count as they are, remove it")
    assert read_tree(folder) == before

    if page.is_dir():
        page.rmdir()
    else:
        page.unlink()
    assert full.publish(made) == ()
    verify_distributions(full, made, Silence())


def test_foreign_files_are_told_and_left_alone(
    full: Index, folder: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    home = page_of(folder, "greeting")
    (home / "notes.txt").write_text("mine", encoding="utf-8")
    (home / "old").mkdir()
    (home / ".DS_Store").touch()
    (folder / "simple" / "<script>").mkdir()
    (folder / "simple" / "<script>" / "index.html").touch()
    before = read_tree(folder)
    made = [each for each in releases["1.1.0"] if each.name == GREETING]
    listener = Listener()

    assert publish_distributions(full, made, listener) == ()
    verify_distributions(full, made, listener)

    assert listener.warnings == [
        ("paa did not write this, and installers do not see it", str(home / name)) for name in ("notes.txt", "old")
    ]
    assert read_tree(folder) == before


@pytest.mark.parametrize("place", ["simple", "simple/greeting", ".incoming", ".lock"])
def test_links_out_of_the_index_are_not_followed(
    index: Index, folder: Path, tmp_path: Path, place: str, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "1").write_text("mine", encoding="utf-8")  # the name of a file that paa writes aside
    path = folder / place
    path.parent.mkdir(parents=True)
    path.symlink_to(outside / "new" if place == ".lock" else outside)

    ((message, where, hint),) = problems(lambda: index.publish(releases["1.0.0"]))

    if place == ".lock":
        assert (message, where) == ("cannot write to the index: too many levels of symbolic links", str(folder))
    else:
        assert (message, where) == ("this is a link, and paa writes nowhere but in the index", str(path))
    assert hint
    assert read_tree(outside) == {"1": b"mine"}


def test_a_page_that_is_a_link_is_replaced(
    index: Index, folder: Path, tmp_path: Path, releases: Mapping[str, tuple[Distribution, ...]]
) -> None:
    page = page_of(folder, "greeting") / "index.html"
    page.parent.mkdir(parents=True)
    page.symlink_to(tmp_path / "outside.html")

    index.publish(releases["1.0.0"])

    assert not page.is_symlink()
    assert not (tmp_path / "outside.html").exists()
    verify_distributions(index, releases["1.0.0"], Silence())
