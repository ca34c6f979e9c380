"""Notebooks for tests, cell by cell."""

import json
from base64 import b64encode
from typing import Any

__all__ = ["PNG", "base64", "code", "markdown", "notebook", "result", "stream"]

PNG = b"\x89PNG\r\n\x1a\n..."


def notebook(*cells: object, **changes: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **changes})


def markdown(text: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text, **more}


def code(text: Any, *outputs: object) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": text, "outputs": list(outputs), "execution_count": 1}


def stream(text: Any, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def result(**forms: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind.replace("_", "/"): form for kind, form in forms.items()}}


def base64(content: bytes) -> str:
    return b64encode(content).decode()
