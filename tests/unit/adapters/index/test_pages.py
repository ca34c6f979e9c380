"""The pages of the simple API, as text."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from packaging.version import Version

from paa.adapters.index.pages import PageFile, project_html, project_json, root_html, root_json
from paa.model.names import NormalizedName
from tests.support import assert_golden

NAME = NormalizedName("my-tool")
WHEEL = PageFile(
    filename="my_tool-1.10.0-py3-none-any.whl",
    version=Version("1.10.0"),
    sha256="1" * 64,
    size=4711,
    requires_python=">=3.10,<4",
    metadata_sha256="2" * 64,
    upload_time=datetime(2024, 2, 29, 12, 0, tzinfo=UTC),
)
SDIST = replace(WHEEL, filename="my_tool-1.10.0.tar.gz", sha256="3" * 64, metadata_sha256=None)
OLDER = replace(
    SDIST, filename="my_tool-1.9+a.b.tar.gz", version=Version("1.9+a.b"), sha256="4" * 64, requires_python=None
)
MALICIOUS = replace(WHEEL, requires_python='"><script>')


def test_page_of_a_project() -> None:
    assert_golden("index/project.html", project_html(NAME, [SDIST, WHEEL, OLDER]))


def test_json_of_a_project() -> None:
    assert_golden("index/project.json", project_json(NAME, [SDIST, WHEEL, OLDER]))


def test_page_of_the_index() -> None:
    assert_golden("index/root.html", root_html([NormalizedName("zoo"), NAME]))


def test_json_of_the_index() -> None:
    assert_golden("index/root.json", root_json([NormalizedName("zoo"), NAME]))


def test_the_order_of_the_files_does_not_matter() -> None:
    assert project_html(NAME, [WHEEL, SDIST, OLDER]) == project_html(NAME, [OLDER, SDIST, WHEEL])
    assert project_json(NAME, [WHEEL, SDIST, OLDER]) == project_json(NAME, [OLDER, SDIST, WHEEL])


def test_metadata_is_no_markup() -> None:
    assert 'data-requires-python="&quot;&gt;&lt;script&gt;"' in project_html(NAME, [MALICIOUS])
    assert json.loads(project_json(NAME, [MALICIOUS]))["files"][0]["requires-python"] == '"><script>'
