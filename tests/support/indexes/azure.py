"""pypiserver behind the paths and the rules of Azure Artifacts."""

import json
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from pathlib import Path
from urllib.parse import quote

from tests.support.indexes.served import Served, child, free_port, made_up_password

__all__ = ["Azure", "running_azure"]

ORGANIZATION = "acme"


@dataclass(frozen=True, slots=True)
class Azure:
    """An organization that has as many feeds as tests want.

    Attributes:
        base: What stands for the address of the service, without a slash at its end.
        password: A personal access token; the name of the user does not matter.
    """

    base: str
    folder: Path
    password: str = field(repr=False)
    organization: str = ORGANIZATION

    def feed(
        self,
        name: str,
        *,
        project: str | None = None,
        newest: str | None = None,
        view: str = "",
        refused: Collection[str] | None = None,
    ) -> Served:
        """Make an empty feed, or find the one of that name.

        Args:
            name: The feed.
            project: The project that it belongs to; it is the organization's without one.
            newest: The newest metadata version that it takes.
            view: What is read is this view of it, as in `Release`.
            refused: The projects that nobody may upload from now on.
        """
        above = (self.organization, *([project] if project else []))
        place = self.folder.joinpath("feeds", *above, name)
        (place / "files").mkdir(parents=True, exist_ok=True)
        if newest or refused is not None or not (place / "feed.json").exists():
            about = {"newest": newest, "refused": sorted(refused or ())}
            (place / "feed.json").write_text(json.dumps(about), encoding="utf-8")
        address = f"{self.base}/{'/'.join(map(quote, above))}/_packaging/{quote(name)}"
        return Served(
            simple=f"{address}{f'@{view}' if view else ''}/pypi/simple/",
            upload=f"{address}/pypi/upload/",
            user="anybody",
            password=self.password,
            private=True,
        )


@contextmanager
def running_azure(folder: Path) -> Iterator[Azure]:
    """Run the server, with its feeds in a folder."""
    password, port = made_up_password(), free_port()
    digest = b64encode(sha1(password.encode(), usedforsecurity=False).digest()).decode()
    (folder / "htpasswd").write_text(f"feed:{{SHA}}{digest}\n", encoding="utf-8")
    base = f"http://127.0.0.1:{port}"
    with child("tests.support.indexes.azure_server", folder, str(port), log=folder / "azure.log", address=base):
        yield Azure(base, folder, password)
