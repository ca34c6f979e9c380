"""The lock of fetched artifacts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paa.core.package.artifact_lock import read_lock, render_lock
from paa.errors import SourceError
from paa.model.artifacts import Pin
from paa.model.names import ImportName

HASH = "0" * 64
PIN = Pin("https://example.org/x", HASH, 7)
RESTORE = "restore it from git; what is in it must not be guessed"


def test_lock_is_sorted_and_readable() -> None:
    text = render_lock({ImportName("b"): {"x/y.bin": PIN, "a": PIN}, ImportName("a"): {"x": PIN}, ImportName("c"): {}})

    entry = f'url = "https://example.org/x"\nsha256 = "{HASH}"\nsize = 7\n'
    assert text.partition("\n\n")[2] == (
        f'format = 1\n\n[artifacts.a.x]\n{entry}\n[artifacts.b.a]\n{entry}\n[artifacts.b."x/y.bin"]\n{entry}'
    )


@given(
    st.dictionaries(
        st.from_regex("[a-z_][a-z0-9_]*", fullmatch=True).map(ImportName),
        st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
            st.builds(Pin, st.text(st.characters(exclude_categories=["Cs"])), st.just(HASH), st.integers(0, 1 << 60)),
            min_size=1,
        ),
    )
)
def test_what_is_written_is_read(pins: dict[ImportName, dict[str, Pin]]) -> None:
    assert read_lock(render_lock(pins), where="lock") == pins


def test_empty_file_pins_nothing() -> None:
    assert read_lock("", where="lock") == {}


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        pytest.param(
            "<<<<<<< HEAD\n",
            "the lock of artifacts is no valid TOML: Invalid statement (at line 1, column 1)",
            RESTORE,
            id="conflict",
        ),
        pytest.param(
            "format = 2",
            "the lock of artifacts must say `format = 1`",
            "a newer paa may have written it",
            id="later format",
        ),
        *(
            pytest.param(
                f"format = 1\n{text}",
                "an entry of the lock of artifacts must have `url`, `sha256` and `size`",
                RESTORE,
                id=text,
            )
            for text in (
                "artifacts = 1",
                "[artifacts]\na = 1",
                "[artifacts.a]\nx = 1",
                f"[artifacts.a.x]\nsha256 = '{HASH}'\nsize = 1",
                f"[artifacts.a.x]\nurl = 1\nsha256 = '{HASH}'\nsize = 1",
                "[artifacts.a.x]\nurl = 'x'\nsha256 = 'abc'\nsize = 1",
                "[artifacts.a.x]\nurl = 'x'\nsha256 = 1\nsize = 1",
                f"[artifacts.a.x]\nurl = 'x'\nsha256 = '{HASH}'\nsize = true",
            )
        ),
    ],
)
def test_damaged_lock_is_refused(text: str, problem: str, hint: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_lock(text, where="lock")

    assert (caught.value.message, caught.value.where, caught.value.hint) == (problem, "lock", hint)
