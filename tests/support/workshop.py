"""A repository and the command line on it, for tables of inputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from paa.cli import main
from tests.support.processes import Completed
from tests.support.repositories import PackagingRepository
from tests.support.trees import read_tree

__all__ = ["CONFIG", "RELEASED", "Files", "Workshop"]

Files: TypeAlias = Mapping[str, str | bytes]

CONFIG = "module_dir: module_dir\npython_version: '3.11'\n"
RELEASED = '__package_metadata__ = {"description": "A tool."}\n'


@dataclass(frozen=True, slots=True)
class Workshop:
    """A repository, and the command line run in this process, because it is run for every row of a table."""

    repository: PackagingRepository
    capture: pytest.CaptureFixture[str]
    output: Path

    def fill(self, files: Files) -> None:
        """Write files into a repository with a configuration, and commit them."""
        self.repository.config(CONFIG)
        for path, content in files.items():
            self.repository.write(path, content)
        self.repository.commit()

    def paa(self, *words: str | Path) -> Completed:
        """Run a command line."""
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        assert isinstance(ended.value.code, int)
        printed = self.capture.readouterr()
        return Completed(ended.value.code, printed.out, printed.err)

    def make(self, *words: str | Path) -> Completed:
        """Make packages into a folder beside the repository."""
        return self.paa("make-package", *words, "--root", self.repository.root, "--output-dir", self.output)

    def refused(self, code: int, *problems: tuple[str, str | None], words: tuple[str | Path, ...] = ("tool",)) -> None:
        """See that a command fails with these problems, and changes nothing."""
        before = read_tree(self.repository.root)
        outcome = self.make(*words)

        assert outcome.err == "".join(
            f"error: {problem}\n" + (f"  hint: {hint}\n" if hint else "") for problem, hint in problems
        )
        assert (outcome.code, outcome.out) == (code, "")
        assert read_tree(self.repository.root) == before
        assert not self.output.exists()
