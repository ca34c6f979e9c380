"""A pipeline of Azure is put together from its templates, with every part that may be there."""

import pytest

from paa.config.workflows import read_workflow
from paa.core.ci.inclusion import included, put_together

PARTS = {
    ".azure/jobs/work.yml": "jobs:\n  - job: work\n    steps:\n      - template: ../steps/one.yml\n",
    ".azure/steps/one.yml": "steps:\n  - script: echo one\n  - ${{ if true }}:\n      - script: echo two\n",
    ".azure/jobs/again.yml": "jobs:\n  - template: again.yml\n",
}


def read(text: str) -> object:
    return read_workflow(text, where="x.yml")


def whole(text: str, path: str = ".azure/x.yml") -> object:
    return put_together(read(text), path, {name: read(part) for name, part in PARTS.items()})


def test_templates_are_replaced_by_what_they_hold() -> None:
    assert whole("stages:\n  - stage: a\n    jobs:\n      - template: jobs/work.yml\n") == {
        "stages": [{"stage": "a", "jobs": [{"job": "work", "steps": [{"script": "echo one"}, {"script": "echo two"}]}]}]
    }


def test_a_path_from_the_root_is_understood() -> None:
    assert whole("steps:\n  - template: /.azure/steps/one.yml\n", "x.yml") == {
        "steps": [{"script": "echo one"}, {"script": "echo two"}]
    }


def test_every_branch_of_a_condition_is_there() -> None:
    text = "jobs:\n  - ${{ if a }}:\n      - job: a\n  - ${{ else }}:\n      - job: b\n"
    assert whole(text) == {"jobs": [{"job": "a"}, {"job": "b"}]}
    assert whole("${{ if a }}:\n  trigger: none\npr: none\n") == {"trigger": "none", "pr": "none"}


@pytest.mark.parametrize("template", ["missing.yml", "jobs/work.yml@other", "jobs/${{ parameters.x }}.yml"])
def test_what_is_not_known_stays_as_it_is(template: str) -> None:
    assert whole(f"jobs:\n  - template: {template}\n") == {"jobs": [{"template": template}]}


def test_a_template_that_includes_itself_ends() -> None:
    assert whole("jobs:\n  - template: jobs/again.yml\n") == {"jobs": [{"template": "again.yml"}]}


def test_what_a_file_includes_is_named() -> None:
    text = "stages:\n  - stage: a\n    jobs:\n      - template: jobs/work.yml\n      - template: ../b.yml\n"
    assert included(read(text), ".azure/x.yml") == {".azure/jobs/work.yml", "b.yml"}
    assert included(read("- template: a@other\n"), "x.yml") == frozenset()
