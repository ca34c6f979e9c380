"""Which licences are allowed: a table of what real metadata says, and the right answer to each."""

import pytest

from paa.core.audit.license_policy import Verdict, claim_of, faults, read_allowed
from paa.core.audit.license_terms import CLASSIFIERS, FULL_NAMES, STATUSES
from paa.core.package.licenses import license_expression
from paa.errors import ConfigError, Problems
from paa.model.settings import Settings
from tests.unit.builders import described, stated

DEFAULT = read_allowed(Settings().allowed_licenses, where=".paa.config")
ALLOWED, REFUSED, UNCLEAR, UNKNOWN = Verdict.ALLOWED, Verdict.REFUSED, Verdict.UNCLEAR, Verdict.UNKNOWN
OSI = "License :: OSI Approved :: "

# Expression, classifiers, text → the verdict under the allow-list that is the default.
SPELLINGS = [
    # The field of PEP 639.
    ("MIT", (), "", ALLOWED),
    ("mit", (), "", ALLOWED),
    ("Apache-2.0", (), "", ALLOWED),
    ("MIT OR Apache-2.0", (), "", ALLOWED),
    ("GPL-3.0-only OR MIT", (), "", ALLOWED),
    ("MPL-2.0 AND MIT", (), "", ALLOWED),
    ("MIT AND GPL-3.0-only", (), "", REFUSED),
    ("MIT AND (GPL-3.0-only OR Apache-2.0)", (), "", ALLOWED),
    ("MIT OR GPL-3.0-only AND SSPL-1.0", (), "", ALLOWED),
    ("(MIT OR GPL-3.0-only) AND SSPL-1.0", (), "", REFUSED),
    ("GPL-2.0", (), "", REFUSED),
    ("GPL-2.0-only WITH Classpath-exception-2.0", (), "", REFUSED),
    ("Apache-2.0 WITH LLVM-exception", (), "", REFUSED),
    ("LGPL-3.0-only", (), "", ALLOWED),
    ("LGPL-3.0-or-later", (), "", ALLOWED),
    ("LGPL-3.0", (), "", ALLOWED),
    ("LGPL-3.0+", (), "", ALLOWED),
    ("LGPL-2.1-only", (), "", REFUSED),
    ("Apache-2.0+", (), "", REFUSED),
    ("SSPL-1.0", (), "", REFUSED),
    ("BUSL-1.1", (), "", REFUSED),
    ("Elastic-2.0", (), "", REFUSED),
    ("AGPL-3.0-or-later", (), "", REFUSED),
    ("BSD-3-Clause-Clear", (), "", REFUSED),
    ("BSD-4-Clause", (), "", REFUSED),
    ("MIT-0", (), "", REFUSED),
    ("LicenseRef-Proprietary", (), "", REFUSED),
    ("MIT License", (), "", UNCLEAR),
    ("Apache 2.0", (f"{OSI}MIT License",), "MIT", UNCLEAR),
    ("MIT AND", (), "", UNCLEAR),
    # Classifiers.
    ("", (f"{OSI}MIT License",), "", ALLOWED),
    ("", (f"{OSI}Mozilla Public License 2.0 (MPL 2.0)",), "", ALLOWED),
    ("", (f"{OSI}GNU Lesser General Public License v3 (LGPLv3)",), "", ALLOWED),
    ("", (f"{OSI}GNU Lesser General Public License v2 or later (LGPLv2+)",), "", REFUSED),
    ("", (f"{OSI}GNU Library or Lesser General Public License (LGPL)",), "", UNCLEAR),
    ("", (f"{OSI}GNU General Public License v2 (GPLv2)",), "", REFUSED),
    ("", (f"{OSI}GNU Affero General Public License v3",), "", REFUSED),
    ("", (f"{OSI}Apache Software License",), "", UNCLEAR),
    ("", (f"{OSI}BSD License",), "", UNCLEAR),
    ("", (f"{OSI}MIT License", f"{OSI}GNU General Public License v3 (GPLv3)"), "", REFUSED),
    ("", (f"{OSI}MIT License", f"{OSI}Mozilla Public License 2.0 (MPL 2.0)"), "", ALLOWED),
    ("", ("License :: Other/Proprietary License",), "", UNCLEAR),
    ("", ("License :: Public Domain",), "", UNCLEAR),
    ("", (f"{OSI}ISC License (ISCL)",), "", REFUSED),
    ("", ("License :: OSI Approved",), "", UNKNOWN),
    ("", ("License :: OSI Approved",), "MIT", ALLOWED),
    # A classifier that leaves something open, and the older field that says it.
    ("", (f"{OSI}Apache Software License",), "Apache-2.0", ALLOWED),
    ("", (f"{OSI}Apache Software License",), "Apache License 2.0", ALLOWED),
    ("", (f"{OSI}Apache Software License",), "Apache 2", UNCLEAR),
    ("", (f"{OSI}BSD License",), "BSD-3-Clause", ALLOWED),
    ("", (f"{OSI}BSD License",), "BSD-4-Clause", REFUSED),
    ("", (f"{OSI}Apache Software License", f"{OSI}BSD License"), "Apache-2.0 OR BSD-3-Clause", ALLOWED),
    ("", (f"{OSI}MIT License",), "GPL-3.0-only", UNCLEAR),
    # Both count where the older field leaves a classifier out, or says more than they do.
    ("", (f"{OSI}MIT License", f"{OSI}GNU General Public License v3 (GPLv3)"), "MIT", REFUSED),
    ("", (f"{OSI}MIT License", f"{OSI}Mozilla Public License 2.0 (MPL 2.0)"), "MIT", ALLOWED),
    ("", (f"{OSI}Apache Software License", f"{OSI}MIT License"), "Apache-2.0", ALLOWED),
    ("", (f"{OSI}MIT License",), "MIT AND GPL-3.0-only", REFUSED),
    ("", (f"{OSI}MIT License",), "GPL-3.0-only OR MIT", ALLOWED),
    ("", (f"{OSI}MIT License", "License :: Other/Proprietary License"), "MIT", UNCLEAR),
    ("", (f"{OSI}Apache Software License", "License :: Free for non-commercial use"), "Apache-2.0", UNCLEAR),
    # The older field alone.
    ("", (), "MIT", ALLOWED),
    ("", (), "MIT License", ALLOWED),
    ("", (), 'BSD 3-Clause "New" or "Revised" License', ALLOWED),
    ("", (), "Server Side Public License, v 1", REFUSED),
    ("", (), "The MIT License", UNCLEAR),
    ("", (), "MIT/X11", UNCLEAR),
    ("", (), "BSD", UNCLEAR),
    ("", (), "BSD-like", UNCLEAR),
    ("", (), "New BSD License", UNCLEAR),
    ("", (), "Apache Software License", UNCLEAR),
    ("", (), "Apache 2.0", UNCLEAR),
    ("", (), "GPL", UNCLEAR),
    ("", (), "GPLv2", UNCLEAR),
    ("", (), "GNU GPL v3", UNCLEAR),
    ("", (), "gpl-2.0", REFUSED),
    ("", (), "BUSL-1.1", REFUSED),
    ("", (), "Elastic License 2.0", REFUSED),
    ("", (), "MIT-like", UNCLEAR),
    ("", (), "MITT", UNCLEAR),
    ("", (), "Dual License", UNCLEAR),
    ("", (), "Proprietary", UNCLEAR),
    ("", (), "LICENSE.txt", UNCLEAR),
    ("", (), "MIT License\n\nPermission is hereby granted", UNCLEAR),
    ("", (), "UNKNOWN", UNKNOWN),
    ("", (), "  ", UNKNOWN),
    ("", (), "", UNKNOWN),
]


