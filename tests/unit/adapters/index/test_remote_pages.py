"""What a page says of a project, in both forms."""

from packaging.version import Version
from pypi_simple import ProjectPage

from paa.adapters.index.remote_pages import project_on
from paa.model.index import IndexFile, IndexProject
from paa.model.names import NormalizedName

NAME = NormalizedName("one-thing")
HASH = "0123456789ABCDEF" * 4
PAGE = f"""<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.1"></head><body>
<a href="../../files/one_thing-1.0.0-py3-none-any.whl#sha256={HASH}"
   data-requires-python="&gt;=3.9">one_thing-1.0.0-py3-none-any.whl</a>
<a href="https://ada:secret@files.example.com/one_thing-1.0.0.tar.gz#md5=00"
   data-yanked="too &lt;new&gt;">one_thing-1.0.0.tar.gz</a>
<a href="one_thing-1.1+here-py3-none-any.whl" data-yanked>one_thing-1.1+here-py3-none-any.whl</a>
<a href="one-thing-final.tar.gz">one-thing-final.tar.gz</a>
<a href="other-1.0.0-py3-none-any.whl">other-1.0.0-py3-none-any.whl</a>
<a href="readme.txt">readme.txt</a>
</body></html>"""


def test_a_page_in_html() -> None:
    page = ProjectPage.from_html(NAME, PAGE, "https://index.example.com/simple/one-thing/")

    assert project_on(page, NAME) == IndexProject(
        name=NAME,
        files={
            Version("1.0.0"): (
                IndexFile(
                    filename="one_thing-1.0.0-py3-none-any.whl",
                    sha256=HASH.lower(),
                    url="https://index.example.com/files/one_thing-1.0.0-py3-none-any.whl",
                ),
                IndexFile(
                    filename="one_thing-1.0.0.tar.gz",
                    sha256=None,
                    url="https://files.example.com/one_thing-1.0.0.tar.gz",
                    yanked="too <new>",
                ),
            ),
            Version("1.1+here"): (
                IndexFile(
                    filename="one_thing-1.1+here-py3-none-any.whl",
                    sha256=None,
                    url="https://index.example.com/simple/one-thing/one_thing-1.1+here-py3-none-any.whl",
                    yanked="",
                ),
            ),
        },
    )


def test_a_page_in_json_tells_versions_without_files() -> None:
    page = ProjectPage.from_json_data(
        {
            "meta": {"api-version": "1.4"},
            "name": "One.Thing",
            "versions": ["2.0", "1.0", "not-a-version"],
            "files": [
                {
                    "filename": "one_thing-2.0.tar.gz",
                    "url": "../../files/one_thing-2.0.tar.gz",
                    "hashes": {"sha256": HASH},
                    "yanked": "broken",
                    "size": 3,
                    "upload-time": "2026-01-01T00:00:00Z",
                }
            ],
        },
        "https://index.example.com/simple/one-thing/",
    )

    found = project_on(page, NAME)

    assert found is not None
    assert {str(version): [file.yanked for file in files] for version, files in found.files.items()} == {
        "1.0": [],
        "2.0": ["broken"],
    }


def test_a_page_without_anything_is_no_project() -> None:
    page = ProjectPage.from_html(NAME, "<!DOCTYPE html><html><body></body></html>")

    assert project_on(page, NAME) is None
