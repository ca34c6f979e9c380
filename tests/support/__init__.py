"""What the tests share: real processes, real repositories, real environments."""

from tests.support.environments import FreshEnvironment, create_environment
from tests.support.golden import assert_golden
from tests.support.needs import need_program
from tests.support.processes import Completed, git, run, run_paa
from tests.support.repositories import PackagingRepository

__all__ = [
    "Completed",
    "FreshEnvironment",
    "PackagingRepository",
    "assert_golden",
    "create_environment",
    "git",
    "need_program",
    "run",
    "run_paa",
]
