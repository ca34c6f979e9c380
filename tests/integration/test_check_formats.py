"""What `paa check` prints for people, programs, pipelines and code scanning."""

import json

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from tests.support import Completed
from tests.support.schemas import sarif_schema
from tests.support.workshop import RELEASED, Workshop

CONFLICT = {
    "module_dir/tool.py": f"{RELEASED}import part\n#@ paa-base>=2\n",
    "module_dir/part.py": f"{RELEASED}#@ paa-base<2\n",
}
MESSAGE = "tool: no version of paa-base is >=2 (module_dir/tool.py:3) and <2 (module_dir/part.py:2)"


def check(workshop: Workshop, form: str, *words: str) -> Completed:
    words = words or ("tool", "--only", "compatibility")
    return workshop.paa("check", *words, "--format", form, "--root", workshop.repository.root)


@pytest.mark.parametrize(
    ("form", "out"),
    [
        pytest.param(
            "text",
            f"module_dir/part.py:2: compatibility/conflict\n  {MESSAGE}\n  hint: change one of the two\n",
            id="text",
        ),
        pytest.param(
            "github",
            f"::error file=module_dir/part.py,line=2,title=compatibility/conflict::{MESSAGE}%0Achange one of the two\n",
            id="github",
        ),
        pytest.param(
            "azure",
            "##vso[task.logissue type=error;sourcepath=module_dir/part.py;linenumber=2;code=compatibility/conflict;]"
            f"{MESSAGE}%0Achange one of the two\n",
            id="azure",
        ),
    ],
)
def test_finding_for_each_reader(workshop: Workshop, form: str, out: str) -> None:
    workshop.fill(CONFLICT)

    assert check(workshop, form) == Completed(4, out, "error: 1 finding\n")


WARNED = (
    '"""Count the things of a made-up kind.\n\nPeople lose count, and this does not lose it ever.\n\n```\nx\n```\n"""\n'
)


@pytest.mark.parametrize(
    ("form", "start"),
    [
        pytest.param("text", "module_dir/tool.py: good-release/more (warning)\n  tool: the README", id="text"),
        pytest.param(
            "github", "::warning file=module_dir/tool.py,title=good-release/more::tool: the README", id="github"
        ),
        pytest.param(
            "azure",
            "##vso[task.logissue type=warning;sourcepath=module_dir/tool.py;code=good-release/more;]tool: the",
            id="azure",
        ),
    ],
)
def test_warning_is_no_failure(workshop: Workshop, form: str, start: str) -> None:
    workshop.fill(
        {
            ".paa.config": "module_dir: module_dir\n",
            "module_dir/tool.py": f"{WARNED}{RELEASED}",
            "licenses/tool/LICENSE": "MIT\n",
        }
    )

    checked = check(workshop, form, "tool", "--only", "good-release")

    assert (checked.code, checked.err) == (0, "")
    assert checked.out.startswith(start)


def test_text_carries_no_command(workshop: Workshop) -> None:
    """A README may quote what a pipeline would carry out; it is shown, and does nothing."""
    quoted = '"""A.\n\n```python\n::set-output name=a::b ##vso[task.setvariable variable=a]b ##[error]c (\n```\n"""\n'
    workshop.fill({"module_dir/tool.py": f"{quoted}{RELEASED}"})

    shown = check(workshop, "text", "tool", "--only", "good-release").out
    github = check(workshop, "github", "tool", "--only", "good-release").out
    azure = check(workshop, "azure", "tool", "--only", "good-release").out

    assert "is no Python" in shown
    assert "##vso[" not in shown
    assert "##[" not in shown
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]
    assert all(line.startswith(("::warning ", "::error ")) for line in github.splitlines())
    assert all(line.startswith("##vso[task.logissue ") and line.count("##vso[") == 1 for line in azure.splitlines())


@pytest.mark.parametrize("words", [("tool", "--only", "compatibility"), ("part",), ("tool",)])
def test_sarif_is_what_its_schema_says(workshop: Workshop, words: tuple[str, ...]) -> None:
    workshop.fill(CONFLICT)

    log = json.loads(check(workshop, "sarif", *words).out)

    assert [error.message for error in Draft7Validator(sarif_schema()).iter_errors(log)] == []
    assert log["version"] == "2.1.0"


def test_schema_of_sarif_is_a_strict_one() -> None:
    wrong = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "paa", "colour": "red"}}}]}

    assert not Draft7Validator(sarif_schema()).is_valid(wrong)


def test_sarif_of_a_finding(workshop: Workshop) -> None:
    workshop.fill(CONFLICT)

    (run,) = json.loads(check(workshop, "sarif").out)["runs"]

    assert run["results"] == [
        {
            "ruleId": "compatibility/conflict",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": f"{MESSAGE}\nchange one of the two"},
            "locations": [
                {"physicalLocation": {"artifactLocation": {"uri": "module_dir/part.py"}, "region": {"startLine": 2}}}
            ],
        }
    ]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["compatibility/conflict"]


def test_json_has_two_names(workshop: Workshop) -> None:
    workshop.fill(CONFLICT)

    words = ("tool", "--only", "compatibility", "--root", workshop.repository.root)

    assert workshop.paa("check", *words, "--json") == workshop.paa("check", *words, "--format", "json")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ("--format", "xml"),
            "--format: there is no format 'xml'\n  hint: there are text, json, github, azure, sarif",
            id="unknown",
        ),
        pytest.param(
            ("--format", "sarif", "--json"),
            "--json and --format sarif exclude each other\n  hint: leave one of them out",
            id="two",
        ),
    ],
)
def test_formats_that_cannot_be(workshop: Workshop, words: tuple[str, ...], message: str) -> None:
    workshop.fill(CONFLICT)

    assert workshop.paa("check", "tool", *words, "--root", workshop.repository.root) == Completed(
        2, "", f"error: {message}\n"
    )
