"""Which gates `make-package`, `release` and `test-install` ask: the configuration, and the flags of the predecessor."""

import json

import pytest

from tests.support import Completed, FreshEnvironment
from tests.support.workshop import RELEASED, Workshop

CONFLICT = {
    "module_dir/tool.py": f"{RELEASED}import part\n#@ paa-base>=2\n",
    "module_dir/part.py": f"{RELEASED}#@ paa-base<2\n",
}
CONFIG = "module_dir: module_dir\ncheck_vulnerabilities: false\n"
DECLARED = f"{CONFIG}make_package_check_full_dependencies_compatibility: false\n"
MESSAGE = "tool: no version of paa-base is >=2 (module_dir/tool.py:3) and <2 (module_dir/part.py:2)"
REFUSED = f"error: module_dir/part.py:2: compatibility/conflict: {MESSAGE}\n  hint: change one of the two\n"
UNREACHED = "  hint: is the index reachable, and the address of it right? `--timeout` gives the resolver more time\n"


def test_make_package_compares_what_is_declared(workshop: Workshop) -> None:
    workshop.fill({".paa.config": DECLARED, **CONFLICT})

    assert workshop.make("tool") == Completed(4, "", REFUSED)
    assert not workshop.output.exists()
    assert workshop.make("part").code == 0


@pytest.mark.parametrize(
    ("config", "words"),
    [
        pytest.param(DECLARED, ["--skip-deps-compat-check"], id="flag"),
        pytest.param(f"{DECLARED}make_package_check_dependencies_compatibility: false\n", [], id="key"),
        pytest.param(f"{DECLARED}gates: {{make-package: {{compatibility: off}}}}\n", [], id="gates"),
    ],
)
def test_make_package_leaves_it_out(workshop: Workshop, config: str, words: list[str]) -> None:
    workshop.fill({".paa.config": config, **CONFLICT})

    assert workshop.make("tool", *words).code == 0


def test_make_package_warns_where_it_is_asked_to(workshop: Workshop) -> None:
    workshop.fill({".paa.config": f"{DECLARED}gates: {{make-package: {{compatibility: warn}}}}\n", **CONFLICT})

    made = workshop.make("tool")

    assert (made.code, made.err) == (0, REFUSED.replace("error: ", "note: "))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param([], 0, id="on a developer's machine"),
        pytest.param(["--strict"], 4, id="strict"),
        pytest.param(["--skip-full-deps-compat-check"], 0, id="declared only"),
    ],
)
def test_gate_that_cannot_answer(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple/")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    workshop.fill({".paa.config": CONFIG, "module_dir/tool.py": f"{RELEASED}#@ paa-base\n"})

    made = workshop.make("tool", *words)

    assert made.code == code
    if "--skip-full-deps-compat-check" in words:
        assert made.err == ""
        return
    kind = "error: " if code else "note: "
    assert made.err.startswith(f"{kind}compatibility/unavailable: uv gave no answer\n")
    assert made.err.endswith(UNREACHED)
    assert workshop.output.exists() is not bool(code)


def test_full_check_can_be_asked_for(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    workshop.fill({".paa.config": DECLARED, "module_dir/tool.py": f"{RELEASED}#@ paa-base\n"})

    assert workshop.make("tool").err == ""
    assert "compatibility/" in workshop.make("tool", "--check-full-deps-compat").err


@pytest.mark.parametrize("flag", ["--check-vulnerabilities", "--check-licenses", "--ignore-vulnerabilities-check"])
def test_what_needs_nothing_from_outside_passes(workshop: Workshop, flag: str) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED})

    assert workshop.make("tool", flag).err == ""


def test_unknown_gate_of_the_configuration(workshop: Workshop) -> None:
    workshop.fill({".paa.config": f"{DECLARED}gates: {{release: {{metadat: off}}}}\n", "module_dir/tool.py": RELEASED})

    refused = workshop.paa("check", "tool", "--root", workshop.repository.root)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(
        "error: .paa.config: `gates.release`: there is no gate 'metadat'\n  hint: did you mean 'metadata'? "
    )


