"""Which gates a command has: its defaults, the predecessor's keys, `gates`, and flags, in this order."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from paa.core.release.gate_policy import POLICIES, Switches, decide_actions, decide_depth, switches_of
from paa.model.choices import ApiPolicy, GateAction, GatedCommand
from paa.model.settings import Settings

MAKE, RELEASE = GatedCommand.MAKE_PACKAGE, GatedCommand.RELEASE
ALL = Settings()
QUIET = replace(
    ALL,
    check_vulnerabilities=False,
    make_package_check_dependencies_compatibility=False,
    make_package_check_full_dependencies_compatibility=False,
    api_policy=ApiPolicy.OFF,
)


def described(settings: Settings, command: GatedCommand | None, switches: Switches | None = None) -> str:
    actions = decide_actions(settings, command, switches)
    return " ".join(f"{name}:{action}" for name, action in actions.items())


@pytest.mark.parametrize(
    ("settings", "command", "expected"),
    [
        pytest.param(
            ALL,
            MAKE,
            "metadata:fail contents:fail compatibility:fail vulnerabilities:fail",
            id="make-package",
        ),
        pytest.param(
            ALL,
            RELEASE,
            "metadata:fail contents:fail good-release:warn compatibility:fail vulnerabilities:fail api:warn lint:warn "
            "smoke:fail tests:fail",
            id="release",
        ),
        pytest.param(ALL, None, "compatibility:fail", id="test-install"),
        pytest.param(QUIET, MAKE, "metadata:fail contents:fail", id="keys"),
        pytest.param(
            replace(QUIET, make_package_check_full_dependencies_compatibility=True),
            MAKE,
            "metadata:fail contents:fail compatibility:fail",
            id="only the resolver",
        ),
        pytest.param(
            replace(QUIET, check_dependencies_licenses=True, check_vulnerabilities=True),
            MAKE,
            "metadata:fail contents:fail vulnerabilities:fail licences:fail",
            id="licences",
        ),
        pytest.param(
            replace(QUIET, pylint_threshold=8.0, api_policy=ApiPolicy.BUMP),
            RELEASE,
            "metadata:fail contents:fail good-release:warn api:fail lint:fail smoke:fail tests:fail",
            id="threshold",
        ),
        pytest.param(
            replace(ALL, test_install_check_dependencies_compatibility=False), None, "", id="test-install without"
        ),
    ],
)
def test_defaults_and_keys(settings: Settings, command: GatedCommand | None, expected: str) -> None:
    assert described(settings, command) == expected


def test_gates_come_before_the_keys_of_the_predecessor() -> None:
    gates = MappingProxyType(
        {
            MAKE: MappingProxyType(
                {"metadata": GateAction.WARN, "contents": GateAction.OFF, "vulnerabilities": GateAction.FAIL}
            )
        }
    )

    assert described(replace(QUIET, gates=gates), MAKE) == "metadata:warn vulnerabilities:fail"
    assert described(replace(QUIET, gates=gates), RELEASE) == described(QUIET, RELEASE)


@pytest.mark.parametrize(
    ("flags", "command", "expected"),
    [
        ({"ignore_vulnerabilities_check": True}, MAKE, "metadata contents compatibility"),
        ({"check_licenses": True}, MAKE, "metadata contents compatibility vulnerabilities licences"),
        (
            {"check_licenses": True, "ignore_licenses_check": True},
            MAKE,
            "metadata contents compatibility vulnerabilities",
        ),
        ({"skip_deps_compat_check": True}, MAKE, "metadata contents vulnerabilities"),
        ({"skip_deps_compat_check": True}, None, ""),
        ({"check_vulnerabilities": True}, None, "compatibility vulnerabilities"),
        ({"check_full_deps_compat": True}, None, "compatibility"),
    ],
)
def test_flags_come_before_every_file(flags: dict[str, bool], command: GatedCommand | None, expected: str) -> None:
    assert " ".join(decide_actions(ALL, command, switches_of(**flags))) == expected


def test_a_gate_that_is_named_alone_runs_also_where_it_is_off() -> None:
    assert described(QUIET, RELEASE, Switches(only=("vulnerabilities", "good-release"))) == (
        "good-release:warn vulnerabilities:fail"
    )
    assert described(QUIET, RELEASE, Switches(off=frozenset(POLICIES))) == ""


@pytest.mark.parametrize(
    ("settings", "command", "flags", "full"),
    [
        (ALL, MAKE, {}, True),
        (ALL, RELEASE, {}, True),
        (ALL, None, {}, False),
        (QUIET, MAKE, {}, False),
        (QUIET, MAKE, {"check_full_deps_compat": True}, True),
        (ALL, MAKE, {"skip_full_deps_compat_check": True}, False),
        (replace(ALL, test_install_check_full_dependencies_compatibility=True), None, {}, True),
    ],
)
def test_resolver(settings: Settings, command: GatedCommand | None, flags: dict[str, bool], *, full: bool) -> None:
    assert decide_depth(settings, command, switches_of(**flags)) is full
