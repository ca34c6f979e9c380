"""Names that an index takes for one and the same, or gives to nobody."""

from packaging.utils import canonicalize_name

from paa.core.source.standard_library import is_standard_module
from paa.model.names import NormalizedName

__all__ = ["is_prohibited", "looks_like", "without_separators"]

# Letters and digits that are hard to tell apart; the public indexes compare names with these folded.
_FOLDED = str.maketrans({"l": "1", "i": "1", "o": "0", "-": None})


def looks_like(name: NormalizedName) -> str:
    """Fold everything by which names can be mistaken for each other: two with one folded form cannot both exist."""
    return name.translate(_FOLDED)


def without_separators(name: NormalizedName) -> NormalizedName | None:
    """Give the name that is the likeliest to be mistaken for another; None where there is none."""
    bare = name.replace("-", "")
    return canonicalize_name(bare) if bare != name else None


def is_prohibited(name: NormalizedName) -> bool:
    """Tell whether the public indexes give a name to nobody: it is one of the standard library."""
    return is_standard_module(name.replace("-", "_"))
