"""Notebooks as pages."""

import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from paa.core.documentation.notebooks import ReadNotebook, read_notebook
from paa.errors import SourceError


def cell(kind: str, source: object, **more: object) -> dict[str, object]:
    """Write a cell."""
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def output(**kinds: object) -> dict[str, object]:
    """Write an output; `image_png` stands for `image/png`."""
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/"): v for k, v in kinds.items()}}


def read(*cells: object, path: str = "walks/first walk.md", **more: object) -> ReadNotebook:
    """Read a notebook with these cells."""
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}
    return read_notebook(
        json.dumps(document).encode(), PurePosixPath(path), where="walk.ipynb", clean=lambda html: html.replace("!", "")
    )


def test_text_code_and_streams() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": ["\x1b[31mred\x1b[0m\n", "``` \n"]}
    notebook = read(
        cell("markdown", ["# Walk\n", "along"]), cell("code", "print()", outputs=[stream]), cell("raw", "not shown")
    )

    assert notebook == ReadNotebook(
        "# Walk\nalong\n\n```python\nprint()\n```\n\n````text\nred\n```\n````\n",
        {},
    )


@pytest.mark.parametrize("kind", [{"language_info": {"name": "R"}}, {"kernelspec": {"language": "R"}}])
def test_language_is_that_of_the_kernel(kind: object) -> None:
    assert "```R\nx\n```" in read(cell("code", "x", outputs=[]), metadata=kind).text


@pytest.mark.parametrize("name", ["x\n```\n<b>", 3, None])
def test_language_that_is_none_is_left_out(name: object) -> None:
    assert "```python\nx\n```" in read(cell("code", "x", outputs=[]), metadata={"language_info": {"name": name}}).text


def test_images_stand_beside_the_page() -> None:
    notebook = read(
        cell("code", "", outputs=[output(image_png="aGk=\n", text_plain="<Figure [1]>")]),
        cell("code", "", outputs=[output(**{"image_svg+xml": ["<svg", "/>"]})]),
    )

    assert notebook.text == "![<Figure (1)>](first%20walk_files/1.png)\n\n![Output](first%20walk_files/2.svg)\n"
    assert notebook.files == {
        PurePosixPath("walks/first walk_files/1.png"): b"hi",
        PurePosixPath("walks/first walk_files/2.svg"): b"<svg/>",
    }


def test_attachments_stand_beside_the_page() -> None:
    notebook = read(
        cell("markdown", "![a](attachment:a.png) ![b](attachment:b.png)", attachments={"a.png": {"image/png": "aGk="}})
    )

    assert notebook.text == "![a](first%20walk_files/1.png) ![b](b.png)\n"
    assert list(notebook.files.values()) == [b"hi"]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        pytest.param(
            {"text_html": "<b>!\n a</b>", "text_plain": "a"}, "<div class='output'><b> a</b></div>", id="html"
        ),
        pytest.param({"text_html": "!", "text_plain": "a"}, "```text\na\n```", id="nothing-left-of-html"),
        pytest.param({"text_markdown": "*a*", "text_html": "b"}, "*a*", id="markdown"),
        pytest.param({"text_plain": ["a\n", "b"]}, "```text\na\nb\n```", id="plain"),
        pytest.param({"application_json": {}}, "", id="nothing-to-show"),
    ],
)
def test_best_form_of_an_output_is_shown(shown: dict[str, Any], text: str) -> None:
    assert read(cell("code", "", outputs=[output(**shown)])).text == f"{text}\n"


def test_traceback_is_shown_without_colours() -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[0;31mE\x1b[0m", "at"]}

    assert "```text\nE\nat\n```" in read(cell("code", "", outputs=[error])).text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"{", "this is no notebook", id="no-json"),
        pytest.param(b"\xff", "this is no notebook", id="no-text"),
        pytest.param(b"[]", "this is no notebook", id="a-list"),
        pytest.param(b"{}", "this is no notebook", id="empty"),
        pytest.param(b'{"nbformat": 3}', "a notebook of format 3 cannot be read", id="old"),
        pytest.param(b'{"nbformat": 4, "cells": [{}]}', "this is no notebook", id="no-cell"),
        pytest.param(b'{"nbformat": 4, "cells": 3}', "this is no notebook", id="no-cells"),
        pytest.param(
            b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "", "outputs": '
            b'[{"output_type": "display_data", "data": {"image/png": "a"}}]}]}',
            "this is no notebook",
            id="no-base64",
        ),
        pytest.param(b"[" * 100_000, "this is no notebook", id="deep"),
    ],
)
def test_what_is_no_notebook_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(SourceError) as error:
        read_notebook(content, PurePosixPath("a.md"), where="a.ipynb", clean=str)

    assert (error.value.message, error.value.where) == (message, "a.ipynb")
    assert error.value.hint == "open it in Jupyter and save it again"
