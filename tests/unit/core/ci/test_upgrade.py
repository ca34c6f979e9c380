"""What another engine would do differently."""

from dataclasses import replace

import pytest
from packaging.version import Version

from paa.core.ci.upgrade import plan_differences, with_engine
from tests.unit.core.ci.test_matrix import plan_of

PLAN = plan_of(3)


@pytest.mark.parametrize(
    ("config", "text"),
    [
        pytest.param("", "\n# What the pipelines install.\nengine: paa==2\n", id="empty"),
        pytest.param("a: b", "a: b\n\n# What the pipelines install.\nengine: paa==2\n", id="no line break"),
        pytest.param("a: b\r\n", "a: b\r\n\r\n# What the pipelines install.\r\nengine: paa==2\r\n", id="windows"),
        pytest.param("engine: paa==1  # ours\nb: c\n", "engine: paa==2\nb: c\n", id="replaced"),
        pytest.param("engine : 'paa==1'\r\nb: c\r\n", "engine: paa==2\r\nb: c\r\n", id="replaced on windows"),
    ],
)
def test_only_the_line_of_the_engine_changes(config: str, text: str) -> None:
    assert with_engine(config, "paa==2") == text
    assert with_engine(text, "paa==2") == text


def test_equal_plans_have_no_differences() -> None:
    assert list(plan_differences(PLAN, PLAN)) == []
    other = replace(PLAN, releases=tuple(replace(each, digest="another") for each in PLAN.releases))
    assert list(plan_differences(PLAN, other)) == []


def test_every_difference_is_said() -> None:
    first, second, third = PLAN.releases
    newer = replace(
        PLAN,
        releases=(
            replace(third, notes=("more",)),
            replace(first, version=Version("2.0"), rule="a break", siblings=(third.import_name,)),
        ),
    )
    assert list(plan_differences(PLAN, newer)) == [
        "tool-0: 1.0 becomes 2.0 (a break)",
        "tool-0: waits for tool_2, and not for nobody",
        "tool-1 1.0: only the old one releases it (the first release)",
        "tool-2: other notes: more",
        "the order is another one",
    ]
    assert list(plan_differences(newer, PLAN))[2] == ("tool-1 1.0: only the new one releases it (the first release)")
    assert second.name == "tool-1"
