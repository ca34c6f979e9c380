"""Licence expressions."""

import pytest

from paa.core.licenses import license_expression
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
        pytest.param("MIT License", "did you mean 'MIT'?", id="a name"),
        pytest.param("", "use an identifier of the SPDX licence list", id="empty"),
        pytest.param("see the file", "use an identifier of the SPDX licence list", id="prose"),
    ],
)
def test_what_is_no_expression_is_refused_and_never_guessed(text: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        license_expression(text, where="a.py:7")

    assert described(caught.value) == [(f"{text!r} is no SPDX licence expression", "a.py:7", hint)]
