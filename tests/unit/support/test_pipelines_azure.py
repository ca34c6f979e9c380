"""Expressions, macros and commands are read as Azure reads them."""

from typing import Any

import pytest

from tests.support.pipelines import Invalid, Refused, Unsupported
from tests.support.pipelines.azure.commands import read_log
from tests.support.pipelines.azure.expressions import Scope, evaluate
from tests.support.pipelines.azure.functions import text, truth
from tests.support.pipelines.azure.templates import expand
from tests.support.pipelines.azure.variables import Variables, environment_name

SCOPE = Scope(
    {
        "variables": {"Build.Reason": "Manual", "empty": ""},
        "parameters": {"names": ["a", "B"], "loud": False, "map": {"k": "v"}},
        "dependencies": {"plan": {"result": "Succeeded", "outputs": {"paa.count": "2"}}},
    },
    {"succeeded": lambda *names: names in {(), ("plan",)}},
)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("eq('a', 'A')", True),
        ("eq(1, '1.0')", True),
        ("eq(1, 'x')", False),
        ("eq(true, 'false')", True),
        ("eq(false, '')", True),
        ("ne(variables['build.reason'], 'Manual')", False),
        ("eq(variables['nothing'], '')", True),
        ("and(true, 'x', 1)", True),
        ("and(true, '')", False),
        ("or(false, '', 0)", False),
        ("not('')", True),
        ("in('b', 'a', 'B')", True),
        ("notIn('b', 'a')", True),
        ("contains('Hello', 'ELL')", True),
        ("containsValue(parameters.names, 'b')", True),
        ("containsValue(parameters.map, 'V')", True),
        ("startsWith('refs/heads/main', 'REFS')", True),
        ("endsWith('a.py', '.PY')", True),
        ("coalesce(variables.empty, '', 'x')", "x"),
        ("format('{0}-{{{1}}}', 'a', parameters.loud)", "a-{False}"),
        ("join('+', parameters.names)", "a+B"),
        ("length(parameters.names)", 2),
        ("length('abc')", 3),
        ("upper('a')", "A"),
        ("lower('A')", "a"),
        ("replace('a-b', '-', '_')", "a_b"),
        ("convertToJson(parameters.map)", '{\n  "k": "v"\n}'),
        ("dependencies.plan.outputs['paa.count']", "2"),
        ("dependencies.plan.outputs['paa.nothing']", None),
        ("parameters.names[1]", "B"),
        ("parameters.names[9]", None),
        ("succeeded('plan')", True),
    ],
)
def test_expressions_have_the_values_that_azure_gives_them(source: str, value: Any) -> None:
    assert evaluate(source, SCOPE) == value


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a == b", Invalid),
        ("!true", Invalid),
        ("eq(1)", Invalid),
        ("format('{1}', 1)", Invalid),
        ("dependencies.other.result", Invalid),
        ("dependencies.plan.outcome", Invalid),
        ("counter('a', 1)", Unsupported),
        ("failed()", Unsupported),
        ("nowhere.a", Unsupported),
        ("eq(parameters.map, 1)", Unsupported),
        ("parameters.*", Unsupported),
        ("join('', 'a')", Unsupported),
        ("containsValue('a', 'a')", Unsupported),
    ],
)
def test_an_expression_that_is_none_is_refused(source: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        evaluate(source, SCOPE)


def test_a_text_is_true_when_it_has_letters() -> None:
    assert (truth("False"), truth(""), truth([]), truth(None)) == (True, False, True, False)
    assert (text(evaluate("true", SCOPE)), text(2.0), text(None)) == ("True", "2", "")
    with pytest.raises(Invalid):
        text(["a"])


def test_macros_in_values_are_replaced_too_and_secrets_stay_secret() -> None:
    variables = Variables({"a": "1 $(B)", "b": "2", "Build.Id": "7", "own": "$(own)"}, {"key": "k", "url": "x"})
    variables.set("login", "u:$(key)")

    assert variables.get("A") == "1 2"
    assert variables.get("own") == "$(own)"
    assert variables.expanded("<$(a)> $(date +%s) $(build.id)", "here", secrets=False) == "<1 2> $(date +%s) 7"
    assert variables.expanded("$(login)", "here", secrets=True) == "u:k"
    assert variables.environment() == {"A": "1 2", "B": "2", "BUILD_ID": "7", "OWN": "$(own)"}
    assert variables.texts()["login"] == ""
    with pytest.raises(Refused, match="the secret login"):
        variables.expanded("$(login)", "here", secrets=False)
    with pytest.raises(Refused, match="there is no variable nothing"):
        variables.expanded("$(nothing)", "here", secrets=True)
    assert environment_name("Build.Source Branch") == "BUILD_SOURCE_BRANCH"


def test_a_command_is_read_with_its_escapes() -> None:
    ((_, none), (_, command)) = read_log("plain\nsaid ##vso[task.setvariable variable=a;isOutput=TRUE]1%0A2%AZP25%5D")

    assert none is None
    assert command is not None
    assert (command.name, command.text, command.properties["variable"]) == ("task.setvariable", "1\n2%]", "a")
    assert command.flag("isoutput")


FILES = {
    "main.yml": """\
parameters:
- {name: names, type: object, default: [a, b]}
- {name: loud, type: boolean, default: "false"}
stages:
- ${{ if eq(parameters.loud, true) }}:
  - stage: Loud
- ${{ elseif false }}:
  - stage: Never
- ${{ else }}:
  - stage: Quiet
- ${{ each name in parameters.names }}:
  - template: deep/stage.yml
    parameters: {name: "x_${{ name }}"}
- ${{ insert }}: ${{ parameters.names }}
""",
    "deep/stage.yml": """\
parameters: [{name: name}]
stages:
- stage: ${{ parameters.name }}
  ${{ if true }}:
    a: b
""",
}


def test_templates_are_expanded() -> None:
    top, _ = expand(FILES.__getitem__, "main.yml", {}, {})

    assert top.get("stages") == [
        {"stage": "Quiet"},
        {"stage": "x_a", "a": "b"},
        {"stage": "x_b", "a": "b"},
        *("a", "b"),
    ]


@pytest.mark.parametrize(
    ("text_of_file", "kind"),
    [
        ("stages:\n- ${{ each a of b }}: []\n", Invalid),
        ("stages:\n- ${{ if true }}: {a: b}\n", Invalid),
        ("stages:\n- a: ${{ 'x'\n", Invalid),
        ("stages:\n- template: none.yml\n", Invalid),
        ("stages:\n- template: a.yml@b\n", Unsupported),
        ("extends: a\n", Unsupported),
        ("parameters: [{name: a, type: number, default: x}]\nstages: []\n", Invalid),
        ("parameters: [{name: a, type: boolean, default: yes}]\nstages: []\n", Invalid),
        ("parameters: [{name: a, type: stepList, default: yes}]\nstages: []\n", Invalid),
        ("parameters: [{name: a, default: [b]}]\nstages: []\n", Invalid),
    ],
)
def test_a_template_that_is_none_is_refused(text_of_file: str, kind: type[Exception]) -> None:
    files = {"main.yml": text_of_file, "none.yml": "parameters: []\n"}
    with pytest.raises(kind):
        expand(files.__getitem__, "main.yml", {}, {})
