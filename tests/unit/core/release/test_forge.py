"""Where a remote is, and the pages of its host."""

import pytest

from paa.core.release.forge import github_repository, read_address, request_page


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("git@github.com:ada/words.git", ("ada", "words")),
        ("github.com:ada/words", ("ada", "words")),
        ("https://github.com/ada/words", ("ada", "words")),
        ("https://github.com/ada/words.git/", ("ada", "words")),
        ("https://me:secret@GitHub.com/ada/words.git", ("ada", "words")),
        ("ssh://git@github.com:22/ada/words.git", ("ada", "words")),
        ("ssh://git@ssh.github.com:443/ada/words.git", ("ada", "words")),
        ("git://github.com/ada/words.dots.git", ("ada", "words.dots")),
        ("https://github.com/ada", None),
        ("https://github.com.example/ada/words.git", None),
        ("https://gitlab.com/ada/words.git", None),
        ("git@dev.example:ada/words.git", None),
        ("/srv/git/words.git", None),
        ("../words.git", None),
        ("file:///srv/git/words.git", None),
        ("C:\\git\\words", None),
        ("C:/git/words", None),
        ("https://[::1/ada/words", None),
    ],
)
def test_owner_and_name_on_github(address: str, repository: tuple[str, str] | None) -> None:
    assert github_repository(read_address(address)) == repository


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("git@github.com:ada/words.git", "https://github.com/ada/words/compare/main...paa/release-1?expand=1"),
        (
            "https://ada@dev.azure.com/ada/My%20Words/_git/words",
            "https://dev.azure.com/ada/My%20Words/_git/words/pullrequestcreate?sourceRef=paa%2Frelease-1&targetRef=main",
        ),
        (
            "git@ssh.dev.azure.com:v3/ada/words/words",
            "https://dev.azure.com/ada/words/_git/words/pullrequestcreate?sourceRef=paa%2Frelease-1&targetRef=main",
        ),
        (
            "https://ada.visualstudio.com/words/_git/words",
            "https://ada.visualstudio.com/words/_git/words/pullrequestcreate?sourceRef=paa%2Frelease-1&targetRef=main",
        ),
        ("https://git.example/ada/words.git", None),
        ("/srv/git/words.git", None),
    ],
)
def test_page_of_a_pull_request(address: str, page: str | None) -> None:
    assert request_page(read_address(address), branch="paa/release-1", into="main") == page


def test_no_password_leaves_an_address() -> None:
    assert "secret" not in repr(read_address("https://me:secret@git.example/ada/words.git"))
