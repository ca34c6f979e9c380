"""What the answers of indexes mean."""

import pytest

from paa.core.release.index_errors import ANSWERS, Explanation, Meaning, explain

NAMES = {"index": "there", "file": "thing-1.0.0-py3-none-any.whl", "project": "thing"}
BUMP = "release a higher version, as with `[..+]` in a commit message"
RENAME = "give it another name: `name` in its `__package_metadata__`"
LATER = "run the command again later: it completes what is left"

# Status, what the index says, what that means, and words of the sentence and of the way out.
CASES = [
    pytest.param(
        None,
        "Unable to retrieve an OIDC token from the CI platform for trusted publishing GitHub: missing or insufficient "
        "OIDC token permissions, the ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset",
        Meaning.REFUSED,
        "this job of the CI may not prove who it is",
        "id-token: write",
        id="no identity",
    ),
    pytest.param(
        None,
        "Unable to retrieve an OIDC token from the CI platform for trusted publishing GitHub: OIDC token request "
        "failed (code=500, body='')",
        Meaning.REFUSED,
        "the CI does not say who this job is",
        "run the command again",
        id="no answer of the CI",
    ),
    pytest.param(
        422,
        "* `invalid-publisher`: valid token, but no corresponding publisher (Publisher with matching claims was not "
        "found)",
        Meaning.REFUSED,
        "the index 'there' has no trusted publisher that is this job",
        "compare owner, repository, name of the workflow's file and environment",
        id="no publisher",
    ),
    pytest.param(
        None,
        "* `invalid-pending-publisher`: valid token, but project already exists",
        Meaning.REFUSED,
        "has a pending publisher for this job, with something that it cannot use",
        "look at its project name",
        id="pending publisher",
    ),
    pytest.param(
        403,
        "Invalid API Token: project-scoped token is not valid for project: The given token isn't allowed to upload to "
        "project 'thing'.",
        Meaning.REFUSED,
        "the login is right, and may not upload thing to the index 'there'",
        "a first release needs a token of the whole account",
        id="scope",
    ),
    pytest.param(
        403,
        "Invalid or non-existent authentication information. See somewhere for more information.",
        Meaning.REFUSED,
        "the index 'there' does not know the login",
        "of this very index (a test index has its own)",
        id="unknown login",
    ),
    pytest.param(
        403,
        "User 'x' lacks permission to complete this action. You need to have 'AddPackage'.",
        Meaning.REFUSED,
        "may not add packages to the index 'there'",
        "Feed Publisher",
        id="feed permission",
    ),
    pytest.param(
        400,
        "This filename was previously used by a file that has since been deleted. Use a different version.",
        Meaning.REFUSED,
        "thing-1.0.0-py3-none-any.whl was on the index 'there' once and was deleted",
        BUMP,
        id="deleted",
    ),
    pytest.param(
        400,
        "File already exists ('thing-1.0.0-py3-none-any.whl', with blake2_256 hash 'ab').",
        Meaning.EXISTS,
        "the index 'there' says that it has thing-1.0.0-py3-none-any.whl already",
        BUMP,
        id="exists",
    ),
    pytest.param(
        409,
        "Conflict - The feed 'f' already contains file 'thing-1.0.0-py3-none-any.whl' in package 'thing 1.0.0'.",
        Meaning.EXISTS,
        "says that it has thing-1.0.0-py3-none-any.whl already",
        BUMP,
        id="exists in a feed",
    ),
    pytest.param(409, "thing-1.0.0.tar.gz exists in non-volatile index", Meaning.EXISTS, "conflict", BUMP, id="409"),
    pytest.param(
        400,
        "Only one sdist may be uploaded per release.",
        Meaning.REFUSED,
        "has another sdist on the index 'there' already",
        BUMP,
        id="second sdist",
    ),
    pytest.param(
        400,
        "Uploading new files to releases older than 14 days is not allowed.",
        Meaning.REFUSED,
        "is too old for another file on the index 'there'",
        BUMP,
        id="old release",
    ),
    pytest.param(
        400,
        "The use of local versions in '1.0+x' is not allowed.",
        Meaning.REFUSED,
        "takes no version with a local part",
        "without `+…`",
        id="local version",
    ),
    pytest.param(
        400,
        "Invalid value for requires_dist. Error: Can't have direct dependency: x @ https://host.example/x.whl",
        Meaning.REFUSED,
        "takes no requirement that names an address: x @ https://host.example/x.whl",
        "by its name",
        id="address",
    ),
    pytest.param(
        400,
        "The name 'thing' is too similar to an existing project.",
        Meaning.REFUSED,
        "the name 'thing' is too much like that of a project",
        RENAME,
        id="similar name",
    ),
    pytest.param(
        400,
        "The name 'thing' isn't allowed (conflict with Python standard library module name).",
        Meaning.REFUSED,
        "called like a module of the standard library: thing",
        RENAME,
        id="standard library",
    ),
    pytest.param(
        400,
        "The name 'thing' isn't allowed.",
        Meaning.REFUSED,
        "takes no project of the name 'thing'",
        RENAME,
        id="name",
    ),
    pytest.param(
        429,
        "Too many new projects created",
        Meaning.REFUSED,
        "takes no more new projects from here today, and thing is new",
        "tomorrow",
        id="budget",
    ),
    pytest.param(
        400,
        "Bad Request - Metadata version '2.4' is unsupported. Supported versions are: 1.0,1.1,1.2,2.0,2.1. (Activity)",
        Meaning.REFUSED,
        "takes no metadata of version 2.4, but of 1.0,1.1,1.2,2.0,2.1",
        "set `metadata_version` of the index",
        id="metadata of a feed",
    ),
    pytest.param(
        400,
        "'2.6' is not a valid metadata version",
        Meaning.REFUSED,
        "does not take the version of the metadata of thing-1.0.0-py3-none-any.whl",
        "set `metadata_version` of the index",
        id="metadata",
    ),
    pytest.param(
        400,
        "Invalid value for summary. Error: 'summary' field must be 512 characters or less.",
        Meaning.REFUSED,
        "does not take the summary of thing",
        "512 characters",
        id="summary",
    ),
    pytest.param(
        400,
        "Invalid value for project_urls. Error: Use 32 characters or less.",
        Meaning.REFUSED,
        "does not take the addresses of thing",
        "32 characters",
        id="label",
    ),
    pytest.param(
        400,
        "The description failed to render in the default format of reStructuredText.",
        Meaning.REFUSED,
        "cannot render the description of thing",
        "README",
        id="description",
    ),
    pytest.param(
        400,
        "File too large. Limit for project 'thing' is 100 MB.",
        Meaning.REFUSED,
        "is larger than the index 'there' takes",
        "`*.link`",
        id="size",
    ),
    pytest.param(413, "", Meaning.REFUSED, "is larger than the index 'there' takes", "`*.link`", id="413"),
    pytest.param(
        400,
        "The digest supplied does not match a digest calculated from the uploaded file.",
        Meaning.LATER,
        "arrived at the index 'there' with other bytes than were sent",
        "run the command again",
        id="digest",
    ),
    pytest.param(
        401,
        "Unauthorized",
        Meaning.REFUSED,
        "the index 'there' does not know the login",
        "Packaging: Read & write",
        id="401",
    ),
    pytest.param(403, "Forbidden", Meaning.REFUSED, "the login may not upload thing-1.0.0", "may it write", id="403"),
    pytest.param(404, "", Meaning.REFUSED, "nothing takes uploads at the address of the index", "feed", id="404"),
    pytest.param(302, "", Meaning.REFUSED, "sends uploads to another address", "`upload_url`", id="redirect"),
    pytest.param(429, "", Meaning.LATER, "the index 'there' is asked too often", LATER, id="429"),
    pytest.param(408, "", Meaning.LATER, "did not wait for thing-1.0.0-py3-none-any.whl: 408", LATER, id="408"),
    pytest.param(503, "upstream", Meaning.LATER, "the index 'there' is out of order: 503", LATER, id="503"),
    pytest.param(
        418, "a teapot", Meaning.REFUSED, "refuses thing-1.0.0-py3-none-any.whl: 418", "--verbose", id="other"
    ),
    pytest.param(
        None, "* `odd`: not today", Meaning.REFUSED, "refuses thing-1.0.0-py3-none-any.whl", "--verbose", id="odd"
    ),
]


@pytest.mark.parametrize(("status", "text", "meaning", "message", "hint"), CASES)
def test_an_answer_becomes_a_sentence(status: int | None, text: str, meaning: Meaning, message: str, hint: str) -> None:
    explained = explain(status, text, NAMES)

    assert explained.meaning is meaning
    assert message in explained.message
    assert "\n" not in explained.message
    assert not explained.message.endswith(".")
    assert hint in explained.hint


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_needs_no_words(status: int) -> None:
    assert explain(status, "File already exists", NAMES) == Explanation(meaning=Meaning.STORED, message="", hint="")


def test_every_row_has_a_case() -> None:
    cases = [(each.values[0], str(each.values[1])) for each in CASES]
    matched = {
        next((row for row in ANSWERS if row.match(status if isinstance(status, int) else None, text)), None)
        for status, text in cases
    }

    assert [row.message for row in ANSWERS if row not in matched] == []


def test_what_a_server_says_is_no_template() -> None:
    explained = explain(400, "Can't have direct dependency: {index.__class__} @ https://{x}", NAMES)

    assert explained.message.endswith("names an address: {index.__class__} @ https://{x}")
