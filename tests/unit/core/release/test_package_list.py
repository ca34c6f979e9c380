"""The list of packages below the README."""

from importlib.resources import files

import pytest
from jinja2 import Environment, StrictUndefined
from packaging.utils import canonicalize_name
from packaging.version import Version

from paa.core.release.package_list import ListedPackage, PackageRow, append_list, package_rows
from paa.model.settings import Settings, Url

ADDRESS = Url("https://example.org/a b(c)|d")


def package(name: str = "my-module", summary: str = "Does it.", license: str | None = None) -> ListedPackage:  # noqa: A002
    return ListedPackage(name=canonicalize_name(name), version=Version("1.2.3"), summary=summary, license=license)


def render(rows: tuple[PackageRow, ...]) -> str:
    environment = Environment(  # noqa: S701 - Markdown
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    source = files("paa").joinpath("resources", "readme", "package_list.md.j2").read_text(encoding="utf-8")
    return environment.from_string(source).render(packages=rows)


def test_rows_are_sorted_and_link_to_nothing_by_themselves() -> None:
    rows = package_rows([package("b"), package("a")], Settings())

    assert rows == (
        PackageRow(name="a", version="1.2.3", summary="Does it.", license="", links=()),
        PackageRow(name="b", version="1.2.3", summary="Does it.", license="", links=()),
    )


def test_a_summary_is_text() -> None:
    (row,) = package_rows([package(summary="a|b <script>\n[x](y) `z` &amp; *_\\")], Settings())

    assert row.summary == r"a\|b \<script\> \[x\](y) \`z\` \&amp; \*\_" + "\\\\"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [(None, "![MIT](x\\|y)"), ("MIT", "![MIT](x\\|y)"), ("Apache-2.0", "Apache-2.0")],
)
def test_the_badge_is_that_of_the_configured_licence(expression: str | None, expected: str) -> None:
    settings = Settings(license_label="MIT", license_badge="![MIT](x|y)")

    (row,) = package_rows([package(license=expression)], settings)

    assert row.license == expected


def test_links_come_from_the_configuration() -> None:
    pages = Settings(gh_pages_base_url=Url("https://example.org/x/"), docs_url=ADDRESS)
    source = Settings(docs_url=ADDRESS, source_repo_url=ADDRESS, source_repo_name="a_b")

    assert package_rows([package()], pages)[0].links == ("[documentation](https://example.org/x/my-module/)",)
    assert package_rows([package()], source)[0].links == (
        "[documentation](https://example.org/a%20b%28c%29%7Cd)",
        "[a\\_b](https://example.org/a%20b%28c%29%7Cd)",
    )


def test_the_template_makes_a_table() -> None:
    assert render(()) == ""
    assert render(package_rows([package("a", license="MIT"), package("b")], Settings())) == (
        "## Packages\n\n"
        "| Package | Version | What it does | Licence |\n"
        "|---|---|---|---|\n"
        "| a | 1.2.3 | Does it. | MIT |\n"
        "| b | 1.2.3 | Does it. |  |\n"
    )


def test_the_template_has_links_where_there_are_some() -> None:
    settings = Settings(docs_url=Url("https://example.org"), source_repo_url=Url("https://example.com"))

    assert render(package_rows([package("a")], settings)) == (
        "## Packages\n\n"
        "| Package | Version | What it does | Licence | Links |\n"
        "|---|---|---|---|---|\n"
        "| a | 1.2.3 | Does it. |  | [documentation](https://example.org) · [source](https://example.com) |\n"
    )


@pytest.mark.parametrize(
    ("base", "listing", "expected"),
    [
        ("# T\n", "x\n", "# T\n\nx\n"),
        ("# T", "x", "# T\n\nx\n"),
        ("# T\n\n", "x", "# T\n\nx\n"),
        ("# T\r\n", "x\ny\n", "# T\r\n\r\nx\r\ny\r\n"),
        ("# T\n", "\n", "# T\n"),
        ("", "x", "x\n"),
    ],
)
def test_the_base_stays_as_it_is(base: str, listing: str, expected: str) -> None:
    assert append_list(base, listing) == expected
