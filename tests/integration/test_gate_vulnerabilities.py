"""The gate `vulnerabilities`: pip-audit, asked about what an index on loopback offers, by a service on loopback."""

import json
import os
import socket
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.support import Completed
from tests.support.osv import OsvService, osv_service, vulnerability
from tests.support.programs import Programs, only_programs
from tests.support.stock import serve, stock_wheel
from tests.support.workshop import CONFIG, RELEASED, Workshop

GATED = f"{CONFIG}gates:\n  release: {{vulnerabilities: fail}}\n"
REACHABLE = "  hint: is the service reachable? `--timeout` gives it more time\n"
INSTALL = "  hint: pip install 'paa[check]'\n"
PASSED = "vulnerabilities: 1 project, no known vulnerability\n"


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    folder = tmp_path / "stock"
    stock_wheel(folder, "paa-base", "1.0")
    stock_wheel(folder, "paa-top", "2.0", "paa-base")
    return folder


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    return only_programs(tmp_path / "programs", monkeypatch, "uv", "pip-audit")


@pytest.fixture
def index(stock: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: Programs) -> Iterator[str]:
    del programs  # where uv is
    with serve(stock) as address:
        for name, value in {
            "UV_CACHE_DIR": str(tmp_path / "cache"),
            "UV_DEFAULT_INDEX": address,
            "UV_HTTP_RETRIES": "0",
            "UV_NO_CONFIG": "1",
        }.items():
            monkeypatch.setenv(name, value)
        yield address


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, index: str) -> Iterator[OsvService]:
    del index
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    with osv_service() as service:
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", service.address)
        yield service


@pytest.fixture
def gated(workshop: Workshop) -> Workshop:
    workshop.repository.config(GATED)
    workshop.repository.module("tool", f"{RELEASED}#@ paa-top>=1\n")
    workshop.repository.commit()
    return workshop


def check(workshop: Workshop, *words: str) -> Completed:
    return workshop.paa("check", "tool", "--only", "vulnerabilities", *words, "--root", workshop.repository.root)


def refused(out: str, count: int = 1) -> Completed:
    findings = "1 finding" if count == 1 else f"{count} findings"
    return Completed(4, out, f"error: {findings}\n")


BROKEN = vulnerability(
    "paa-top", "PYSEC-2024-1", fixed="2.1", aliases=["CVE-2024-1", "GHSA-aaaa-bbbb-cccc"], summary="It\nleaks."
)
KNOWN = (
    "module_dir/tool.py:2: vulnerabilities/known\n"
    "  paa-top 2.0 has PYSEC-2024-1 (CVE-2024-1, GHSA-aaaa-bbbb-cccc): It leaks.\n"
    "  hint: require paa-top>=2.1, or accept it, with a reason and a last day, in .paa/vulnerabilities.json\n"
)


def test_nothing_is_known(gated: Workshop, osv: OsvService) -> None:
    assert check(gated) == Completed(0, PASSED, "")
    assert sorted(osv.asked) == [("paa-base", "1.0"), ("paa-top", "2.0")]


def test_known_vulnerability_is_found(gated: Workshop, osv: OsvService) -> None:
    osv.know("paa-top", "2.0", BROKEN)

    assert check(gated) == refused(KNOWN)


def test_requirement_of_a_requirement_is_audited(gated: Workshop, osv: OsvService) -> None:
    osv.know("paa-base", "1.0", vulnerability("paa-base", "GHSA-x", summary="It\x1b[31m breaks."))

    assert check(gated) == refused(
        "vulnerabilities/known\n"
        "  paa-base 1.0 has GHSA-x: It\\x1b[31m breaks.\n"
        "  hint: no release is known to mend it: do without paa-base, or accept it, with a reason and a last day, in "
        ".paa/vulnerabilities.json\n"
    )


def test_name_of_the_predecessor(gated: Workshop, osv: OsvService) -> None:
    osv.know("paa-top", "2.0", BROKEN)

    assert gated.paa("check-vulnerabilities", "tool", "--root", gated.repository.root) == refused(KNOWN)


def test_requirement_of_another_platform_is_audited(gated: Workshop, osv: OsvService) -> None:
    """It is not for this machine, but somebody will install it."""
    gated.repository.module("tool", f"{RELEASED}#@ paa-top; sys_platform == 'win32'\n")
    osv.know("paa-top", "2.0", BROKEN)

    assert check(gated) == refused(KNOWN)


