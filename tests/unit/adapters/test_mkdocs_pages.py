"""HTML that docstrings and commits smuggle in, and what is left of it."""

import pytest

from paa.adapters.mkdocs_pages import clean


@pytest.mark.parametrize(
    ("html", "left"),
    [
        pytest.param("<p>a<script>b()</script></p>", "<p>a</p>", id="script"),
        pytest.param("<p onclick='a()'>a</p>", "<p>a</p>", id="handler"),
        pytest.param("<a href='javascript:a()'>a</a>", "<a>a</a>", id="javascript"),
        pytest.param("<a href=' JAVA&#10;SCRIPT:a()'>a</a>", "<a>a</a>", id="hidden-javascript"),
        pytest.param("<a href='data:text/html,a'>a</a>", "<a>a</a>", id="data"),
        pytest.param('<a href="https://a.invalid/">a</a>', '<a href="https://a.invalid/">a</a>', id="link"),
        pytest.param('<a href="b.html#c">a</a>', '<a href="b.html#c">a</a>', id="own-link"),
        pytest.param('<img src="https://a.invalid/b.png" alt="c">', '<img alt="c">', id="picture"),
        pytest.param('<img src=" //a.invalid/b.png" alt="c">', '<img alt="c">', id="picture-of-any-scheme"),
        pytest.param('<img src="\\\\a.invalid/b.png" alt="c">', '<img alt="c">', id="picture-with-backslashes"),
        pytest.param('<img src="b.png" alt="c">', '<img src="b.png" alt="c">', id="own-picture"),
        pytest.param(
            '<img src="data:image/png;base64,aGk=" alt="c">',
            '<img src="data:image/png;base64,aGk=" alt="c">',
            id="inline",
        ),
        pytest.param('<img src="data:image/svg+xml,<svg/>" alt="c">', '<img alt="c">', id="inline-drawing"),
        pytest.param("<a href='data:image/png;base64,aGk='>a</a>", "<a>a</a>", id="inline-link"),
        pytest.param('<img srcset="https://a.invalid/b.png 2x" alt="c">', '<img alt="c">', id="set-of-pictures"),
        pytest.param('<p style="background:url(https://a.invalid)">a</p>', "<p>a</p>", id="style"),
        pytest.param("<style>a{}</style><p>b</p>", "<p>b</p>", id="style-sheet"),
        pytest.param("<iframe src='a'></iframe><object data='b'></object>", "", id="frames"),
        pytest.param("<form action='a'><input name='b'></form>", "", id="form"),
        pytest.param('<p id="__config">a</p>', "<p>a</p>", id="part-of-the-theme"),
        pytest.param('<p class="md-overlay note js-x">a</p>', '<p class="note">a</p>', id="class-of-the-theme"),
        pytest.param("<base href='https://a.invalid/'><meta http-equiv='refresh'>", "", id="head"),
        pytest.param("<svg><a xlink:href='javascript:a()'>b</a></svg><p>c</p>", "<p>c</p>", id="svg"),
    ],
)
def test_cleaning_leaves_what_is_harmless(html: str, left: str) -> None:
    assert clean(html) == left
