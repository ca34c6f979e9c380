"""Copy a file of an index that asks for a login: an installer that knows no password installs the copy."""

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from paa.errors import IndexBusy, IndexFailure
from paa.model.index import IndexFile

if TYPE_CHECKING:
    from requests import Session

__all__ = ["copy_file"]

_CHUNK = 1 << 16
_CLIENT_ERROR = 400


def copy_file(session: "Session", file: IndexFile, folder: Path, *, location: str, seconds: float) -> Path:
    """Copy a file; whoever installs the copy compares its hash.

    Args:
        session: Who is logged in.
        file: What the index says of it.
        folder: A private one.
        location: The address of the index; the login goes to this server and to no other one.
        seconds: How long to wait for an answer.

    Raises:
        IndexFailure: The server does not hand it out.
        IndexBusy: It does not answer.
    """
    import requests

    if PurePosixPath(file.filename).name != file.filename or file.filename.startswith("."):
        raise IndexFailure(f"the index has a file of the name {file.filename!r}, which is none", where=location)
    there, here = urlsplit(file.url), urlsplit(location)
    get = session.get if (there.scheme, there.netloc) == (here.scheme, here.netloc) else requests.get
    target = folder / file.filename
    try:
        with get(file.url, stream=True, timeout=seconds) as answer, target.open("wb") as copy:
            if answer.status_code >= _CLIENT_ERROR:
                message = f"the index does not hand out {file.filename}: {answer.status_code}"
                raise IndexFailure(message, where=location, hint="may this login read files, too?")
            for chunk in answer.iter_content(_CHUNK):
                copy.write(chunk)
    except requests.RequestException:
        message = f"the index broke off, or did not answer, when it was asked for {file.filename}"
        raise IndexBusy(message, where=location, hint="run this again later") from None
    return target