@pytest.mark.parametrize(("expression", "classifiers", "text", "verdict"), SPELLINGS)
def test_spelling(expression: str, classifiers: tuple[str, ...], text: str, verdict: Verdict) -> None:
    claim = claim_of(stated(license_expression=expression, classifiers=classifiers, license_text=text))

    assert DEFAULT.judge(claim) is verdict


def test_only_exact_spellings_are_allowed() -> None:
    """Each allowed row names, in some field, nothing but identifiers, classifiers and full names of the tables."""
    for expression, classifiers, text, verdict in SPELLINGS:
        if verdict is ALLOWED:
            wanted = text or expression
            exact = FULL_NAMES.get(wanted.lower(), wanted)
            known = [name.removeprefix(OSI) for name in classifiers if name != "License :: OSI Approved"]
            assert all(name in CLASSIFIERS for name in known)
            assert not exact or license_expression(exact, where="")


def test_every_classifier_is_known_or_named() -> None:
    """A classifier that is new on the index has to be looked at."""
    from trove_classifiers import classifiers

    names = {each.removeprefix("License :: ") for each in classifiers if each.startswith("License :: ")}
    plain = {name.removeprefix("OSI Approved :: ") for name in names}

    without = {
        *("Free For Educational Use", "Free For Home Use", "Free To Use But Restricted"),
        *("Free for non-commercial use", "Freely Distributable", "Freeware", "Other/Proprietary License"),
        *("GUST Font License 1.0", "GUST Font License 2006-09-30", "Public Domain", "Repoze Public License"),
    }
    assert plain == {*CLASSIFIERS, *STATUSES, *without}


