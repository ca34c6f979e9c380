"""What is said to a CI, and how."""

import os
import sys
from io import StringIO
from pathlib import Path

import pytest

from paa.adapters.ci import find_service
from paa.adapters.ci.streams import guard_streams, send
from paa.errors import BuildError

GITHUB = {"GITHUB_ACTIONS": "true"}
AZURE = {"TF_BUILD": "True"}


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        pytest.param(GITHUB, "GitHubActions", id="github"),
        pytest.param(AZURE, "AzurePipelines", id="azure"),
        pytest.param({}, None, id="here"),
        pytest.param({"GITHUB_ACTIONS": ""}, None, id="empty"),
        pytest.param({"CI": "true"}, None, id="another one"),
    ],
)
def test_a_ci_is_known_by_its_variable(environment: dict[str, str], name: str | None) -> None:
    found = find_service(environment)
    assert (type(found).__name__ if found else None) == name


def test_a_value_cannot_end_itself(tmp_path: Path) -> None:
    file = tmp_path / "output"
    service = find_service({**GITHUB, "GITHUB_OUTPUT": str(file)})
    assert service is not None

    assert service.output("first", "a\nEOF\nsecond=b") is None
    service.output("second", "c")

    first, value, *rest = file.read_text(encoding="utf-8").split("\n")
    end = first.removeprefix("first<<")
    assert (value, rest[:3]) == ("a", ["EOF", "second=b", end])
    assert rest[3] != f"second<<{end}"


def test_a_runner_without_its_files_is_an_error(tmp_path: Path) -> None:
    service = find_service(GITHUB)
    assert service is not None
    with pytest.raises(BuildError, match="the runner names no file in GITHUB_OUTPUT"):
        service.output("a", "b")
    service = find_service({**GITHUB, "GITHUB_STEP_SUMMARY": str(tmp_path / "gone/summary")})
    assert service is not None
    with pytest.raises(BuildError, match="cannot write to the file of GITHUB_STEP_SUMMARY"):
        service.summarise("x")


@pytest.mark.parametrize(
    ("environment", "begin", "end", "mask"),
    [
        pytest.param(GITHUB, "::group::a%0Ab", "::endgroup::", "::add-mask::50%25", id="github"),
        pytest.param(AZURE, "##[group]a b", "##[endgroup]", "##vso[task.setsecret]50%AZP25", id="azure"),
    ],
)
def test_commands_are_spelt_as_the_ci_reads_them(environment: dict[str, str], begin: str, end: str, mask: str) -> None:
    service = find_service(environment)
    assert service is not None
    assert (service.begin("a\nb"), service.end(), service.mask("50%")) == (begin, end, mask)


@pytest.mark.parametrize(
    ("environment", "matrix"),
    [
        pytest.param(GITHUB, '[{"shard": "1/2", "label": "a, b"}]', id="github"),
        pytest.param(AZURE, '{"job_1_a_b":{"SHARD":"1/2"}}', id="azure"),
    ],
)
def test_a_matrix_is_written_as_the_ci_takes_it(environment: dict[str, str], matrix: str) -> None:
    service = find_service(environment)
    assert service is not None
    assert service.matrix([{"shard": "1/2", "label": "a, b"}]) == matrix


@pytest.mark.parametrize("environment", [GITHUB, AZURE], ids=["github", "azure"])
def test_only_what_is_sent_is_a_command(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    out, err = StringIO(), StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)

    guard_streams({**os.environ, **environment})
    sys.stdout.write("::set-output name=a::b\n##vso[task.complete]\n")
    sys.stderr.write("fine\n::error::x\n")
    send("::add-mask::secret")
    send("::notice::here", err=False)

    assert out.getvalue() == ": :set-output name=a::b\n# #vso[task.complete]\n::notice::here\n"
    assert err.getvalue() == "fine\n: :error::x\n::add-mask::secret\n"


def test_elsewhere_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    out = StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    guard_streams({})
    sys.stdout.write("::not a command here\n")
    assert out.getvalue() == "::not a command here\n"
