"""What publishing leaves beside the archives, so that nobody waits for what was never published."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Completed, PackagingRepository, git
from tests.support.here import paa_here
from tests.support.indexes import Fault, FaultyIndex

# Whoever waits for a file that is not there waits for ten minutes.
CONFIG = """\
module_dir: module_dir
publish_to: prod
indexes:
  prod: {{kind: pypi, url: "{served.simple}", upload_url: "{served.upload}"}}
"""
MODULE = '__package_metadata__ = {"description": "A part."}\n'
REFUSED = Fault(status=403, text="Invalid or non-existent authentication information.")
NOTE = "paa-published.json"

Step = Callable[..., Completed]


@pytest.fixture
def step(repository: PackagingRepository, faulty: FaultyIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    """Plan and build two modules, and give what runs a step of their release, with the archives in a folder below."""
    for name, value in (("TWINE_USERNAME", faulty.served.user), ("TWINE_PASSWORD", faulty.served.password)):
        monkeypatch.setenv(name, value)
    repository.config(CONFIG.format(served=faulty.served))
    for name in ("first", "second"):
        repository.module(name, MODULE)
    repository.commit("Begin")
    plan, dist = tmp_path / "plan.json", tmp_path / "dist"
    plan.write_text(paa_here("plan", "--json", "--root", repository.root).out, encoding="utf-8")
    made = paa_here("make-package", "--plan", plan, "--output-dir", dist / "dist-1", "--root", repository.root)
    assert made.code == 0, made.err

    def run(name: str, *words: str) -> Completed:
        return paa_here(name, "--plan", plan, "--dist", dist, *words, "--root", repository.root)

    return run


def test_nobody_waits_for_what_was_not_published(
    step: Step, repository: PackagingRepository, faulty: FaultyIndex, tmp_path: Path
) -> None:
    faulty.uploads.extend([Fault(), Fault(), REFUSED])
    assert step("publish").code == 7
    note = tmp_path / "dist" / NOTE
    partly = note.read_text("utf-8")
    assert sorted(json.loads(partly)["files"]) == ["first-0.0.1-py3-none-any.whl", "first-0.0.1.tar.gz"]

    faulty.looks.clear()
    verified, recorded = step("verify", "--no-smoke"), step("record")

    assert (verified.code, recorded.code) == (7, 7)
    assert "verified: first 0.0.1; not verified: second" in verified.err
    assert faulty.looks.count("second") == 2
    assert git(repository.root, "tag") == "v0.0.1_first"

    assert step("publish").code == 0
    assert len(json.loads(note.read_text("utf-8"))["files"]) == 4
    # A later attempt that was killed behind its uploads has left the note of the earlier one.
    note.write_text(partly, encoding="utf-8")
    assert step("verify", "--no-smoke").code == 0
    assert step("record").code == 0
    assert git(repository.root, "tag").split() == ["v0.0.1_first", "v0.0.1_second"]


def test_the_notes_of_jobs_that_publish_one_project_each_are_joined(
    step: Step, faulty: FaultyIndex, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        assert step("publish", "--project", name).code == 0
        (tmp_path / f"dist/published-{name}").mkdir()
        (tmp_path / "dist" / NOTE).rename(tmp_path / f"dist/published-{name}" / NOTE)

    assert step("verify", "--no-smoke").code == 0
    (tmp_path / "dist/published-second" / NOTE).unlink()
    faulty.delete("second-0.0.1.tar.gz")
    faulty.looks.clear()
    assert step("verify", "--no-smoke").code == 7
    assert faulty.looks.count("second") == 1
