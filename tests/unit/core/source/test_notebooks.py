"""Notebooks: read or refused, whatever they hold."""

from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.core.source.notebooks import place_attachments, read_notebook
from paa.errors import SourceError
from paa.model.notebook import Code, Failure, Notebook, Printed, Prose, Shown
from tests.unit.builders import described, problems_of
from tests.unit.notebooks import PNG, base64, code, markdown, notebook, result, stream

SAVE = "open it in Jupyter and save it, or remove it"
AGAIN = "open it in Jupyter, run the cell again and save it"


def read(*cells: object, **changes: Any) -> Notebook:
    return read_notebook(notebook(*cells, **changes), where="a.ipynb")


def test_cells_and_what_came_of_them() -> None:
    failed = {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["\x1b[0;31mE\x1b[0m", "at"]}
    forms = result(image_png=base64(PNG), text_html=["<b>", "x"], application_json={"a": 1})

    assert read(
        markdown(["# Adding\n", "\n"]),
        {"cell_type": "raw", "source": 3},
        code("x", stream("1\r"), stream("2\n", "stderr"), failed, forms, {"output_type": "new"}),
    ) == Notebook(
        "python",
        (
            Prose(1, "# Adding", {}),
            Code(
                3,
                "x",
                (
                    Printed("2\n"),
                    Failure("E", "no", "E\nat"),
                    Shown({"text/html": "<b>x"}, {"image/png": PNG}),
                    Shown({}, {}),
                ),
            ),
        ),
    )


def test_vector_graphics_are_their_text() -> None:
    (cell,) = read(code("x", result(**{"image_svg+xml": ["<svg", "/>"]}))).cells

    assert cell == Code(1, "x", (Shown({}, {"image/svg+xml": b"<svg/>"}),))


def test_attachments_get_the_addresses_that_they_are_given() -> None:
    (cell,) = read(
        markdown(
            "![a](attachment:x%20x.png) ![b](attachment:y.png)", attachments={"x x.png": {"image/png": base64(PNG)}}
        )
    ).cells

    assert isinstance(cell, Prose)
    assert place_attachments(cell, lambda name, forms: f"{name}!" if forms else None) == (
        "![a](x%20x.png!) ![b](attachment:y.png)"
    )


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        pytest.param({"language_info": {"name": "julia"}}, "julia", id="stated"),
        pytest.param({"language_info": {"name": "x\n```\n<b>"}}, "python", id="no name"),
        pytest.param({"kernelspec": {"language": "R"}}, "R", id="of the kernel"),
        pytest.param({"language_info": {"name": 3}, "kernelspec": {"language": "R"}}, "R", id="a number"),
        pytest.param({"language_info": []}, "python", id="a list"),
        pytest.param([], "python", id="no metadata"),
    ],
)
def test_language_of_the_code(metadata: object, language: str) -> None:
    assert read(code("x"), metadata=metadata).language == language


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
        read_notebook(text, where="a.ipynb")

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
