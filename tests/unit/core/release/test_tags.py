"""What git remembers of a release."""

import pytest
from packaging.version import Version

from paa.core.release.tags import built_from, is_tag_name, last_tags, parse_tag, record_message, tag_message, tag_name
from paa.model.history import Tag

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize("name", ["tool", "my_tool", "_tool_2"])
@pytest.mark.parametrize("version", ["1.2.3", "2024.1", "1.0rc1", "1!2.0.post1"])
def test_what_is_written_is_read_back(name: str, version: str) -> None:
    written = tag_name(name, Version(version))

    assert is_tag_name(written)
    assert parse_tag(written, tag_message(name, Version(version), "1:abc:def"), commit=COMMIT) == Tag(
        name=written, import_name=name, version=Version(version), commit=COMMIT, digest="1:abc:def"
    )


def test_tags_of_the_predecessor_have_no_digest() -> None:
    assert parse_tag("v1.2.3_my_tool", "my_tool==1.2.3", commit=None) == Tag(
        name="v1.2.3_my_tool", import_name="my_tool", version=Version("1.2.3"), commit=None, digest=None
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("v2.0_beta", "A beta of everything", id="somebody's milestone"),
        pytest.param("v2.0_beta", "", id="no message"),
        pytest.param("2.0_beta", "beta==2.0", id="no v"),
        pytest.param("v2.0", "tool==2.0", id="no project"),
        pytest.param("vnext_tool", "tool==next", id="no version"),
        pytest.param("v2.0_tool", "tool_box==2.0", id="another project"),
    ],
)
def test_other_tags_are_no_releases(name: str, message: str) -> None:
    assert parse_tag(name, message, commit=COMMIT) is None


def test_the_last_tag_is_the_one_with_the_highest_version() -> None:
    tags = [
        Tag(name=tag_name(name, Version(version)), import_name=name, version=Version(version), commit=None, digest=None)
        for name, version in [("tool", "0.9"), ("tool", "0.10"), ("tool", "0.2"), ("other", "1.0")]
    ]

    assert {name: tag.name for name, tag in last_tags(tags).items()} == {"tool": "v0.10_tool", "other": "v1.0_other"}


@pytest.mark.parametrize(
    ("released", "subject"),
    [
        pytest.param(["tool 1.0"], "Release tool 1.0", id="one"),
        pytest.param(["tool 1.0", "other 2.0"], "Release 2 projects", id="several"),
    ],
)
def test_a_record_says_what_was_built(released: list[str], subject: str) -> None:
    message = record_message(released, COMMIT)
    first, _, body = message.partition("\n")

    assert first == subject
    assert "[skip ci]" in body
    assert all(f"\nPaa-Release: {each}\n" in body for each in released)
    assert built_from(body) == COMMIT


@pytest.mark.parametrize("body", ["", "Built from source.", f"It was not Built from {COMMIT}.", "Built from 0123."])
def test_other_commits_were_not_built(body: str) -> None:
    assert built_from(body) is None


def test_a_record_that_is_reviewed_is_checked_by_the_ci() -> None:
    message = record_message(["my-tool 1.2.3"], COMMIT, skip=False)

    assert "[skip ci]" not in message
    assert built_from(message.partition("\n")[2]) == COMMIT