def accept(workshop: Workshop, **entries: object) -> None:
    workshop.repository.write(".paa/vulnerabilities.json", json.dumps(entries, indent=2))


def test_accepted_vulnerability_passes_until_its_day(gated: Workshop, osv: OsvService) -> None:
    osv.know("paa-top", "2.0", BROKEN)
    accept(gated, **{"CVE-2024-1": {"reason": "the part that leaks is not used", "until": "2999-12-31"}})
    detail = "paa-top 2.0: CVE-2024-1 is accepted until 2999-12-31: the part that leaks is not used\n"

    passed = check(gated, "--verbose")

    assert (passed.code, passed.out) == (0, PASSED)
    assert detail in passed.err

    accept(gated, **{"CVE-2024-1": {"reason": "the part that leaks is not used", "until": "2024-01-31"}})
    assert check(gated) == refused(
        "module_dir/tool.py:2: vulnerabilities/expired\n"
        "  paa-top 2.0 has PYSEC-2024-1 (CVE-2024-1, GHSA-aaaa-bbbb-cccc): It leaks.\n"
        "    accepted until 2024-01-31: the part that leaks is not used\n"
        "  hint: require paa-top>=2.1, or decide again in .paa/vulnerabilities.json:2\n"
    )


def test_acceptance_of_another_project_does_not_count(gated: Workshop, osv: OsvService) -> None:
    osv.know("paa-top", "2.0", BROKEN)
    accept(gated, **{"CVE-2024-1": {"reason": "r", "until": "2999-12-31", "project": "paa-base"}})

    assert check(gated) == refused(KNOWN)


def test_unreadable_decision_is_no_decision(gated: Workshop, osv: OsvService) -> None:
    osv.know("paa-top", "2.0", BROKEN)
    accept(gated, **{"CVE-2024-1": {"reason": "r"}})

    assert check(gated) == refused(
        ".paa/vulnerabilities.json:2: vulnerabilities/unavailable\n"
        "  'CVE-2024-1': `until` is no day like 2027-01-31\n"
        '  hint: it maps identifiers to decisions: {"GHSA-…": {"reason": "…", "until": "2027-01-31"}}\n'
    )


def test_what_needs_nothing_asks_nobody(gated: Workshop, osv: OsvService, programs: Programs) -> None:
    for name in ("uv", "pip-audit"):
        programs.remove(name)
    gated.repository.module("tool", RELEASED)

    assert check(gated) == Completed(0, PASSED, "")
    assert osv.asked == []


