"""Notebooks as pages."""

from pathlib import PurePosixPath
from typing import Any

import pytest

from paa.core.documentation.notebook_page import NotebookPage, notebook_page
from paa.core.source.notebooks import read_notebook
from tests.unit.notebooks import PNG, base64, code, markdown, notebook, result, stream


def page(*cells: object) -> NotebookPage:
    """Write the page of a notebook with these cells."""
    read = read_notebook(notebook(*cells, metadata={"language_info": {"name": "R"}}), where="walk.ipynb")
    return notebook_page(read, PurePosixPath("walks/first walk.md"), clean=lambda html: html.replace("!", ""))


def test_text_code_and_streams() -> None:
    shown = page(markdown("# Walk\nalong"), code("print()", stream("\x1b[31mred\x1b[0m\n``` \n")))

    assert shown == NotebookPage("# Walk\nalong\n\n```R\nprint()\n```\n\n````text\nred\n```\n````\n", {})


def test_images_stand_beside_the_page() -> None:
    shown = page(
        code("", result(image_png=base64(PNG), text_plain="<Figure [1]>")),
        code("", result(**{"image_svg+xml": "<svg/>", "image_png": base64(PNG)})),
    )

    assert shown.text == "![<Figure (1)>](first%20walk_files/1.png)\n\n![Output](first%20walk_files/2.svg)\n"
    assert shown.files == {
        PurePosixPath("walks/first walk_files/1.png"): PNG,
        PurePosixPath("walks/first walk_files/2.svg"): b"<svg/>",
    }


def test_attachments_stand_beside_the_page() -> None:
    shown = page(
        markdown("![a](attachment:a.png) ![b](attachment:b.png)", attachments={"a.png": {"image/png": base64(PNG)}})
    )

    assert shown.text == "![a](first%20walk_files/1.png) ![b](b.png)\n"
    assert list(shown.files.values()) == [PNG]


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
    assert page(code("", result(**shown))).text == f"{text}\n"


def test_traceback_is_shown_without_colours() -> None:
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[0;31mE\x1b[0m", "at"]}

    assert "```text\nE\nat\n```" in page(code("", error)).text
