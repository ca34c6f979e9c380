"""Shapes of secrets: each is found, and what only looks like one is not."""

from pathlib import PurePosixPath

import pytest

from paa.core.package.secrets import SHAPES, find_secrets, secret_file

# Assembled, so that this file holds none of them.
EXAMPLES = {
    "a private key": "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "a token of a package index": "pypi-" + "AgE" + "x" * 60,
    "a GitHub token": "github_" + "pat_" + "A1b2" * 20,
    "a GitLab token": "glp" + "at-" + "a1" * 10,
    "an npm token": "np" + "m_" + "a1" * 18,
    "an AWS access key": "AKI" + "A" + "AB12" * 4,
    "the key of an Azure storage account": "Account" + "Key=" + "a/" * 43 + "==",
    "an Azure DevOps token": "a1" * 38 + "AZ" + "DO" + "1a2b",
    "a Google API key": "AI" + "za" + "a-1_b" * 7,
    "a Slack token": "xo" + "xb-" + "123456789012",
    "a Stripe key": "sk_" + "live_" + "a1" * 12,
    "a SendGrid key": "S" + "G." + "a" * 22 + "." + "b" * 43,
    "an Anthropic key": "sk-" + "ant-api03-" + "a" * 80,
    "an OpenAI key": "sk-" + "proj-" + "a" * 20 + "T3Blbk" + "FJ" + "b" * 20,
    "a Hugging Face token": "h" + "f_" + "aB" * 17,
}


def test_every_shape_has_an_example() -> None:
    assert set(EXAMPLES) == set(SHAPES)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_shape_is_found_with_its_line(kind: str) -> None:
    assert list(find_secrets(f"first\nx = '{EXAMPLES[kind]}'\n".encode())) == [(2, kind)]


@pytest.mark.parametrize("kind", EXAMPLES)
def test_shape_behind_an_escape(kind: str) -> None:
    assert list(find_secrets(f"x = 'one\\n{EXAMPLES[kind]}'\n".encode())) == [(1, kind)]


def test_first_line_of_a_key_in_a_program() -> None:
    line = EXAMPLES["a private key"].encode()
    body = b"MIIEvQIBADANBgkqhkiG9w0BAQ"

    assert list(find_secrets(b"\0" + line + b"\0", is_text=False)) == []
    assert list(find_secrets(b"\0" + line + b"\n" + body, is_text=False)) == [(1, "a private key")]


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----",
        "pypi-simple and pypi-attestations",
        "ghp_short",
        "a path/to/AKIAfile",
        "sk-learn, sk_test_1234567890123456789012",
        "hf_hub_download",
        "sha_" + EXAMPLES["an AWS access key"],
        "\\\\d" + EXAMPLES["an AWS access key"],
        "npm_config_registry",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert list(find_secrets(text.encode())) == []


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        (".env", True),
        ("deep/.env.production", True),
        (".env.example", False),
        ("settings.env", False),
        (".pypirc", True),
        ("id_ed25519", True),
        ("id_ed25519.pub", False),
        ("store.p12", True),
        ("environment.py", False),
    ],
)
def test_files_that_hold_nothing_else(name: str, *, secret: bool) -> None:
    assert secret_file(PurePosixPath(name)) is secret
