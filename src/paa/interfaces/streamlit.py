"""The web app of packaged projects."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from paa.model.module import Module
from paa.model.names import ImportName
from paa.model.settings import Settings

if TYPE_CHECKING:
    from paa.interfaces._web_app import AppServer

__all__ = ["WebApp"]


class WebApp:
    """A Streamlit script."""

    name = "streamlit"
    place = "streamlit.py"
    extra = "streamlit"
    scaffold = "streamlit.py"
    trial = "paa run streamlit --package {name}"

    def directory(self, settings: Settings) -> PurePosixPath:
        """Where the repository keeps web apps."""
        return settings.streamlit_dir

    def scripts(self, module: Module, import_name: ImportName) -> Mapping[str, str]:  # noqa: ARG002 - the Protocol's
        """Give no console script: Streamlit runs the file."""
        return {}

    @property
    def server(self) -> "AppServer":
        """What serves it; it is loaded when it is asked for."""
        from paa.interfaces._web_app import AppServer

        return AppServer()