@pytest.mark.parametrize("table", [CLASSIFIERS.values(), [tuple(FULL_NAMES.values())]])
def test_tables_hold_identifiers_in_their_spelling(table: list[tuple[str, ...]]) -> None:
    for identifiers in table:
        for identifier in identifiers:
            assert license_expression(identifier, where="") == identifier


@pytest.mark.parametrize(
    ("entries", "expression", "verdict"),
    [
        pytest.param(["-"], "", ALLOWED, id="nothing is stated, and that is allowed"),
        pytest.param(["-"], "GNU GPL v3", UNCLEAR, id="what is stated is not unknown"),
        pytest.param(["lgpl-3.0"], "LGPL-3.0-or-later", ALLOWED, id="a deprecated entry means both"),
        pytest.param(["LGPL-3.0-only"], "LGPL-3.0", REFUSED, id="half of what a deprecated identifier may mean"),
        pytest.param(["LGPL-3.0-only"], "LGPL-3.0-or-later", REFUSED, id="other identifiers are other licences"),
        pytest.param(["gpl-2.0+"], "GPL-2.0-or-later", ALLOWED, id="a deprecated plus"),
        pytest.param(["Apache-2.0 with llvm-exception"], "Apache-2.0 WITH LLVM-exception", ALLOWED, id="exception"),
        pytest.param(["Apache-2.0 with llvm-exception"], "Apache-2.0", REFUSED, id="only with the exception"),
        pytest.param(["LicenseRef-Acme"], "LicenseRef-Acme", ALLOWED, id="a licence of one's own"),
        pytest.param([], "MIT", REFUSED, id="nothing is allowed"),
    ],
)
def test_allow_list(entries: list[str], expression: str, verdict: Verdict) -> None:
    claim = claim_of(stated(license_text=expression))

    assert read_allowed(entries, where=".paa.config").judge(claim) is verdict


def test_mistakes_in_the_allow_list_are_told_at_once() -> None:
    with pytest.raises(Problems) as caught:
        read_allowed(["mit", "MITT", "mit or isc"], where=".paa.config")

    assert [(type(each), *row) for each, row in zip(caught.value.problems, described(caught.value), strict=True)] == [
        (
            ConfigError,
            "allowed_licenses: 'MITT' is no SPDX licence expression",
            ".paa.config",
            "did you mean 'MIT'?",
        ),
        (
            ConfigError,
            "allowed_licenses: 'mit or isc' is not one licence",
            ".paa.config",
            "name each licence by itself",
        ),
    ]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("MIT", ()),
        ("GPL-2.0-only OR SSPL-1.0", ("GPL-2.0-only", "SSPL-1.0")),
        ("MIT AND GPL-2.0-only AND GPL-2.0-only", ("GPL-2.0-only",)),
        ("((MIT) OR (SSPL-1.0)) AND (BUSL-1.1)", ("BUSL-1.1",)),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ("GPL-2.0-only WITH Classpath-exception-2.0",)),
    ],
)
def test_what_is_at_fault_is_named(expression: str, found: tuple[str, ...]) -> None:
    assert faults(expression, DEFAULT.identifiers) == found


def test_hostile_metadata_is_unclear() -> None:
    claim = claim_of(stated(license_text="(" * 100_000 + "MIT" + ")" * 100_000))

    assert DEFAULT.judge(claim) is UNCLEAR
    assert len(claim.stated) < 100