def test_release_fails_closed(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple/")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_NO_CACHE", "1")
    config = f"{CONFIG}gates: {{release: {{smoke: off, tests: off, lint: off, good-release: off}}}}\n"
    workshop.fill({".paa.config": config, "module_dir/tool.py": f"{RELEASED}#@ paa-base\n"})

    refused = workshop.paa("release", "--root", workshop.repository.root)

    assert (refused.code, refused.out) == (4, "")
    assert refused.err.startswith("error: compatibility/unavailable: uv gave no answer\n")
    assert not (workshop.repository.root / ".paa/index").exists()


def test_release_tells_how_many_warnings_there_are(workshop: Workshop) -> None:
    config = f"{DECLARED}gates: {{release: {{smoke: off, tests: off, lint: off}}}}\n"
    workshop.fill({".paa.config": config, "module_dir/tool.py": RELEASED})

    released = workshop.paa("release", "--root", workshop.repository.root)

    assert released.code == 0
    assert "note: good-release: 5 warnings\n  hint: `paa check tool --only good-release` tells them\n" in released.err


def test_packages_of_a_plan_pass_the_gates_of_a_release(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED, "artifacts/tool/.env": "A=1\n"})
    root = workshop.repository.root
    plan = workshop.output.parent / "plan.json"
    plan.write_text(workshop.paa("plan", "--json", "--root", root).out, encoding="utf-8")

    refused = workshop.make("--plan", plan)

    assert (refused.code, refused.out) == (4, "")
    assert refused.err.startswith("error: artifacts/tool/.env: contents/secret: a file of secrets is in the package\n")
    assert not workshop.output.exists()


def test_changed_projects_are_those_of_the_plan(workshop: Workshop) -> None:
    files = {"module_dir/tool.py": RELEASED, "module_dir/other.py": f"{RELEASED}x = 1\n"}
    workshop.fill(files)
    root = workshop.repository.root
    words = ("check", "--changed", "--only", "metadata", "--root", root)

    first = workshop.paa(*words)
    assert workshop.paa("release", "--root", root).code == 0
    nothing = workshop.paa(*words)
    workshop.repository.write("module_dir/other.py", f"{RELEASED}x = 2\n")
    workshop.repository.commit("fix(other): count")
    one = workshop.paa(*words, "--json")

    assert first.out == "metadata: 2 projects, metadata that an index takes\n"
    assert nothing.out == "metadata: 0 projects, metadata that an index takes\n"
    assert json.loads(one.out)["projects"] == ["other"]


def test_skip_leaves_a_gate_out(workshop: Workshop) -> None:
    workshop.fill({"module_dir/tool.py": RELEASED, "artifacts/tool/.env": "A=1\n"})

    words = ("check", "tool", "--skip", "contents", "--declared", "--root", workshop.repository.root)

    assert "contents" not in workshop.paa(*words).out
    both = workshop.paa(*words, "--only", "contents")
    assert both == Completed(2, "", "error: --only and --skip both name contents\n  hint: leave one of them out\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("config", "words", "code"),
    [
        pytest.param("", [], 4, id="by default"),
        pytest.param("", ["--skip-deps-compat-check"], 0, id="flag"),
        pytest.param("test_install_check_dependencies_compatibility: false\n", [], 0, id="key"),
    ],
)
def test_test_install_compares_what_is_declared(
    workshop: Workshop, environment: FreshEnvironment, config: str, words: list[str], code: int
) -> None:
    workshop.fill({".paa.config": f"{DECLARED}{config}", **CONFLICT})

    done = workshop.paa(
        *("test-install", "tool", "--skip-deps-install", *words),
        *("--python", environment.python, "--root", workshop.repository.root),
    )

    assert done.code == code
    assert done.err == (REFUSED if code else "")
