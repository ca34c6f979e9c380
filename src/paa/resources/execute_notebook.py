"""Execute a notebook and write what became of it: `python execute_notebook.py NOTEBOOK ANSWER KERNEL SECONDS`.

paa starts this in a process of its own, whose environment holds no credential: what a notebook does is its own affair.
The answer is one JSON document: `notebook`, the executed one, or `problem` with the number of the `cell`; `kernel` says
that there is no such kernel.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any


def execute(notebook: Path, kernel: str, seconds: int) -> dict[str, Any]:
    """Run every cell in the working directory of this process."""
    client, formats = importlib.import_module("nbclient"), importlib.import_module("nbformat")
    errors = importlib.import_module("nbclient.exceptions")
    kernels = importlib.import_module("jupyter_client.kernelspec")
    document = formats.read(notebook, as_version=4)
    at = [0]

    def note(cell_index: int, **_: object) -> None:
        at[0] = cell_index + 1

    runner = client.NotebookClient(
        document,
        kernel_name="python3" if kernel == "python" else kernel,
        timeout=seconds,
        startup_timeout=120,
        on_cell_start=note,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(Path.cwd())}},
    )
    try:
        runner.execute()
    except kernels.NoSuchKernel:
        return {"kernel": kernel}
    except errors.CellExecutionError as error:
        return {"cell": at[0], "problem": f"{error.ename}: {error.evalue}"}
    except errors.CellTimeoutError:
        return {"cell": at[0], "problem": f"it takes longer than {seconds} seconds"}
    except errors.DeadKernelError:
        return {"cell": at[0], "problem": "the kernel died"}
    return {"notebook": formats.writes(document)}


if __name__ == "__main__":
    source, answer, name, limit = sys.argv[1:]
    Path(answer).write_text(json.dumps(execute(Path(source), name, int(limit))), encoding="utf-8")
