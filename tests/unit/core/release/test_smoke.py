"""What is said of wheels that do not work, and of Pythons that are not there."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from paa.core.release.smoke import describe_stumble, missing_minors
from paa.model.names import ImportName, NormalizedName
from paa.model.smoke import Smoked, Stumble, Trial


def described(stumble: Stumble) -> tuple[str, str]:
    smoked = Smoked(
        import_name=ImportName("my_tool"),
        name=NormalizedName("my-tool"),
        version=Version("1.2.3"),
        python="3.12.1",
        commands=(),
        stumble=stumble,
    )
    return describe_stumble(smoked, stumble)


def test_what_a_program_said_stands_below_the_sentence() -> None:
    message, hint = described(Stumble(trial=Trial.RUN, text="does not start", said="first\nsecond"))

    assert message == "my-tool 1.2.3 does not start (Python 3.12.1)\n    first\n    second"
    assert hint == "install the wheel into a fresh environment, and run the command there"


@pytest.mark.parametrize(
    ("missing", "text", "hint"),
    [
        pytest.param("yaml", "none of its requirements brings it: a wrong inference", "name the project", id="other"),
        pytest.param("my_tool.components.x", "it should be in the wheel", "is the file a component", id="own"),
        pytest.param(
            "my_tools", "none of its requirements brings it: a wrong inference", "name the project", id="near"
        ),
    ],
)
def test_a_missing_module(missing: str, text: str, hint: str) -> None:
    message, way_out = described(Stumble(trial=Trial.IMPORT, text="cannot be imported", missing=missing))

    assert message == f"my-tool 1.2.3 cannot be imported (Python 3.12.1); {text}"
    assert way_out.startswith(hint)


@pytest.mark.parametrize(
    ("wanted", "there", "missing"),
    [
        pytest.param(">=3.10", ["3.11.2", "3.13.0"], ["3.10", "3.12"], id="gaps"),
        pytest.param(">=3.11", ["3.9.1", "3.11.2"], [], id="all"),
        pytest.param(">=3.11.5", ["3.11.2", "3.12.0"], ["3.11"], id="too old a micro version"),
        pytest.param(">=3.99", ["3.12.0"], [], id="nothing that anybody has"),
        pytest.param("", ["3.9.1"], ["3.8"], id="any"),
        pytest.param(">=3.14", ["3.14.0rc1"], ["3.14"], id="a candidate is older than what is asked for"),
        pytest.param("!=3.10.*,>=3.9", ["3.9.0", "3.11.0"], [], id="left out"),
        pytest.param(">=3.9", [], [], id="none"),
    ],
)
def test_pythons_that_are_not_there(wanted: str, there: list[str], missing: list[str]) -> None:
    assert list(missing_minors(SpecifierSet(wanted), [Version(each) for each in there])) == missing