def test_service_out_of_reach(gated: Workshop, index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del index
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PIP_AUDIT_OSV_URL", f"http://127.0.0.1:{taken.getsockname()[1]}/v1/query")

        outcome = check(gated)

    assert (outcome.code, outcome.err) == (4, "error: 1 finding\n")
    first, second, third, last = outcome.out.splitlines(keepends=True)
    assert (first, second) == ("vulnerabilities/unavailable\n", "  pip-audit gave no answer\n")
    assert "127.0.0.1" in third
    assert "Connection refused" in third
    assert last == REACHABLE


@pytest.mark.parametrize("body", [pytest.param(b"<html>", id="garbage"), pytest.param(b"[1]", id="another form")])
def test_service_that_answers_something_else(gated: Workshop, osv: OsvService, body: bytes) -> None:
    osv.answers["paa-base", "1.0"] = body

    outcome = check(gated)

    assert (outcome.code, outcome.err) == (4, "error: 1 finding\n")
    assert outcome.out.startswith("vulnerabilities/unavailable\n  pip-audit gave no answer\n    ")
    assert outcome.out.endswith(REACHABLE)


def test_service_that_fails(gated: Workshop, osv: OsvService) -> None:
    osv.status[0] = HTTPStatus.INTERNAL_SERVER_ERROR

    outcome = check(gated)

    assert outcome.code == 4
    assert outcome.out.startswith("vulnerabilities/unavailable\n  pip-audit gave no answer\n    ")


def test_pip_audit_is_not_installed(gated: Workshop, osv: OsvService, programs: Programs) -> None:
    programs.remove("pip-audit")

    expected = f"vulnerabilities/unavailable\n  pip-audit is not installed\n{INSTALL}"
    assert check(gated) == refused(expected)
    assert osv.asked == []


UPGRADE = "  hint: pip install --upgrade pip-audit\n"


@pytest.mark.parametrize(
    ("script", "said", "hint"),
    [
        pytest.param("exit 0", "what pip-audit printed cannot be read", UPGRADE, id="says nothing"),
        pytest.param("echo 'all is well!'", "what pip-audit printed cannot be read", UPGRADE, id="garbage"),
        pytest.param("echo '[]'", "what pip-audit printed cannot be read", UPGRADE, id="another form"),
        pytest.param("echo '{\"dependencies\": [{}]}'", "what pip-audit printed cannot be read", UPGRADE, id="half"),
        pytest.param(
            "echo '{\"dependencies\": []}'", "pip-audit passed over paa-base 1.0, paa-top 2.0", REACHABLE, id="skips"
        ),
        pytest.param("kill -SEGV $$", "pip-audit gave no answer\n    it ended with -11", REACHABLE, id="crash"),
        pytest.param("echo no >&2; exit 1", "pip-audit gave no answer\n    no", REACHABLE, id="failure"),
        pytest.param("echo '{}'; exit 3", "pip-audit gave no answer\n    it ended with 3", REACHABLE, id="exit code"),
        pytest.param(
            "#!/no/such/interpreter\n", "pip-audit cannot be started: No such file or directory", INSTALL, id="start"
        ),
    ],
)
def test_broken_pip_audit_is_a_finding(
    gated: Workshop, osv: OsvService, programs: Programs, script: str, said: str, hint: str
) -> None:
    programs.write("pip-audit", script)

    assert check(gated) == refused(f"vulnerabilities/unavailable\n  {said}\n{hint}")
    assert osv.asked == []


def test_slow_pip_audit_is_not_waited_for(gated: Workshop, index: str, programs: Programs) -> None:
    del index
    programs.write("pip-audit", "sleep 60 & wait")

    expected = f"vulnerabilities/unavailable\n  pip-audit gave no answer: it took too long\n{REACHABLE}"
    assert check(gated, "--timeout", "1.5") == refused(expected)


def test_skipped_release_is_a_finding(gated: Workshop, index: str, programs: Programs) -> None:
    del index
    answer = {
        "dependencies": [
            {"name": "paa-base", "version": "1.0", "vulns": []},
            {"name": "paa-top", "version": "2.0", "skip_reason": "unknown there"},
        ]
    }
    programs.write("pip-audit", f"echo '{json.dumps(answer)}'")

    assert check(gated) == refused(
        "module_dir/tool.py:2: vulnerabilities/not-audited\n"
        "  paa-top 2.0 was not audited: unknown there\n"
        "  hint: look it up by hand; `gates` in .paa.config can make warnings of what this gate finds\n"
    )


def test_what_cannot_be_resolved_is_not_audited(gated: Workshop, osv: OsvService) -> None:
    gated.repository.module("tool", f"{RELEASED}#@ paa-top>=9\n")

    assert check(gated) == refused(
        "module_dir/tool.py: vulnerabilities/unavailable\n"
        "  tool: its requirements could not be resolved, so nothing is known of them\n"
        "  hint: `paa check tool --only compatibility --full` says why\n"
    )
    assert osv.asked == []


def test_two_versions_of_one_project_are_audited(gated: Workshop, osv: OsvService, stock: Path) -> None:
    stock_wheel(stock, "paa-base", "2.0")
    lines = "#@ paa-base<2; sys_platform == 'linux'\n#@ paa-base>=2; sys_platform != 'linux'\n"
    gated.repository.module("tool", f"{RELEASED}{lines}")
    osv.know("paa-base", "2.0", vulnerability("paa-base", "CVE-1", summary="Bad."))

    outcome = check(gated)

    assert sorted(osv.asked) == [("paa-base", "1.0"), ("paa-base", "2.0")]
    assert outcome.out.startswith("module_dir/tool.py:2: vulnerabilities/known\n  paa-base 2.0 has CVE-1: Bad.\n")
    assert os.linesep.join(outcome.out.splitlines()[3:]) == ""
