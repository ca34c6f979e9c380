"""Whether environment markers can hold at the same time."""

import pytest
from packaging.markers import Marker
from packaging.specifiers import SpecifierSet

from paa.core.inference.markers import oldest_python, python_conditions, some_environment_fulfils


@pytest.mark.parametrize(
    ("markers", "possible"),
    [
        pytest.param([], True, id="none"),
        pytest.param(["python_version < '3.12'"], True, id="one"),
        pytest.param(["python_version < '3.12'", "python_version >= '3.12'"], False, id="python"),
        pytest.param(["python_version < '3.13'", "python_version >= '3.12'"], True, id="pythons that overlap"),
        pytest.param(["python_version == '3.11'", "python_version == '3.12'"], False, id="two pythons"),
        pytest.param(["python_full_version < '3.11.4'", "python_version == '3.11'"], True, id="before a patch"),
        pytest.param(["python_full_version > '3.11.4'", "python_version == '3.11'"], True, id="after a patch"),
        pytest.param(["python_full_version < '3.11.4'", "python_full_version >= '3.11.4'"], False, id="patch"),
        pytest.param(["python_full_version > '3.11'", "python_version < '3.12'"], True, id="patch of a minor"),
        pytest.param(["sys_platform == 'win32'", "sys_platform == 'linux'"], False, id="platforms"),
        pytest.param(["sys_platform == 'win32'", "sys_platform != 'win32'"], False, id="platform and not"),
        pytest.param(["sys_platform == 'win32'", "os_name == 'posix'"], False, id="a platform by another name"),
        pytest.param(["sys_platform == 'darwin'", "platform_system == 'Darwin'"], True, id="one by two names"),
        pytest.param(["sys_platform == 'win32' or os_name == 'nt'", "sys_platform == 'win32'"], True, id="or"),
        pytest.param(["sys_platform == 'plan9'"], True, id="unheard platform"),
        pytest.param(["sys_platform == 'plan9'", "sys_platform == 'win32'"], False, id="unheard platform and another"),
        pytest.param(["sys_platform == 'win32'", "python_version < '3.12'"], True, id="platform and python"),
        pytest.param(["platform_machine == 'riscv64'", "sys_platform == 'linux'"], True, id="machine"),
        pytest.param(["platform_machine == 'arm64'", "platform_machine == 'x86_64'"], False, id="machines"),
        pytest.param(["platform_machine != 'arm64'", "platform_machine != 'x86_64'"], True, id="other machine"),
        pytest.param(
            ["implementation_name == 'pypy'", "platform_python_implementation == 'CPython'"], False, id="implementation"
        ),
        pytest.param(["implementation_name == 'graalpy'"], True, id="unheard implementation"),
        pytest.param(["platform_release >= '5'", "platform_release < '5'"], False, id="release"),
        pytest.param(["platform_version ~= 'x'"], True, id="comparison without a meaning"),
    ],
)
def test_markers_that_some_environment_fulfils(markers: list[str], possible: bool) -> None:
    written = frozenset(str(Marker(text)) for text in markers)

    assert some_environment_fulfils(written) is possible


@pytest.mark.parametrize(
    ("requires", "oldest"),
    [
        (">=3.11", "3.11"),
        (">=3.11.4,<4", "3.11.4"),
        (">3.10", "3.10.1"),
        ("~=3.12", "3.12"),
        ("==3.13.*", "3.13"),
        ("<3.12", "3.7"),
        ("<3.5", "3.0"),
    ],
)
def test_oldest_python_of_a_range(requires: str, oldest: str) -> None:
    assert oldest_python(SpecifierSet(requires)) == oldest


def test_pythons_as_markers() -> None:
    conditions = python_conditions(SpecifierSet(">=3.11,!=3.12.*"))

    assert conditions == {'python_full_version >= "3.11"', 'python_full_version != "3.12.*"'}
    assert not some_environment_fulfils(conditions | {'python_version == "3.12"'})
    assert not some_environment_fulfils(conditions | {'python_version < "3.11"'})
    assert some_environment_fulfils(conditions | {'python_version > "3.12"'})
