"""Jupyter, which runs notebooks: in a process of its own, and only when somebody asks for it."""

import json
import os
import site
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from paa.adapters.processes import run, without_secrets
from paa.adapters.resources import read_resource
from paa.errors import SourceError, UsageError
from paa.guests import missing

__all__ = ["execute_notebook"]

SECONDS = 600  # for one cell
SHOWN = 400  # characters of what Jupyter says when it fails in a way that is not foreseen


def execute_notebook(text: str, *, kernel: str, importable: Path, folder: Path, where: str) -> str:
    """Run every cell of a notebook, and give it with what the cells printed.

    Args:
        text: The notebook.
        kernel: The name of the kernel; `python` is the Python that runs this.
        importable: The folder in which the packages are that the notebook is about.
        folder: A private folder, in which the cells run.
        where: The notebook's name, for messages.

    Raises:
        UsageError: Jupyter is not installed, or there is no such kernel.
        SourceError: A cell fails.
    """
    if not all(map(find_spec, ("nbclient", "ipykernel"))):
        raise missing("executing a notebook needs Jupyter's client and kernel", extra="notebook")
    program, notebook, answer = (folder / name for name in ("execute.py", "notebook.ipynb", "answer.json"))
    program.write_text(read_resource("execute_notebook.py"), encoding="utf-8")
    notebook.write_text(text, encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    words = [sys.executable, str(program), str(notebook), str(answer), kernel, str(SECONDS)]
    done = run(words, cwd=home, env=_environment(importable, home))
    try:
        said = json.loads(answer.read_bytes())
    except (OSError, ValueError):
        last = (done.err.strip().splitlines() or ["it says nothing"])[-1][:SHOWN]
        raise SourceError(f"the notebook cannot be executed: {last}", where=where) from None
    if "notebook" in said:
        return str(said["notebook"])
    if "kernel" in said:
        hint = "`jupyter kernelspec list` shows which there are; `python` is always there"
        raise UsageError(f"there is no kernel {said['kernel']!r}", hint=hint)
    hint = "what it imports has to be installed for the kernel; its files are not beside it, only the package is there"
    raise SourceError(f"the cell fails: {said['problem']}", where=f"{where}, cell {said['cell']}", hint=hint)


def _environment(importable: Path, home: Path) -> Mapping[str, str]:
    """Describe the process: the packages come first, and neither secrets nor the user's own folder are there."""
    kernels = [os.environ.get("JUPYTER_PATH", ""), str(Path.home() / ".local/share/jupyter")]
    paths = [str(importable), os.environ.get("PYTHONPATH", "")]
    return {
        **without_secrets(os.environ),
        "HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_PATH": os.pathsep.join(filter(None, kernels)),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "PYTHONUSERBASE": site.getuserbase(),
    }
