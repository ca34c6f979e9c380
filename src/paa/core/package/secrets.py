"""Recognise secrets by the shapes that their makers gave them; nothing is guessed from names or from randomness."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

__all__ = ["SHAPES", "find_secrets", "secret_file"]

_KEY_KINDS = rb"(?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?"

SHAPES: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "a private key": re.compile(rb"-----BEGIN " + _KEY_KINDS + rb"PRIVATE KEY(?: BLOCK)?-----"),
        "a token of a package index": re.compile(rb"pypi-AgE[A-Za-z0-9_-]{50,}"),
        "a GitHub token": re.compile(rb"(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})"),
        "a GitLab token": re.compile(rb"gl(?:pat|dt|cbt|rt)-[A-Za-z0-9_-]{20,}"),
        "an npm token": re.compile(rb"npm_[A-Za-z0-9]{36}\b"),
        "an AWS access key": re.compile(rb"(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
        "the key of an Azure storage account": re.compile(rb"AccountKey=[A-Za-z0-9+/]{86}=="),
        "an Azure DevOps token": re.compile(rb"(?:\b|\\[nrt])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b"),
        "a Google API key": re.compile(rb"AIza[A-Za-z0-9_-]{35}\b"),
        "a Slack token": re.compile(rb"xox[abeoprs]-[A-Za-z0-9-]{10,}"),
        "a Stripe key": re.compile(rb"[rs]k_live_[A-Za-z0-9]{20,}"),
        "a SendGrid key": re.compile(rb"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}\b"),
        "an Anthropic key": re.compile(rb"sk-ant-[a-z0-9]+-[A-Za-z0-9_-]{40,}"),
        "an OpenAI key": re.compile(rb"sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]*T3BlbkFJ[A-Za-z0-9_-]{10,}"),
        "a Hugging Face token": re.compile(rb"hf_[A-Za-z0-9]{34}\b"),
    }
)
"""What a secret is → its shape, in any file; where one begins is looked at apart, since that is much faster."""

_KEY = "a private key"
_ANYWHERE = frozenset({_KEY, "the key of an Azure storage account", "an Azure DevOps token"})
_WITHIN = re.compile(rb"(?<!\\)[A-Za-z0-9_]|(?<=\\)[A-Za-z0-9_](?<![abfnrtv])")
_BODY = re.compile(rb"(?:\s|\\[nr])+(?:Proc-Type|[A-Za-z0-9+/]{16})")

# Files that hold nothing but secrets; `.env.example` and its kin show only what one would write.
_FILES = re.compile(
    r"\.env(?:\.(?!example$|sample$|template$|dist$).+)?|\.pypirc|\.netrc|\.git-credentials|\.htpasswd"
    r"|id_(?:rsa|dsa|ecdsa|ed25519)|.+\.(?:p12|pfx|keystore|jks|kdbx)"
)


def find_secrets(content: bytes, *, is_text: bool = True) -> Iterator[tuple[int, str]]:
    """Find secrets in the content of a file: the line of each, and what it is. What it says is nobody's business.

    Args:
        content: The file's.
        is_text: Otherwise a key is one that has a body: libraries that read keys name their first lines.
    """
    for kind, shape in SHAPES.items():
        for match in shape.finditer(content):
            if kind not in _ANYWHERE and _is_within_a_word(content, match.start()):
                continue
            if kind == _KEY and not is_text and not _BODY.match(content, match.end()):
                continue
            yield content.count(b"\n", 0, match.start()) + 1, kind


def _is_within_a_word(content: bytes, start: int) -> bool:
    """Tell whether a letter or a digit stands before a place; the letter of an escape, as of a line break, is none."""
    return start > 0 and _WITHIN.match(content, start - 1) is not None


def secret_file(path: PurePosixPath) -> bool:
    """Tell whether a file of this name holds secrets whatever is in it."""
    return _FILES.fullmatch(path.name) is not None
