"""`paa artifacts refresh`: an installed package's files from the web, as they are there now."""

import hashlib
import json
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import Completed, FreshEnvironment, PackagingRepository, run_paa
from tests.support.here import paa_here
from tests.support.installations import install, plant
from tests.support.trees import read_tree
from tests.support.web import Site, answer, file, redirect, serve
from tests.support.workshop import RELEASED


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve two files."""
    with serve({"/model": file(b"first"), "/table": file(b"table")}) as running:
        yield running


def fill(repository: PackagingRepository, site: Site) -> None:
    repository.config("module_dir: module_dir\npython_version: '3.11'\n")
    repository.module("tool", RELEASED)
    repository.write("artifacts/tool/deep/model.bin.link", f"{site.address}/model\n")
    repository.write("artifacts/tool/table.csv.link", f"{site.address}/table\n")
    repository.write("artifacts/tool/own.txt", "own")
    repository.commit()


@pytest.fixture
def installed(
    repository: PackagingRepository, site: Site, tmp_path: Path, new_environment: Callable[[], FreshEnvironment]
) -> FreshEnvironment:
    """Build a package with two linked files, remove its repository, and install it."""
    fill(repository, site)
    made = run_paa("make-package", "tool", "--quiet", "-o", tmp_path / "dist", cwd=repository.root)
    assert (made.code, made.err) == (0, "")
    shutil.rmtree(repository.root)
    environment = new_environment()
    environment.install("--no-deps", *(tmp_path / "dist").glob("*.whl"))
    return environment


def refresh(environment: FreshEnvironment, *words: str) -> Completed:
    return paa_here("artifacts", "refresh", *words, "--python", environment.python)


def artifacts(environment: FreshEnvironment) -> dict[str, bytes]:
    return {
        path: content
        for path, content in read_tree(environment.site_packages / "tool/artifacts").items()
        if not path.endswith(".link")
    }


def test_what_changed_is_replaced(installed: FreshEnvironment, site: Site) -> None:
    links = f"deep/model.bin  {site.address}/model\ntable.csv       {site.address}/table\n"
    assert paa_here("show", "artifact-links", "tool", "--python", installed.python).out == links
    site.answers["/model"] = redirect("/other")
    site.answers["/other"] = file(b"second")

    refreshed = refresh(installed, "tool")

    assert refreshed == Completed(0, "deep/model.bin  6 B  replaced\ntable.csv       5 B  the same\n", "")
    assert artifacts(installed) == {"deep/model.bin": b"second", "own.txt": b"own", "table.csv": b"table"}
    again = paa_here("refresh-module-artifacts", "tool", "--json", "--python", installed.python)
    assert [(each["path"], each["changed"]) for each in json.loads(again.out)] == [
        ("deep/model.bin", False),
        ("table.csv", False),
    ]


def test_record_stays_true(installed: FreshEnvironment, site: Site) -> None:
    (record,) = installed.site_packages.glob("tool-*.dist-info/RECORD")
    before = record.read_text("utf-8").splitlines()
    site.answers["/model"] = file(b"second")

    refresh(installed, "tool")

    after = record.read_text("utf-8").splitlines()
    (changed,) = set(after) - set(before)
    digest = urlsafe_b64encode(hashlib.sha256(b"second").digest()).rstrip(b"=").decode()
    assert changed == f"tool/artifacts/deep/model.bin,sha256={digest},6"
    assert len(after) == len(before)


def test_one_failure_leaves_everything_as_it_is(installed: FreshEnvironment, site: Site) -> None:
    before = read_tree(installed.site_packages)
    site.answers["/model"] = file(b"second")
    site.answers["/table"] = answer(500)

    failed = refresh(installed, "tool")

    assert (failed.code, failed.out) == (5, "")
    assert failed.err.startswith(
        f"error: tool/artifacts/table.csv.link: cannot fetch {site.address}/table: the server answers 500"
    )
    assert read_tree(installed.site_packages) == before


def test_lost_file_comes_back(installed: FreshEnvironment) -> None:
    (installed.site_packages / "tool/artifacts/deep/model.bin").unlink()

    refresh(installed, "tool")

    assert artifacts(installed)["deep/model.bin"] == b"first"


def test_addresses_without_encryption_are_not_asked(installed: FreshEnvironment) -> None:
    link = {"old/old.py": "", "old/artifacts/a.link": "http://files.example.org/a\n"}
    plant(installed, "old", "1", "Keywords: aa-paa-tool\n", link)

    refused = refresh(installed, "old")

    assert (refused.code, refused.out) == (3, "")
    assert refused.err.startswith(
        "error: old/artifacts/a.link: http://files.example.org/a is not encrypted: anybody could answer\n"
    )


def test_package_without_addresses(installed: FreshEnvironment) -> None:
    plant(installed, "plain", "1", "Keywords: aa-paa-tool\n", {"plain/plain.py": ""})

    nothing = refresh(installed, "plain")

    assert nothing == Completed(0, "", "no data file of this package came from an address\n")


def test_package_that_is_edited_is_left_alone(
    repository: PackagingRepository, site: Site, new_environment: Callable[[], FreshEnvironment]
) -> None:
    fill(repository, site)
    environment = new_environment()
    assert install(repository, environment, "tool", "--editable").code == 0
    listed = paa_here("show", "artifacts", "tool", "--python", environment.python)
    before = read_tree(environment.site_packages)

    refused = refresh(environment, "tool")

    assert listed.out.splitlines() == [
        "deep/model.bin  5 B  fetched",
        "own.txt         3 B",
        "table.csv       5 B  fetched",
    ]
    assert refused == Completed(
        2,
        "",
        f"error: {repository.root}/module_dir: tool is installed to be edited: its files are in its repository\n"
        "  hint: copy them from there, or install it without --editable\n",
    )
    assert read_tree(environment.site_packages) == before
