"""Log commands of pipelines: everything that means something in them is escaped."""

import pytest

from paa.core.release.log_commands import azure_issue, github_annotation, harmless
from paa.model.choices import GateAction
from paa.model.finding import Finding

ODD = Finding(
    gate="contents",
    rule="secret",
    message="100%: a,b;c]\r\n::error::no",
    where="a,b;c]:d%/e.py:7",
    hint="hint",
    level=GateAction.WARN,
)


def test_github() -> None:
    assert github_annotation(ODD) == (
        "::warning file=a%2Cb;c]%3Ad%25/e.py,line=7,title=contents/secret::100%25: a,b;c]%0D%0A::error::no%0Ahint"
    )


def test_azure() -> None:
    assert azure_issue(ODD) == (
        "##vso[task.logissue type=warning;sourcepath=a,b%3Bc%5D:d%AZP25/e.py;linenumber=7;code=contents/secret;]"
        "100%AZP25: a,b;c]%0D%0A: :error::no%0Ahint"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain: text::with ## signs", "plain: text::with ## signs"),
        ("::error::x", ": :error::x"),
        ("a\n  ::set-output name=a::b", "a\n  : :set-output name=a::b"),
        ("say ##vso[task.complete]", "say # #vso[task.complete]"),
        ("##[add-mask]x ##VSO[x]", "# #[add-mask]x # #VSO[x]"),
    ],
)
def test_text_is_harmless(text: str, shown: str) -> None:
    assert harmless(text) == shown
