"""The command line: parse, call one pipeline function, render."""

from paa.cli._app import main

__all__ = ["main"]
