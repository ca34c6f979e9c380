"""What the tests of installations share."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import FreshEnvironment, PackagingRepository
from tests.support.backends import Shop
from tests.support.indexes import Azure, Devpi, FaultyIndex, Servers, running_faulty
from tests.support.samples import Samples, build_engine, build_samples
from tests.support.workshop import CONFIG, RELEASED


@pytest.fixture(scope="module")
def shared(new_environment: Callable[[], FreshEnvironment]) -> FreshEnvironment:
    """Make one environment for the tests that clean up behind themselves."""
    return new_environment()


@pytest.fixture
def environment(shared: FreshEnvironment) -> FreshEnvironment:
    """Give an environment that is as it was when it was made."""
    for path in shared.site_packages.iterdir():
        if not path.name.startswith(("_virtualenv", "pip", "distutils-precedence", "setuptools", "_distutils_hack")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in ("tool", "tool-box", "taken"):
        (shared.root / "bin" / name).unlink(missing_ok=True)
    return shared


@pytest.fixture
def tools(repository: PackagingRepository) -> PackagingRepository:
    """Commit a repository with a module that uses every part: components, a sibling, an artifact, a command line."""
    repository.config(CONFIG)
    repository.module(
        "tool",
        '''\
        """A tool."""

        from importlib.resources import files

        from components.part import Part
        from components.bundle import word
        import sibling

        __package_metadata__ = {"description": "A tool."}


        class Thing:
            """Something to be pickled."""


        def describe() -> str:
            """Say what there is."""
            text = files("tool").joinpath("artifacts", "text.txt").read_text(encoding="utf-8")
            return f"{Part.name} {word} {sibling.name} {text}"


        def fail() -> None:
            """Raise."""
            raise RuntimeError("failed")
        ''',
    )
    repository.module("sibling", RELEASED + 'name = "sibling"\n')
    repository.module("draft", "import sibling\nname = sibling.name\n")
    repository.write("module_dir/components/part.py", 'class Part:\n    name = "part"\n')
    repository.write("module_dir/components/bundle/__init__.py", "from .inner import word\n")
    repository.write("module_dir/components/bundle/inner.py", 'word = "word"\n')
    repository.write("artifacts/tool/text.txt", "text")
    repository.write(
        "cli/tool.py",
        """\
        from components.part import Part
        from tool import describe


        def app() -> None:
            print(f"{describe()} by {Part.name}")
        """,
    )
    repository.write(".gitignore", "__pycache__/\n")
    repository.commit()
    return repository


@pytest.fixture(scope="session")
def samples(isolated_process: None, tmp_path_factory: pytest.TempPathFactory) -> Samples:  # noqa: ARG001 - before paa runs
    """Make every package of a copy of this repository, and remove the copy."""
    return build_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def engine(isolated_process: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001 - before paa runs
    """Build the wheel of paa."""
    return build_engine(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="session")
def servers(isolated_process: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:  # noqa: ARG001 - before one runs
    """Keep the servers of this session, each of which is started when somebody asks for it."""
    with ExitStack() as stack:
        yield Servers(tmp_path_factory.mktemp("servers"), stack)


@pytest.fixture(scope="session")
def devpi(servers: Servers) -> Devpi:
    """Run one devpi-server for everybody; who wants to be alone takes an index of another name."""
    return servers.devpi


@pytest.fixture(scope="session")
def azure(servers: Servers) -> Azure:
    """Run one server of feeds for everybody; who wants to be alone takes a feed of another name."""
    return servers.azure


@pytest.fixture
def faulty() -> Iterator[FaultyIndex]:
    """Run an empty index that fails as it is told to."""
    with running_faulty() as index:
        yield index


@pytest.fixture(scope="module")
def shop(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Make empty indexes of every kind."""
    with ExitStack() as stack:
        yield Shop(servers, tmp_path_factory.mktemp("shop"), stack)
