"""What goes wrong around a release at night: no login, an index that is away, a wheel that does not work."""

import json
from pathlib import Path

import pytest

from tests.repositories import Commit
from tests.repositories.histories import DELTA
from tests.support import Completed, PackagingRepository, git, run_paa
from tests.support.backends import Backend, Shop
from tests.support.indexes import small_release
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


@pytest.mark.parametrize("setting", ["", "add_mkdocs_site: true\n"], ids=["plain", "with a site"])
def test_what_is_published_is_recorded_without_a_login(night: Night, setting: str, tmp_path: Path) -> None:
    """A run died between publishing and recording; the next one makes the same bytes, and records them."""
    Commit("Configure", {".paa.config": f"{night.backend.config}{setting}"})(night.repository)
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


def test_what_does_not_work_behind_its_publication_is_told_and_left_again(night: Night) -> None:
    """It is on the index for good: that is said, and so are the ways out; both of them work."""
    lacking = DELTA.replace("__package_metadata__", "import paa_nowhere #-\n\n__package_metadata__", 1)
    Commit("Lack it", {"module_dir/delta.py": lacking})(night.repository)

    first, second = night.paa("release"), night.paa("release", "--json")

    assert first.code == 6
    assert first.out.startswith("published, and not recorded: delta 0.0.1  (delta 0.0.1 cannot be imported: ")
    assert (
        "; it is on the index, and not recorded: mend it, and the next release takes the next version "
        "(`paa yank delta 0.0.1 --index there --reason TEXT` withdraws this one); if only the trial went wrong, "
        "run the command again, or with --no-smoke\n"
    ) in first.err
    (unfinished,) = json.loads(second.out)["unfinished"]
    assert (unfinished["version"], unfinished["published"], unfinished["held_back"]) == ("0.0.1", True, False)
    assert (list(night.backend.files("delta")), tags(night.remote)) == (ARCHIVES, [])

    Commit("[delta] Mend it", {"module_dir/delta.py": DELTA})(night.repository)
    mended = night.paa("release")

    assert (mended.code, mended.err) == (0, "")
    assert mended.out.startswith("released delta 0.0.2  (")
    assert rows(night.remote, "main") == ["delta,0.0.2"]
    assert night.paa("release").out == "nothing to release; 1 unchanged\n"


def test_what_a_run_published_that_died_is_ours_also_after_the_next_merge(night: Night, tmp_path: Path) -> None:
    """Two new projects are published and not recorded; then one of them changes, which the other one needs."""
    needing = DELTA.replace("__package_metadata__", "import delta\n\n__package_metadata__", 1)
    Commit("More", {"module_dir/epsilon.py": needing})(night.repository)
    plan, dist = tmp_path / "plan.json", tmp_path / "dist"
    plan.write_text(night.paa("plan", "--json").out, encoding="utf-8")
    assert night.paa("make-package", "--plan", plan, "--output-dir", dist).code == 0
    assert night.paa("publish", "--plan", plan, "--dist", dist).code == 0
    Commit("[delta] Change it", {"module_dir/delta.py": f"{DELTA}# more\n"})(night.repository)

    done = night.paa("release", "--no-smoke")

    assert (done.code, done.err) == (0, "")
    assert rows(night.remote, "main") == ["delta,0.0.2", "epsilon,0.0.2"]


def test_what_a_stranger_published_stays_a_strangers(night: Night, tmp_path: Path) -> None:
    night.backend.put(small_release(tmp_path / "theirs", "delta", "0.0.1", word="theirs"))

    done = night.paa("release")

    assert (done.code, done.out) == (6, "")
    assert done.err.endswith("hint: choose another name, or `paa release --claim delta` if it is yours\n")


def test_an_index_that_is_away_is_told_once(night: Night) -> None:
    """Each project would wait for it, and say the same."""
    Commit("More", {"module_dir/epsilon.py": DELTA})(night.repository)
    Commit("Away", {".paa.config": night.backend.config.replace("127.0.0.1", "127.0.0.2")})(night.repository)

    done = night.paa("plan")

    assert (done.code, done.out) == (6, "")
    assert done.err.count("the index 'there' cannot be reached") == 1
