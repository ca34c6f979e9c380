"""Which gates a command has, and what their findings lead to: the one table of defaults and of configuration keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from paa.model.choices import ApiPolicy, GateAction, GatedCommand
from paa.model.settings import Settings

__all__ = ["FLAGS", "POLICIES", "Policy", "Switches", "decide_actions", "decide_depth", "switches_of"]

OFF, WARN, FAIL = GateAction.OFF, GateAction.WARN, GateAction.FAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """What a command line says of gates; it comes before every file.

    Attributes:
        on: Gates that run, whatever the configuration says of them.
        off: Gates that do not.
        only: The only gates that run; empty for all that are configured.
        full: Whether a resolver tries the requirements; None leaves it to the configuration.
    """

    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()
    full: bool | None = None


FLAGS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "check_vulnerabilities": ("vulnerabilities", True),
        "check_licenses": ("licences", True),
        "ignore_vulnerabilities_check": ("vulnerabilities", False),
        "ignore_licenses_check": ("licences", False),
        "skip_deps_compat_check": ("compatibility", False),
    }
)
"""Flag of the predecessor's commands → the gate that it asks for, or leaves out."""

_DEPTHS = MappingProxyType({"check_full_deps_compat": True, "skip_full_deps_compat_check": False})


def switches_of(**flags: bool) -> Switches:
    """Collect what flags of the predecessor say, by the names of `FLAGS`; a gate that is left out stays out."""
    given = [name for name, is_given in flags.items() if is_given]
    gates = [FLAGS[name] for name in given if name in FLAGS]
    depths = [_DEPTHS[name] for name in given if name in _DEPTHS]
    return Switches(
        # A resolver is asked by the gate that compares what is declared.
        on=frozenset(gate for gate, on in gates if on) | ({"compatibility"} if True in depths else frozenset()),
        off=frozenset(gate for gate, on in gates if not on),
        full=depths[0] if depths else None,
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done with the findings of one gate where `gates` in the configuration does not name it.

    Attributes:
        make_package: By `make-package`.
        release: By `release` and `check`.
        test_install: By `test-install`, which is only as slow as its installation.
    """

    make_package: Callable[[Settings], GateAction]
    release: Callable[[Settings], GateAction]
    test_install: Callable[[Settings], GateAction] = lambda _: OFF

    def default(self, settings: Settings, command: GatedCommand | None) -> GateAction:
        """Decide for a command; None is `test-install`."""
        if command is None:
            return self.test_install(settings)
        return self.make_package(settings) if command is GatedCommand.MAKE_PACKAGE else self.release(settings)


def _always(action: GateAction) -> Callable[[Settings], GateAction]:
    return lambda _: action


def _where(asks: Callable[[Settings], bool]) -> Callable[[Settings], GateAction]:
    """Let keys of the predecessor decide, which are true or false."""
    return lambda settings: FAIL if asks(settings) else OFF


def _api(settings: Settings) -> GateAction:
    """Take `bump` for `fail`: such a plan has nothing left to be found, unless something went wrong."""
    return {ApiPolicy.OFF: OFF, ApiPolicy.WARN: WARN}.get(settings.api_policy, FAIL)


def _lint(settings: Settings) -> GateAction:
    return WARN if settings.pylint_threshold is None else FAIL


_VULNERABILITIES = _where(lambda settings: settings.check_vulnerabilities)
_LICENSES = _where(lambda settings: settings.check_dependencies_licenses)
_COMPATIBILITY = _where(
    lambda settings: (
        settings.make_package_check_dependencies_compatibility
        or settings.make_package_check_full_dependencies_compatibility
    )
)
_COMPATIBILITY_HERE = _where(
    lambda settings: (
        settings.test_install_check_dependencies_compatibility
        or settings.test_install_check_full_dependencies_compatibility
    )
)

POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "metadata": Policy(_always(FAIL), _always(FAIL)),
        "contents": Policy(_always(FAIL), _always(FAIL)),
        "good-release": Policy(_always(OFF), _always(WARN)),
        "compatibility": Policy(_COMPATIBILITY, _COMPATIBILITY, _COMPATIBILITY_HERE),
        "vulnerabilities": Policy(_VULNERABILITIES, _VULNERABILITIES),
        "licences": Policy(_LICENSES, _LICENSES),
        "api": Policy(_always(OFF), _api),
        "lint": Policy(_always(OFF), _lint),
        "smoke": Policy(_always(OFF), _always(FAIL)),
        "tests": Policy(_always(OFF), _always(FAIL)),
    }
)
"""Every gate that there is, in the order in which findings are told."""


def decide_actions(
    settings: Settings, command: GatedCommand | None, switches: Switches | None = None
) -> Mapping[str, GateAction]:
    """Decide what each gate's findings lead to.

    Args:
        settings: The configuration.
        command: Whose gates; None for `test-install`, which only compares the declared requirements by itself.
        switches: What the command line says.

    Returns:
        Gate → action, without those that are off.
    """
    switches = switches or Switches()
    configured = settings.gates.get(command, {}) if command else {}
    actions: dict[str, GateAction] = {}
    for name, policy in POLICIES.items():
        action = configured.get(name) or policy.default(settings, command)
        if switches.only:
            action = (FAIL if action is OFF else action) if name in switches.only else OFF
        if name in switches.on and action is OFF:
            action = FAIL
        if name not in switches.off and action is not OFF:
            actions[name] = action
    return MappingProxyType(actions)


def decide_depth(settings: Settings, command: GatedCommand | None, switches: Switches | None = None) -> bool:
    """Decide whether a resolver tries the requirements, besides comparing what is declared."""
    if switches and switches.full is not None:
        return switches.full
    if command is None:
        return settings.test_install_check_full_dependencies_compatibility
    return settings.make_package_check_full_dependencies_compatibility
