"""Notebooks as Markdown: whatever they hold."""

import json
from base64 import b64encode
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.core.package.walkthroughs import open_fences, read_walkthrough
from paa.errors import SourceError
from paa.model.walkthrough import Walkthrough
from tests.unit.builders import described, problems_of

PNG = b"\x89PNG\r\n\x1a\n..."
SAVE = "open it in Jupyter and save it, or remove it"
AGAIN = "open it in Jupyter, run the cell again and save it"


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


def read(*cells: object, **changes: Any) -> Walkthrough:
    return read_walkthrough(notebook(*cells, **changes), where="a.ipynb")


def test_cells_in_their_order() -> None:
    told = read(
        markdown(["# Adding\n", "\n", "It adds.\n"]),
        {"cell_type": "raw", "source": "left out"},
        code(["a = 1\n", "a + 1"], {"output_type": "execute_result", "data": {"text/plain": ["2"]}}),
        code(""),
        markdown(""),
        code("print(1); print(2)", stream("1\n"), stream(["2\n"])),
    )

    assert told == Walkthrough(
        markdown="# Adding\n\nIt adds.\n\n```python\na = 1\na + 1\n```\n\n```text\n2\n```\n\n"
        "```python\nprint(1); print(2)\n```\n\n```text\n1\n2\n```\n",
        images={},
    )


def test_empty_notebook_tells_nothing() -> None:
    assert read() == Walkthrough("", {})
    assert read(markdown("\n"), code(" ")) == Walkthrough("", {})


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        pytest.param({"language_info": {"name": "julia"}}, "julia", id="stated"),
        pytest.param({"language_info": {"name": "x\n```\n<b>"}}, "python", id="no name"),
        pytest.param({"language_info": []}, "python", id="a list"),
        pytest.param([], "python", id="no metadata"),
    ],
)
def test_language_of_the_code(metadata: object, language: str) -> None:
    assert read(code("x"), metadata=metadata).markdown == f"```{language}\nx\n```\n"


def test_images_become_files() -> None:
    picture = {"image/png": base64(PNG), "text/plain": ["<Figure>"]}
    told = read(
        code(
            "plot()", result(image_png=f"{base64(PNG)}\n", text_plain="<Figure>"), result(image_gif=base64(b"GIF89a"))
        ),
        markdown("![a](attachment:x%20x.png) ![b](attachment:y.png)", attachments={"x x.png": picture}),
        code("plot()", result(image_jpeg=[base64(b"\xff\xd8\xff..")[:3], base64(b"\xff\xd8\xff..")[3:]])),
    )

    assert told.markdown == (
        "```python\nplot()\n```\n\n![output of cell 1](walkthrough-images/cell-01-1.png)\n\n"
        "![output of cell 1](walkthrough-images/cell-01-2.gif)\n\n"
        "![a](walkthrough-images/cell-02-1.png) ![b](attachment:y.png)\n\n"
        "```python\nplot()\n```\n\n![output of cell 3](walkthrough-images/cell-03-1.jpg)\n"
    )
    assert told.images == {
        PurePosixPath("walkthrough-images/cell-01-1.png"): PNG,
        PurePosixPath("walkthrough-images/cell-01-2.gif"): b"GIF89a",
        PurePosixPath("walkthrough-images/cell-02-1.png"): PNG,
        PurePosixPath("walkthrough-images/cell-03-1.jpg"): b"\xff\xd8\xff..",
    }
    assert told.with_images_at("https://example.org/").count("](https://example.org/walkthrough-images/cell-") == 4


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        pytest.param(stream("\x1b[31mred\x1b[0m\x1b]8;;https://x\x07link\x1b]8;;\x07\n"), "redlink", id="colours"),
        pytest.param(stream(" 10%\r 50%\r100%\nready\r\n"), "100%\nready", id="progress bar"),
        pytest.param(stream("a\x00b\x08c\x7fd\x9be\ud800f"), "abcdef", id="control characters"),
        pytest.param(stream("<script>alert(1)</script>"), "<script>alert(1)</script>", id="HTML as text"),
        pytest.param(result(text_html="<script>", text_plain="  a  b\n0 1 2"), "  a  b\n0 1 2", id="text beside HTML"),
        pytest.param(
            {"output_type": "error", "ename": "ValueError", "evalue": "\x1b[1mno", "traceback": ["x"]},
            "ValueError: no",
            id="error",
        ),
        pytest.param({"output_type": "error", "ename": "KeyboardInterrupt"}, "KeyboardInterrupt", id="bare error"),
    ],
)
def test_outputs_are_plain_text(output: dict[str, Any], shown: str) -> None:
    assert read(code("x", output)).markdown == f"```python\nx\n```\n\n```text\n{shown}\n```\n"


@pytest.mark.parametrize(
    "output",
    [
        pytest.param(stream("\n"), id="blank"),
        pytest.param(result(text_html="<b>", text_plain="<IPython.core.display.HTML object>"), id="HTML alone"),
        pytest.param(result(**{"image_svg+xml": "<svg onload='x'/>"}), id="vector graphics"),
        pytest.param({"output_type": "display_data"}, id="nothing"),
        pytest.param({"output_type": "new"}, id="unknown"),
        pytest.param({}, id="no kind"),
    ],
)
def test_what_cannot_be_shown_is_left_out(output: dict[str, Any]) -> None:
    assert read(code("x", output)).markdown == "```python\nx\n```\n"


