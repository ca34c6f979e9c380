"""Work that is measured beside `paa`, run as a program by the environment under test: `bare.py WORK FOLDER [...]`."""

import ast
import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import chdir
from functools import partial
from multiprocessing import Pool
from pathlib import Path

RELEASED = "0.1.0"


def parse(root: Path) -> None:
    """Parse every module and component of a repository, with the processes that there are cores."""
    files = sorted((root / "module_dir").rglob("*.py"))
    with Pool(_cores()) as pool:
        pool.map(_parse, files)


def _parse(path: Path) -> None:
    ast.parse(path.read_bytes())


def build(trees: Path, output: Path) -> None:
    """Build wheel and sdist of every source tree below a folder through hatchling's hooks, each process warm."""
    output.mkdir(exist_ok=True)
    with Pool(_cores()) as pool:
        pool.map(partial(_build, output), sorted(trees.iterdir()))


def _build(output: Path, tree: Path) -> None:
    from hatchling import build as backend

    with chdir(tree):
        backend.build_wheel(str(output))
        backend.build_sdist(str(output))


def infer(root: Path) -> None:
    """Learn of every source file of the last commit what a plan needs."""
    from paa.adapters.git import find_commit
    from paa.pipeline.repository import open_repository
    from paa.pipeline.snapshot import SourceCache, open_snapshot

    # As the command line does.
    gc.set_threshold(100_000, 50, 50)
    repository = open_repository(root)
    sources = SourceCache(repository)
    commit = find_commit(repository.work_tree, "HEAD")
    if commit is None:
        raise ValueError
    snapshot = open_snapshot(repository, commit, sources)
    for path in (*snapshot.layout.modules.values(), *snapshot.layout.components):
        snapshot.facts(path)
    sources.save()


def release(root: Path) -> None:
    """Print, for `git fast-import`, a tag for each project as a release of the last commit makes it."""
    from packaging.version import Version

    from paa.adapters.git import find_commit
    from paa.core.release.tags import tag_message, tag_name
    from paa.pipeline.repository import open_repository
    from paa.pipeline.snapshot import SourceCache, open_snapshot

    repository, version = open_repository(root), Version(RELEASED)
    commit = find_commit(repository.work_tree, "HEAD")
    if commit is None:
        raise ValueError
    snapshot = open_snapshot(repository, commit, SourceCache(repository))
    for name in snapshot.layout.modules:
        digest = snapshot.fingerprint(snapshot.ingredients(name))
        message = f"{tag_message(name, version, digest)}\n"
        tagger = "Ada Example <ada@example.com> 1700000000 +0000"
        print(f"tag {tag_name(name, version)}\nfrom {commit}\ntagger {tagger}\ndata {len(message)}\n{message}")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


WORKS: Mapping[str, Callable[..., None]] = {"parse": parse, "build": build, "infer": infer, "release": release}

if __name__ == "__main__":
    WORKS[sys.argv[1]](*map(Path, sys.argv[2:]))
