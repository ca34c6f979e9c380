"""The web API of packaged projects."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from paa.interfaces._objects import require_object
from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.settings import Settings

if TYPE_CHECKING:
    from paa.interfaces._web_api import ApiServer

__all__ = ["WebApi"]


class WebApi:
    """A FastAPI `router`."""

    name = "fastapi"
    place = "routes.py"
    extra = "fastapi"
    scaffold = "routes.py"
    trial = "paa run api --package {name}"

    def directory(self, settings: Settings) -> PurePosixPath:
        """Where the repository keeps web API routes."""
        return settings.api_routes_dir

    def scripts(self, module: Module, import_name: ImportName) -> Mapping[str, str]:  # noqa: ARG002 - the Protocol's
        """Give no console script, but see that the file is what it should be.

        Raises:
            SourceError: The file defines no `router`.
        """
        require_object(module, "router", what="a FastAPI `router`")
        return {}

    @property
    def server(self) -> "ApiServer":
        """What serves it; it is loaded when it is asked for."""
        from paa.interfaces._web_api import ApiServer

        return ApiServer()
