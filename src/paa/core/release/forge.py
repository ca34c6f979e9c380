"""Where a git remote is: its owner and its name on a host, and the pages there on which people act."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

__all__ = ["Hosted", "github_repository", "read_address", "request_page"]

_GITHUB = "github.com"
_AZURE = "dev.azure.com"
_AZURE_SSH = "ssh.dev.azure.com"
_AZURE_OLD = ".visualstudio.com"
_SCP = re.compile(r"(?:[^@/\s]+@)?(?P<host>[^:/\s\\]{2,}):(?!//)(?P<path>\S+)")


@dataclass(frozen=True, slots=True)
class Hosted:
    """A repository on a host.

    Attributes:
        host: Without user, password and port.
        path: What stands behind the host, without `.git`; decoded.
    """

    host: str
    path: tuple[str, ...]


def read_address(address: str) -> Hosted | None:
    """Read where a remote is; None where its address is a folder. A user or a password in it is left behind."""
    text = address.strip()
    if "://" in text:
        try:
            parts = urlsplit(text)
        except ValueError:
            return None
        host, path = parts.hostname or "", parts.path
    elif match := _SCP.fullmatch(text):
        host, path = match["host"].lower(), match["path"]
    else:
        return None
    words = tuple(unquote(each) for each in path.removesuffix("/").removesuffix(".git").split("/") if each)
    return Hosted(host, words) if host and words else None


def github_repository(hosted: Hosted | None) -> tuple[str, str] | None:
    """Give the owner and the name of a repository on GitHub; None for one that is elsewhere."""
    if hosted is None or hosted.host not in {_GITHUB, f"www.{_GITHUB}", f"ssh.{_GITHUB}"}:
        return None
    return (hosted.path[0], hosted.path[1]) if len(hosted.path) == 2 else None  # noqa: PLR2004 - owner and name


def request_page(hosted: Hosted | None, *, branch: str, into: str) -> str | None:
    """Give the page on which a pull request is opened; None on a host that paa does not know.

    Args:
        hosted: Where both branches are.
        branch: What is to be merged.
        into: What it is to be merged into.
    """
    if github := github_repository(hosted):
        owner, name = map(quote, github)
        return f"https://{_GITHUB}/{owner}/{name}/compare/{quote(into)}...{quote(branch)}?expand=1"
    azure = _azure_repository(hosted)
    if azure is None:
        return None
    sides = f"sourceRef={quote(branch, safe='')}&targetRef={quote(into, safe='')}"
    return f"https://{azure}/pullrequestcreate?{sides}"


def _azure_repository(hosted: Hosted | None) -> str | None:
    """Give the address of a repository on Azure DevOps, which has three forms."""
    if hosted is None:
        return None
    words = [quote(each) for each in hosted.path]
    match (hosted.host, words):
        case (host, ["v3", organization, project, name]) if host == _AZURE_SSH:
            return f"{_AZURE}/{organization}/{project}/_git/{name}"
        case (host, [organization, *project, "_git", name]) if host == _AZURE:
            return "/".join([_AZURE, organization, *project, "_git", name])
        case (host, [*project, "_git", name]) if host.endswith(_AZURE_OLD):
            return "/".join([host, *project, "_git", name])
    return None
