"""What goes wrong around a release at night: no login, an index that is away, a wheel that does not work."""

from pathlib import Path

import pytest

from tests.repositories import Commit
from tests.repositories.histories import DELTA
from tests.support import Completed, PackagingRepository, git, run_paa
from tests.support.backends import Backend, Shop
from tests.support.releases import rows, tags
from tests.support.remotes import add_remote

pytestmark = pytest.mark.slow

ARCHIVES = ["delta-0.0.1-py3-none-any.whl", "delta-0.0.1.tar.gz"]


class Night:
    """A repository with a remote, and an index like the public one."""

    def __init__(self, backend: Backend, folder: Path) -> None:
        self.backend = backend
        self.repository = PackagingRepository(folder / "repository")
        files = {".gitignore": "/.paa/index/\n", "README.md": "# Ours\n", "module_dir/delta.py": DELTA}
        Commit("Start", {**files, ".paa.config": backend.config})(self.repository)
        self.remote = add_remote(self.repository, folder / "remote.git")

    def paa(self, *words: str | Path) -> Completed:
        """Run a command as somebody who is logged in."""
        return self.backend.paa_here(*words, root=self.repository.root)

    def nobody(self, *words: str | Path) -> Completed:
        """Run a command as somebody who is not."""
        return run_paa(*words, "--root", self.repository.root)


@pytest.fixture
def night(shop: Shop, tmp_path: Path) -> Night:
    """Give a repository that released nothing yet, and an empty index that fails when it is told to."""
    return Night(shop.make("faulty"), tmp_path)


def test_a_missing_login_is_told_for_every_index_before_anything_is_built(night: Night) -> None:
    """Builds and gates take minutes; and what is staged before the real index refuses has used its version up."""
    trial = "".join(f"    {key}: {value}\n" for key, value in night.backend.profile.items())
    Commit("Stage it", {".paa.config": f"{night.backend.config}  trial:\n{trial}stage_to: trial\n"})(night.repository)

    done = night.nobody("release", "--verbose")

    assert (done.code, done.out) == (6, "")
    assert "error: there is no login for the index 'trial'\n  hint: set PAA_TRIAL_TOKEN, or " in done.err
    assert "error: there is no login for the index 'there'\n  hint: set PAA_THERE_TOKEN, or " in done.err
    assert "building" not in done.err
    assert (night.backend.files("delta"), tags(night.remote)) == ({}, [])


def test_what_is_published_is_recorded_without_a_login(night: Night, tmp_path: Path) -> None:
    plan, dist = tmp_path / "plan.json", tmp_path / "dist"
    plan.write_text(night.paa("plan", "--json").out, encoding="utf-8")
    assert night.paa("make-package", "--plan", plan, "--output-dir", dist).code == 0
    assert night.paa("publish", "--plan", plan, "--dist", dist).code == 0

    again = night.nobody("publish", "--plan", plan, "--dist", dist)
    done = night.nobody("release", "--no-smoke")

    assert again == Completed(0, "nothing to do: everything was published before\n", "")
    assert (done.code, done.err) == (0, "")
    assert list(night.backend.files("delta")) == ARCHIVES
    assert rows(night.remote, "main") == ["delta,0.0.1"]
    assert git(night.repository.root, "status", "--porcelain") == ""
