"""Run the command line in this process, where a process of its own would only cost time."""

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from paa.cli import main
from tests.support.processes import Completed

__all__ = ["paa_here"]


def paa_here(*words: str | Path) -> Completed:
    """Run a command line, and give its exit code and what it printed.

    Raises:
        AssertionError: It did not end with an exit code.
    """
    out, err = StringIO(), StringIO()
    code: object = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(word) for word in words])
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int)
    return Completed(code, out.getvalue(), err.getvalue())
