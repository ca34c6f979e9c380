"""The histories that several tests begin with."""

from collections.abc import Mapping, Sequence

from tests.repositories.steps import Branch, Commit, Grown, How, Merge, Release, Step, Switch, Tag
from tests.support.repositories import WITHOUT_GATES

__all__ = ["ALPHA", "BETA", "CONFIG", "DELTA", "GAMMA", "HISTORIES", "SHARED"]

CONFIG = f"module_dir: module_dir\npython_version: '3.11'\nlicense_label: MIT\n{WITHOUT_GATES}"
SHARED = '"""What others share."""\n\n\ndef shout(text: str) -> str:\n    """Shout."""\n    return text.upper()\n'
ALPHA = '''\
"""Say hello."""

from components.shared import shout

__package_metadata__ = {"description": "Say hello."}


def hello(name: str) -> str:
    """Greet somebody."""
    return shout(f"hello {name}")
'''
BETA = '''\
"""Say hello twice."""

from alpha import hello

from components.shared import shout

__package_metadata__ = {"description": "Say hello twice."}


def twice(name: str) -> str:
    """Greet somebody twice."""
    return f"{hello(name)} {shout(name)}"
'''
GAMMA = '''\
"""Count."""

__package_metadata__ = {"description": "Count.", "license_label": "Apache-2.0"}


def count(text: str) -> int:
    """Count characters."""
    return len(text)
'''
DELTA = '"""Nothing yet."""\n\n__package_metadata__ = {"description": "Nothing yet."}\n'

START = Commit(
    "Start",
    {
        ".gitignore": "/.paa/index/\n",
        ".paa.config": CONFIG,
        "README.md": "# Ours\n",
        "module_dir/alpha.py": ALPHA,
        "module_dir/beta.py": BETA,
        "module_dir/gamma.py": GAMMA,
        "module_dir/components/shared.py": SHARED,
        "tests/alpha/test_alpha.py": "def test_nothing() -> None:\n    pass\n",
    },
)
ON_A_BRANCH: Sequence[Step] = (
    Branch("work"),
    Commit("[alpha] [.+.] louder", {"module_dir/alpha.py": ALPHA.replace("hello {", "HELLO {")}),
    Commit("fix(gamma): count right", {"module_dir/gamma.py": GAMMA.replace("len(text)", "len(text) + 0")}),
    Switch("main"),
    Commit("Meanwhile", {"README.md": "# Ours, too\n"}),
)

HISTORIES: Mapping[str, Sequence[Step]] = {
    "start": (START,),
    "released": (START, Release()),
    "squash": (
        Grown("released"),
        *ON_A_BRANCH,
        Merge("work", How.SQUASH, "Work (#1)\n\n* [alpha] [.+.] louder\n\n* fix(gamma): count right\n"),
    ),
    "rebase": (Grown("released"), *ON_A_BRANCH, Merge("work", How.REBASE)),
    "merge": (Grown("released"), *ON_A_BRANCH, Merge("work", How.MERGE, "Merge pull request #1 from me/work")),
    "predecessor": (
        START,
        Tag("v0.3.0_alpha", "alpha==0.3.0"),
        Tag("v1.10_gamma", "gamma==1.10"),
        Commit(
            "Update package versions",
            {
                ".paa/tracking/lsts_package_versions.yml": "alpha: 0.3.0\nbeta: 0.0.2\ngamma: '1.10'\n",
                ".paa/tracking/version_logs.csv": "Timestamp,Package,Version\n2024-01-01 00:00:00,alpha,0.3.0\n",
            },
        ),
        Tag("v0.0.2_beta", "beta==0.0.2"),
        Commit("[gamma][+..] count; much better", {"module_dir/gamma.py": GAMMA.replace("len(text)", "0")}),
    ),
}
