"""Licence expressions."""

from pathlib import PurePosixPath

import pytest

from paa.core.package.licenses import license_expression, license_kinds, place_license
from paa.errors import SourceError
from tests.unit.builders import described


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        pytest.param("MIT", "MIT", id="identifier"),
        pytest.param("mit", "MIT", id="another case"),
        pytest.param("apache-2.0 or mit", "Apache-2.0 OR MIT", id="alternatives"),
        pytest.param("(MIT AND Zlib) OR ISC", "(MIT AND Zlib) OR ISC", id="parentheses"),
        pytest.param("GPL-3.0-only WITH classpath-exception-2.0", None, id="exception"),
        pytest.param("gpl-3.0", "GPL-3.0", id="deprecated"),
        pytest.param("LGPL-2.1+", "LGPL-2.1+", id="deprecated, or later"),
        pytest.param("LicenseRef-Acme", "LicenseRef-Acme", id="a licence of one's own"),
    ],
)
def test_expression_is_normalised(text: str, expression: str | None) -> None:
    wanted = expression or "GPL-3.0-only WITH Classpath-exception-2.0"

    assert license_expression(text, where="a.py:1") == wanted


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        pytest.param("Apache 2.0", "did you mean 'Apache-2.0'?", id="a blank"),
        pytest.param("GPL-3", "did you mean 'GPL-3.0-only'?", id="no identifier"),
        pytest.param("Apache License 2.0", "did you mean 'Apache-2.0'?", id="a name with a version"),
        pytest.param("BSD", "did you mean '0BSD'?", id="a family"),
        pytest.param("MIT License", "did you mean 'MIT'?", id="a name"),
        pytest.param("", "use an identifier of the SPDX licence list", id="empty"),
        pytest.param("see the file", "use an identifier of the SPDX licence list", id="prose"),
    ],
)
def test_what_is_no_expression_is_refused_and_never_guessed(text: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        license_expression(text, where="a.py:7")

    assert described(caught.value) == [(f"{text!r} is no SPDX licence expression", "a.py:7", hint)]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        *((name, name) for name in ("LICENSE", "LICENCE.txt", "license.md", "COPYING.LESSER", "NOTICE", "AUTHORS.rst")),
        *((name, f"license-files/{name}") for name in ("README.md", "pyproject.toml", "tool.py", "third/LICENSE")),
    ],
)
def test_licence_files_take_nobodys_place(path: str, place: str) -> None:
    assert place_license(PurePosixPath(path)) == PurePosixPath(place)


@pytest.mark.parametrize(
    ("paths", "kinds"),
    [
        pytest.param([], set(), id="none"),
        pytest.param(["LICENSE"], {"LICENSE"}, id="licence"),
        pytest.param(["COPYING", "notice.txt"], {"LICENSE", "NOTICE"}, id="other names"),
        pytest.param(["AUTHORS", "third/LICENSE", "MIT.txt"], set(), id="neither"),
    ],
)
def test_own_files_stand_for_the_configured_ones(paths: list[str], kinds: set[str]) -> None:
    assert license_kinds(map(PurePosixPath, paths)) == kinds
