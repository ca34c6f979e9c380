"""YAML and expressions are read as GitHub reads them."""

import math
from typing import Any

import pytest

from tests.support.pipelines import Invalid, Unsupported
from tests.support.pipelines.documents import load
from tests.support.pipelines.github.coercion import number
from tests.support.pipelines.github.expressions import Scope, condition, evaluate, interpolate
from tests.support.pipelines.vault import Vault

SCOPE = Scope(
    {
        "github": {"ref": "refs/heads/main", "event": {"Commits": [{"message": "It's"}, {"message": "two"}]}},
        "needs": {"plan": {"result": "success", "outputs": {"count": "2", "matrix": '[{"a":1}]'}}},
        "inputs": {},
    },
    {"always": True, "failure": False, "success": True, "cancelled": False},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: push", {"on": "push"}),
        ("a: 3.10", {"a": 3.1}),
        ("a: yes", {"a": "yes"}),
        ("a: True", {"a": True}),
        ("a: 2024-02-29", {"a": "2024-02-29"}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: 010", {"a": "010"}),
        ("a: -3", {"a": -3}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
    ],
)
def test_yaml_has_the_kinds_of_its_version_1_2(text: str, value: Any) -> None:
    assert load(text, "file", typed=True).entries == value


def test_yaml_of_words_knows_only_words() -> None:
    assert load("a: 1\nb: true\nc: ~", "file", typed=False).entries == {"a": "1", "b": "true", "c": "~"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [("a: 1\na: 2", Invalid), ("- a", Invalid), ("1: a", Invalid), ("a: &b 1\nc: *b", Unsupported)],
)
def test_yaml_that_readers_take_differently_is_refused(text: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        load(text, "file", typed=True)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'It''s'", "It's"),
        ("0x1F", 31),
        ("-1.5e1", -15),
        ("null", None),
        ("'a' == 'A'", True),
        ("'1' == 1", True),
        ("'' == 0", True),
        ("null == 0", True),
        ("true == 'true'", False),
        ("true == '1'", True),
        ("'x' == 0", False),
        ("'x' != 0", True),
        ("1 < 2 == true", True),
        ("'b' > 'A'", True),
        ("'x' < 1", False),
        ("'' || 'other'", "other"),
        ("'one' && 'two'", "two"),
        ("0 && 'two'", 0),
        ("false || true && false", False),
        ("!(false || true)", False),
        ("!''", True),
        ("!'false'", False),
        ("github.ref == 'refs/heads/main'", True),
        ("github['REF']", "refs/heads/main"),
        ("github.event.commits[0].message", "It's"),
        ("github.event.commits[7].message", None),
        ("github.event.nothing.at.all", None),
        ("needs.plan.outputs.count != '0'", True),
        ("fromJSON(needs.plan.outputs.matrix)[0].a", 1),
        ("inputs.dry_run", None),
        ("contains('Hello', 'hell')", True),
        ("contains(fromJSON('[\"a\", 1]'), 'A')", True),
        ("contains(fromJSON('[\"ab\"]'), 'a')", False),
        ("startsWith(github.ref, 'REFS/heads')", True),
        ("endsWith('abc', 'b')", False),
        ("format('{0}-{1}-{{0}}', 'a', true)", "a-true-{0}"),
        ("join(fromJSON('[1, \"b\"]'), '+')", "1+b"),
        ("toJSON(fromJSON('{\"a\": [1, null]}'))", '{\n  "a": [\n    1,\n    null\n  ]\n}'),
    ],
)
def test_expressions_have_the_values_that_github_gives_them(source: str, value: Any) -> None:
    assert evaluate(source, SCOPE) == value
    assert type(evaluate(source, SCOPE)) in {type(value), float}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("${{ needs.plan.outputs.count }}", "2"),
        ("${{ 1 }}", 1),
        ("${{ 1 }}!", "1!"),
        ("a ${{ '}}' }} b", "a }} b"),
        ("${{ true }}${{ null }}", "true"),
        ("${{ 0.1 }} ${{ 3.0 }} ", "0.1 3 "),
        ("$(touch a)", "$(touch a)"),
        (["as it is"], ["as it is"]),
    ],
)
def test_a_template_keeps_what_is_around_its_expressions(template: Any, value: Any) -> None:
    assert interpolate(template, SCOPE) == value


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("'open", Invalid),
        ("a b", Invalid),
        ("1 2", Invalid),
        ("(1", Invalid),
        ("github.", Invalid),
        ("1.2.3", Invalid),
        ("format('{1}', 1)", Invalid),
        ("format()", Invalid),
        ("fromJSON('no')", Invalid),
        ("&&", Unsupported),
        ("vars.a", Unsupported),
        ("hashFiles('a')", Unsupported),
        ("github.event.*.message", Unsupported),
        ("github == github", Unsupported),
        ("success(1)", Unsupported),
    ],
)
def test_an_expression_that_is_none_is_refused(source: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        evaluate(source, SCOPE)


@pytest.mark.parametrize("template", ["${{ 1", "${{ 'a }}", "a ${{ github }}"])
def test_a_template_that_is_none_is_refused(template: str) -> None:
    with pytest.raises(Invalid):
        interpolate(template, SCOPE)


@pytest.mark.parametrize(
    ("source", "success", "holds"),
    [
        (None, True, True),
        (None, False, False),
        (True, False, False),
        ("true", False, False),
        ("${{ true }}", True, True),
        ("always()", False, True),
        ("Always()", False, True),
        ("!cancelled() && github.ref", False, True),
        ("failure()", True, False),
        ("'false'", True, True),
        ("''", True, False),
    ],
)
def test_a_condition_without_a_status_function_asks_for_success(source: Any, success: bool, holds: bool) -> None:
    assert condition(source, Scope(SCOPE.contexts, {**SCOPE.status, "success": success})) is holds


def test_a_condition_with_text_around_its_expression_is_refused() -> None:
    with pytest.raises(Invalid, match="always true"):
        condition("${{ false }} && true", SCOPE)


def test_what_is_no_number_equals_nothing() -> None:
    assert math.isnan(number("a"))
    assert math.isnan(number([]))


def test_a_vault_hides_the_longer_secret_first_and_every_line() -> None:
    vault = Vault(["secret", "secret-two", "first-line\nsecond-line", "__token__", "ci"])
    vault.mask("masked")

    vault.inspect("nothing, but masked, by ci, who is __token__", "a log")
    assert vault.hidden("a secret-two, a secret, second-line, masked, ci") == "a ***, a ***, ***, ***, ci"
    assert vault.found == []
    vault.inspect("it is secret", "a log")
    assert vault.found == ["a secret in a log: it is ***"]
