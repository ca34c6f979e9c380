"""What the metadata of a distribution states."""

from typing import Any

import pytest

from paa.core.package.core_metadata import state_license, stated_requirements
from paa.model.installed import LicenseSource
from tests.unit.builders import stated


@pytest.mark.parametrize(
    ("fields", "license_", "source"),
    [
        pytest.param({"license_expression": "MIT"}, "MIT", LicenseSource.EXPRESSION, id="expression"),
        pytest.param({"license_expression": "mit or isc"}, "MIT OR ISC", LicenseSource.EXPRESSION, id="spelling"),
        pytest.param({"license_expression": "odd one"}, "odd one", LicenseSource.EXPRESSION, id="no SPDX expression"),
        pytest.param(
            {"license_expression": "MIT", "classifiers": ("License :: OSI Approved :: BSD License",)},
            "MIT",
            LicenseSource.EXPRESSION,
            id="expression before classifier",
        ),
        pytest.param(
            {"license_text": "MIT", "classifiers": ("Topic :: X", "License :: OSI Approved :: BSD License")},
            "BSD License",
            LicenseSource.CLASSIFIER,
            id="classifier before text",
        ),
        pytest.param(
            {"classifiers": ("License :: OSI Approved :: MIT License", "License :: Public Domain")},
            "MIT License, Public Domain",
            LicenseSource.CLASSIFIER,
            id="several classifiers",
        ),
        pytest.param(
            {"license_text": "apache-2.0", "classifiers": ("License :: OSI Approved",)},
            "Apache-2.0",
            LicenseSource.TEXT,
            id="classifier that names none",
        ),
        pytest.param({"license_text": "The Apache one"}, "The Apache one", LicenseSource.TEXT, id="nothing is guessed"),
        pytest.param(
            {"license_text": "\n  A licence\n\nPermission is"},
            "A licence ...",
            LicenseSource.TEXT,
            id="whole text",
        ),
        pytest.param({"license_text": "x" * 70}, f"{'x' * 60} ...", LicenseSource.TEXT, id="long line"),
        pytest.param({"license_text": "UNKNOWN"}, None, None, id="unknown"),
        pytest.param({"license_text": " \n "}, None, None, id="blank"),
        pytest.param({}, None, None, id="nothing"),
    ],
)
def test_license(fields: dict[str, Any], license_: str | None, source: LicenseSource | None) -> None:
    assert state_license(stated(**fields)) == (license_, source)


@pytest.mark.parametrize(
    ("line", "requirement", "extra"),
    [
        pytest.param("a>=1", "a>=1", None, id="own"),
        pytest.param("a; os_name == 'nt'", 'a; os_name == "nt"', None, id="own, with a marker"),
        pytest.param("a; extra == 'web'", "a", "web", id="extra"),
        pytest.param("a; 'web' == extra", "a", "web", id="turned"),
        pytest.param("a[b]>=1; os_name == 'nt' and extra == 'web'", 'a[b]>=1; os_name == "nt"', "web", id="both"),
        pytest.param(
            "a; (os_name == 'nt' or os_name == 'posix') and extra == 'web'",
            'a; os_name == "nt" or os_name == "posix"',
            "web",
            id="alternatives in brackets",
        ),
        pytest.param(
            "a; os_name == 'nt' and os_name == 'x' and extra == 'web'",
            'a; os_name == "nt" and os_name == "x"',
            "web",
            id="several",
        ),
        pytest.param(
            "a; os_name == 'nt' or os_name == 'x' and extra == 'web'",
            'a; os_name == "nt" or os_name == "x" and extra == "web"',
            None,
            id="alternative to the extra",
        ),
        pytest.param(
            "a; extra == 'x' and extra == 'web'", 'a; extra == "x" and extra == "web"', None, id="two extras at once"
        ),
        pytest.param(
            "a; extra == 'x' or extra == 'web'", 'a; extra == "x" or extra == "web"', None, id="one of two extras"
        ),
    ],
)
def test_requirement_is_told_from_its_extra(line: str, requirement: str, extra: str | None) -> None:
    ((found, belongs),) = stated_requirements(stated(requirements=(line,)))

    assert (str(found), belongs) == (requirement, extra)


def test_lines_older_than_the_standard_are_left_out() -> None:
    found = stated_requirements(stated(requirements=("a (>1, b", "c")))

    assert [str(requirement) for requirement, _ in found] == ["c"]
