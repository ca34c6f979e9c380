"""What trove classifiers and the full names of licences mean in identifiers of the SPDX list; nothing else is known."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["CLASSIFIERS", "FULL_NAMES", "STATUSES", "either"]

STATUSES = frozenset({"OSI Approved", "DFSG approved"})
"""Classifiers below `License ::` that tell who approved of a licence, and not which one it is."""

_BSD = (
    *("0BSD", "BSD-1-Clause", "BSD-2-Clause", "BSD-2-Clause-Patent", "BSD-2-Clause-Views", "BSD-3-Clause"),
    *("BSD-3-Clause-Attribution", "BSD-3-Clause-Clear", "BSD-3-Clause-LBNL", "BSD-3-Clause-Modification"),
    *("BSD-4-Clause", "BSD-4-Clause-UC", "BSD-Protection", "BSD-Source-Code"),
)


def either(*families: str) -> tuple[str, ...]:
    """Give what an identifier of a GNU licence may mean that says nothing of later versions."""
    return tuple(f"{family}-{later}" for family in families for later in ("only", "or-later"))


# Without `License ::` and without `OSI Approved ::`. Several identifiers: the classifier does not say which one it is.
CLASSIFIERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Academic Free License (AFL)": ("AFL-1.1", "AFL-1.2", "AFL-2.0", "AFL-2.1", "AFL-3.0"),
        "Aladdin Free Public License (AFPL)": ("Aladdin",),
        "Apache Software License": ("Apache-1.0", "Apache-1.1", "Apache-2.0"),
        "Apple Public Source License": ("APSL-1.0", "APSL-1.1", "APSL-1.2", "APSL-2.0"),
        "Artistic License": ("Artistic-1.0", "Artistic-1.0-Perl", "Artistic-1.0-cl8", "Artistic-2.0"),
        "Attribution Assurance License": ("AAL",),
        "BSD License": _BSD,
        "Blue Oak Model License (BlueOak-1.0.0)": ("BlueOak-1.0.0",),
        "Boost Software License 1.0 (BSL-1.0)": ("BSL-1.0",),
        "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication": ("CC0-1.0",),
        "CEA CNRS Inria Logiciel Libre License, version 2.1 (CeCILL-2.1)": ("CECILL-2.1",),
        "CMU License (MIT-CMU)": ("MIT-CMU",),
        "CeCILL-B Free Software License Agreement (CECILL-B)": ("CECILL-B",),
        "CeCILL-C Free Software License Agreement (CECILL-C)": ("CECILL-C",),
        "Common Development and Distribution License 1.0 (CDDL-1.0)": ("CDDL-1.0",),
        "Common Public License": ("CPL-1.0",),
        "Eclipse Public License 1.0 (EPL-1.0)": ("EPL-1.0",),
        "Eclipse Public License 2.0 (EPL-2.0)": ("EPL-2.0",),
        "Educational Community License, Version 2.0 (ECL-2.0)": ("ECL-2.0",),
        "Eiffel Forum License": ("EFL-1.0", "EFL-2.0"),
        "Eiffel Forum License (EFL)": ("EFL-1.0", "EFL-2.0"),
        "European Union Public Licence 1.0 (EUPL 1.0)": ("EUPL-1.0",),
        "European Union Public Licence 1.1 (EUPL 1.1)": ("EUPL-1.1",),
        "European Union Public Licence 1.2 (EUPL 1.2)": ("EUPL-1.2",),
        "GNU Affero General Public License v3": either("AGPL-3.0"),
        "GNU Affero General Public License v3 or later (AGPLv3+)": ("AGPL-3.0-or-later",),
        "GNU Free Documentation License (FDL)": either("GFDL-1.1", "GFDL-1.2", "GFDL-1.3"),
        "GNU General Public License (GPL)": either("GPL-1.0", "GPL-2.0", "GPL-3.0"),
        "GNU General Public License v2 (GPLv2)": either("GPL-2.0"),
        "GNU General Public License v2 or later (GPLv2+)": ("GPL-2.0-or-later",),
        "GNU General Public License v3 (GPLv3)": either("GPL-3.0"),
        "GNU General Public License v3 or later (GPLv3+)": ("GPL-3.0-or-later",),
        "GNU Lesser General Public License v2 (LGPLv2)": either("LGPL-2.0", "LGPL-2.1"),
        "GNU Lesser General Public License v2 or later (LGPLv2+)": ("LGPL-2.0-or-later", "LGPL-2.1-or-later"),
        "GNU Lesser General Public License v3 (LGPLv3)": either("LGPL-3.0"),
        "GNU Lesser General Public License v3 or later (LGPLv3+)": ("LGPL-3.0-or-later",),
        "GNU Library or Lesser General Public License (LGPL)": either("LGPL-2.0", "LGPL-2.1", "LGPL-3.0"),
        "Historical Permission Notice and Disclaimer (HPND)": ("HPND",),
        "IBM Public License": ("IPL-1.0",),
        "ISC License (ISCL)": ("ISC",),
        "MIT License": ("MIT",),
        "MIT No Attribution License (MIT-0)": ("MIT-0",),
        "MirOS License (MirOS)": ("MirOS",),
        "Motosoto License": ("Motosoto",),
        "Mozilla Public License 1.0 (MPL)": ("MPL-1.0",),
        "Mozilla Public License 1.1 (MPL 1.1)": ("MPL-1.1",),
        "Mozilla Public License 2.0 (MPL 2.0)": ("MPL-2.0",),
        "Mulan Permissive Software License v2 (MulanPSL-2.0)": ("MulanPSL-2.0",),
        "NASA Open Source Agreement v1.3 (NASA-1.3)": ("NASA-1.3",),
        "Nethack General Public License": ("NGPL",),
        "Netscape Public License (NPL)": ("NPL-1.0", "NPL-1.1"),
        "Nokia Open Source License": ("Nokia",),
        "Nokia Open Source License (NOKOS)": ("Nokia",),
        "Open Group Test Suite License": ("OGTSL",),
        "Open Software License 3.0 (OSL-3.0)": ("OSL-3.0",),
        "PostgreSQL License": ("PostgreSQL",),
        "Python License (CNRI Python License)": ("CNRI-Python",),
        "Python Software Foundation License": ("PSF-2.0", "Python-2.0"),
        "Qt Public License (QPL)": ("QPL-1.0",),
        "Ricoh Source Code Public License": ("RSCPL",),
        "SIL Open Font License 1.1 (OFL-1.1)": ("OFL-1.1",),
        "Sleepycat License": ("Sleepycat",),
        "Sun Public License": ("SPL-1.0",),
        "The Unlicense (Unlicense)": ("Unlicense",),
        "Universal Permissive License (UPL)": ("UPL-1.0",),
        "University of Illinois/NCSA Open Source License": ("NCSA",),
        "Vovida Software License 1.0": ("VSL-1.0",),
        "W3C License": ("W3C", "W3C-19980720", "W3C-20150513"),
        "Zero-Clause BSD (0BSD)": ("0BSD",),
        "Zope Public License": ("ZPL-1.1", "ZPL-2.0", "ZPL-2.1"),
        "zlib/libpng License": ("Libpng", "Zlib", "zlib-acknowledgement"),
    }
)

# The full names of the SPDX list, in lower case: the older field often has one. Equal or nothing.
FULL_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "apache license 2.0": "Apache-2.0",
        'bsd 2-clause "simplified" license': "BSD-2-Clause",
        'bsd 3-clause "new" or "revised" license': "BSD-3-Clause",
        "bsd zero clause license": "0BSD",
        "boost software license 1.0": "BSL-1.0",
        "business source license 1.1": "BUSL-1.1",
        "creative commons zero v1.0 universal": "CC0-1.0",
        "eclipse public license 2.0": "EPL-2.0",
        "elastic license 2.0": "Elastic-2.0",
        "european union public license 1.2": "EUPL-1.2",
        "gnu affero general public license v3.0 only": "AGPL-3.0-only",
        "gnu affero general public license v3.0 or later": "AGPL-3.0-or-later",
        "gnu general public license v2.0 only": "GPL-2.0-only",
        "gnu general public license v2.0 or later": "GPL-2.0-or-later",
        "gnu general public license v3.0 only": "GPL-3.0-only",
        "gnu general public license v3.0 or later": "GPL-3.0-or-later",
        "gnu lesser general public license v2.1 only": "LGPL-2.1-only",
        "gnu lesser general public license v2.1 or later": "LGPL-2.1-or-later",
        "gnu lesser general public license v3.0 only": "LGPL-3.0-only",
        "gnu lesser general public license v3.0 or later": "LGPL-3.0-or-later",
        "isc license": "ISC",
        "mit license": "MIT",
        "mit no attribution": "MIT-0",
        "mozilla public license 2.0": "MPL-2.0",
        "python software foundation license 2.0": "PSF-2.0",
        "server side public license, v 1": "SSPL-1.0",
        "the unlicense": "Unlicense",
        "zlib license": "Zlib",
    }
)
