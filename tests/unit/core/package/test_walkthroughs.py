"""Notebooks as walkthroughs: whatever they hold."""

from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.core.package.code_blocks import open_fences
from paa.core.package.walkthroughs import tell_notebook
from paa.core.source.notebooks import read_notebook
from paa.model.walkthrough import Walkthrough
from tests.unit.notebooks import PNG, base64, code, markdown, notebook, result, stream


def read(*cells: object, **changes: Any) -> Walkthrough:
    return tell_notebook(read_notebook(notebook(*cells, **changes), where="a.ipynb"))


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


@given(st.lists(st.one_of(st.text().map(markdown), st.builds(code, st.text(), st.text().map(stream)))))
def test_any_text_gives_closed_code_blocks_and_utf8(cells: list[dict[str, Any]]) -> None:
    told = read(*cells)

    assert [*open_fences(told.markdown.split("\n"))][-1] is None
    assert told.markdown.encode().decode() == told.markdown
