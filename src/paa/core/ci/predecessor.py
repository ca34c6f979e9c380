"""Pipelines of the predecessor: how they are told from pipelines of somebody's own."""

import re

__all__ = ["is_of_predecessor"]

# What only its pipelines run: the tool itself under its long name, its commands, and the scripts that it wrote.
_MARKS = re.compile(
    r"package[-_]auto[-_]assembler"
    r"|\bpaa\s+(?:make-package|test-install|update-release-notes|extract-[a-z-]+|show-module-[a-z-]+|run-pylint-tests"
    r"|check-vulnerabilities|check-licenses|convert-drawio-to-png|show-ref-local-deps)\b"
    r"|\b(?:find_and_process_changed_files|get_paa_change_dirs|assemble_pypirc|assemble_pip_conf)\.sh\b",
    re.IGNORECASE,
)


def is_of_predecessor(text: str) -> bool:
    """Tell whether a pipeline is one of the predecessor's, or was made from one."""
    return _MARKS.search(text) is not None
