"""RECORD says the hashes of what is there."""

from hashlib import sha256

import pytest

from paa.core.package.wheel_record import update_record

HASH = sha256(b"new").hexdigest()
LINE = "sha256=EVB6Di9eadXfpApiob17buV-a82FxnybhDGzb_8hxDc,3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a,x,1\nb,y,2\n", f"a,{LINE}\nb,y,2\n", id="changed"),
        pytest.param("a,x,1\r\nb,y,2\r\n", f"a,{LINE}\r\nb,y,2\r\n", id="line endings"),
        pytest.param('"b,c",y,2\na,,', f'"b,c",y,2\na,{LINE}\n', id="without a last line break"),
        pytest.param("b,y,2", f"b,y,2\na,{LINE}\n", id="added"),
        pytest.param("", f"a,{LINE}\n", id="empty"),
        pytest.param("\nb,y,2\n", f"\nb,y,2\na,{LINE}\n", id="blank line"),
    ],
)
def test_lines_of_files(text: str, expected: str) -> None:
    assert update_record(text, {"a": (HASH, 3)}) == expected


def test_path_is_quoted_where_it_must_be() -> None:
    assert update_record('"a,b",x,1\n', {"a,b": (HASH, 3)}) == f'"a,b",{LINE}\n'
