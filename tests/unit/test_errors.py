"""The family of errors."""

import pytest

from paa.errors import (
    BuildError,
    ConfigError,
    GateError,
    IndexFailure,
    PaaError,
    PartlyReleased,
    Problems,
    SourceError,
    UsageError,
    raise_together,
)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PaaError, 1),
        (UsageError, 2),
        (ConfigError, 2),
        (SourceError, 3),
        (GateError, 4),
        (BuildError, 5),
        (IndexFailure, 6),
        (PartlyReleased, 7),
    ],
)
def test_class_is_the_exit_code(kind: type[PaaError], code: int) -> None:
    error = kind("it broke")

    assert error.exit_code == code
    assert isinstance(error, PaaError)


def test_error_keeps_what_where_and_what_to_do() -> None:
    error = SourceError("it broke", where="module_dir/a.py:3", hint="mend it")

    assert (error.message, error.where, error.hint) == ("it broke", "module_dir/a.py:3", "mend it")
    assert str(error) == "it broke"
    assert error.problems == (error,)


def test_where_and_hint_may_be_unknown() -> None:
    error = PaaError("it broke")

    assert error.where is None
    assert error.hint is None


def test_problems_take_the_exit_code_of_the_first() -> None:
    first, second = GateError("refused"), SourceError("wrong")

    problems = Problems([first, second])

    assert problems.exit_code == GateError.exit_code
    assert problems.problems == (first, second)
    assert str(problems) == "2 problems"


def test_problems_of_problems_are_one_flat_list_in_order() -> None:
    errors = [SourceError(str(number)) for number in range(4)]

    problems = Problems([Problems(errors[:2]), errors[2], Problems(errors[3:])])

    assert problems.problems == tuple(errors)


def test_raise_together_returns_when_nothing_was_collected() -> None:
    raise_together([])


def test_raise_together_raises_a_single_error_itself() -> None:
    error = BuildError("it broke", hint="mend it")

    with pytest.raises(BuildError) as caught:
        raise_together([error])

    assert caught.value is error


def test_raise_together_raises_several_errors_as_one() -> None:
    errors = [SourceError("one"), GateError("two")]

    with pytest.raises(Problems) as caught:
        raise_together(errors)

    assert caught.value.problems == tuple(errors)
    assert caught.value.exit_code == SourceError.exit_code
