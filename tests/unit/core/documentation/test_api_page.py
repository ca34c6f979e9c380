"""The page of what a module offers."""

from paa.core.documentation.api_page import render_api
from paa.model.api import ApiItem, DocPart, DocRow, ItemKind


def item(name: str, **parts: object) -> ApiItem:
    """Describe a function of a package called `tool`."""
    values: dict[str, object] = {"kind": ItemKind.FUNCTION, "path": f"tool.{name}", "signature": f"{name}()", **parts}
    return ApiItem(name=name, **values)  # type: ignore[arg-type]


def test_empty_module_says_so() -> None:
    assert render_api("tool", []) == (
        "# API reference\n\nWhat `import tool` offers.\n\nThere is nothing public in this module.\n"
    )


def test_function_has_a_heading_that_can_be_named() -> None:
    page = render_api("tool", [item("act", parts=(DocPart(text="Act.\n\n# Note\n\nNow."),))])

    assert "\n## `act` { #tool.act }\n\n```python\nact()\n```\n\nAct.\n\n### Note\n\nNow.\n" in page
    assert "```python\nfrom tool import act\n```" in page


def test_many_names_are_imported_line_by_line() -> None:
    names = [f"a_long_name_{number}" for number in range(9)]

    page = render_api("tool", [item(name) for name in names])

    assert "from tool import (\n    a_long_name_0,\n" in page
    assert "    a_long_name_8,\n)\n```" in page


def test_rows_show_name_type_default_and_text() -> None:
    rows = (
        DocRow(name="at", annotation="int | None", default="None", text="Where.\n\nIn metres."),
        DocRow(annotation="ValueError", text="It is wrong."),
        DocRow(text="Only text."),
    )

    page = render_api("tool", [item("act", parts=(DocPart(title="Parameters", rows=rows),))])

    assert page.endswith(
        "**Parameters**\n\n* `at` (`int | None`) = `None`: Where.\n\n    In metres.\n\n"
        "* `ValueError`: It is wrong.\n\n* Only text.\n"
    )


def test_members_of_a_class_are_named_by_it() -> None:
    members = (
        item("cut", path="tool.Rope.cut"),
        item("length", path="tool.Rope.length", kind=ItemKind.ATTRIBUTE, signature="length: float"),
        item("weight", path="tool.Rope.weight", kind=ItemKind.ATTRIBUTE, signature="weight: float"),
    )
    parts = (DocPart(title="Attributes", rows=(DocRow(name="length", text="In metres."),)),)

    page = render_api("tool", [item("Rope", kind=ItemKind.CLASS, members=members, parts=parts)])

    assert "### `Rope.cut` { #tool.Rope.cut }" in page
    assert page.count("length") == 1, "what the docstring describes is not listed again"
    assert "* `weight: float`" in page


def test_imported_name_is_only_named() -> None:
    imported = item("load", kind=ItemKind.IMPORTED, signature="from yaml import load")

    assert "from yaml import load\n```\n\nFrom another package" in render_api("tool", [imported])