def test_markdown_of_an_output_is_shown_as_it_is_written() -> None:
    told = read(code("x", result(text_markdown="**b** <script>", text_plain="<Markdown>")))

    assert told.markdown == "```python\nx\n```\n\n```markdown\n**b** <script>\n```\n"


def test_nothing_closes_a_code_block() -> None:
    told = read(code("print('````')", stream("```\n<b>\n`````")))

    assert told.markdown == "`````python\nprint('````')\n`````\n\n``````text\n```\n<b>\n`````\n``````\n"


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        pytest.param("```python\nx", "\n```", id="open"),
        pytest.param("~~~~\n```\n~~~", "\n~~~~", id="tildes"),
        pytest.param("```\nx\n```", "", id="closed"),
        pytest.param("```\nx\n`````", "", id="closed by more"),
        pytest.param("text", "", id="none"),
    ],
)
def test_open_code_block_of_a_cell_is_closed(text: str, ending: str) -> None:
    assert read(markdown(text), markdown("after")).markdown == f"{text}{ending}\n\nafter\n"


def test_huge_outputs_are_cut() -> None:
    long = read(code("x", stream("\n".join(map(str, range(1000))))))
    wide = read(code("x", stream("y" * 1_000_000)))
    heavy = read(code("x", stream(f"{'z' * 900}\n" * 59)))

    assert long.markdown.endswith("\n58\n59\n… 940 more lines\n```\n")
    assert wide.markdown == f"```python\nx\n```\n\n```text\n{'y' * 1000}…\n```\n"
    assert heavy.markdown.endswith(f"\n{'z' * 900}\n… 51 more lines\n```\n")


@pytest.mark.parametrize(
    ("text", "problem", "where"),
    [
        pytest.param("", "no valid notebook: Expecting value", "a.ipynb:1", id="empty"),
        pytest.param('{\n"cells": [\n', "no valid notebook: Expecting value", "a.ipynb:3", id="cut off"),
        pytest.param("[" * 100_000, "no valid notebook: numbers or lists are too large", "a.ipynb", id="deep"),
        pytest.param("1" * 5000, "no valid notebook: numbers or lists are too large", "a.ipynb", id="large number"),
        pytest.param("[]", "no valid notebook: it says no `nbformat`", "a.ipynb", id="a list"),
        pytest.param("{}", "no valid notebook: it says no `nbformat`", "a.ipynb", id="nothing"),
        pytest.param('{"nbformat": 3}', "a notebook of nbformat 3 cannot be read, only 4", "a.ipynb", id="old"),
        pytest.param('{"nbformat": 4}', "no valid notebook: `cells` is no list of cells", "a.ipynb", id="no cells"),
        pytest.param(
            '{"nbformat": 4, "cells": [1]}', "no valid notebook: `cells` is no list of cells", "a.ipynb", id="a number"
        ),
    ],
)
def test_what_is_no_notebook_is_refused(text: str, problem: str, where: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_walkthrough(text, where="a.ipynb")

    assert described(caught.value) == [(problem, where, SAVE)]


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        pytest.param(markdown(1), "source", id="number"),
        pytest.param(markdown(["a", None]), "source", id="list with nothing"),
        pytest.param(markdown("x", attachments=[1]), "attachments", id="attachments"),
        pytest.param({**code("x"), "outputs": {"a": 1}}, "outputs", id="outputs"),
        pytest.param(code("x", 1), "outputs", id="output"),
        pytest.param(code("x", stream({"a": 1})), "outputs", id="stream"),
        pytest.param(code("x", {"output_type": "display_data", "data": [1]}), "outputs", id="forms"),
        pytest.param(code("x", result(text_plain=7)), "outputs", id="text"),
        pytest.param(code("x", result(image_png="%%%")), "image", id="no base64"),
        pytest.param(code("x", result(image_png=base64(b"<svg/>"))), "image", id="something else"),
        pytest.param(code("x", result(image_png={"a": 1})), "image", id="image"),
    ],
)
def test_damaged_cells_are_refused(cell: dict[str, Any], part: str) -> None:
    with pytest.raises(SourceError) as caught:
        read(markdown("fine"), cell)

    message = f"no valid notebook: the {part} of a cell cannot be read"
    assert described(caught.value) == [(message, "a.ipynb, cell 2", AGAIN)]


@given(st.lists(st.one_of(st.text().map(markdown), st.builds(code, st.text(), st.text().map(stream)))))
def test_any_text_gives_closed_code_blocks_and_utf8(cells: list[dict[str, Any]]) -> None:
    told = read(*cells)

    assert [*open_fences(told.markdown.split("\n"))][-1] is None
    assert told.markdown.encode().decode() == told.markdown


def json_values() -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
        max_leaves=8,
    )


@given(
    st.dictionaries(
        st.sampled_from(["cell_type", "source", "outputs", "attachments", "metadata"]),
        st.sampled_from(["code", "markdown"]) | json_values(),
    ),
    st.dictionaries(st.sampled_from(["output_type", "data", "text", "ename"]), json_values()),
)
def test_any_cell_is_read_or_refused(cell: dict[str, Any], output: dict[str, Any]) -> None:
    for each in (cell, code("x", output), code("x", {**output, "output_type": "error"})):
        problems = problems_of(partial(read, each))

        assert [each.message for each in problems if not each.message.startswith("no valid notebook")] == []
