"""Serve the web app of a package."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from paa.errors import ConfigError, UsageError, raise_together
from paa.guests import importing
from paa.interfaces.serving import Stage
from paa.model.serving import Address, AppSettings, Source

__all__ = ["AppServer"]

_EXTRA = "streamlit"
# Nothing is sent to the makers of Streamlit, nothing is asked in the terminal, nothing is written into the user's home.
_FIXED: Mapping[str, str] = MappingProxyType(
    {"browser.gatherUsageStats": "false", "global.developmentMode": "false", "server.headless": "true"}
)
# What it would say is said already.
_PREFERRED: Mapping[str, str] = MappingProxyType({"logger.hideWelcomeMessage": "true"})


class AppServer:
    """Runs one Streamlit script in this process."""

    config = ".paa.streamlit.config"
    settings = AppSettings
    most = 1

    def serve(self, sources: Sequence[Source], settings: AppSettings, stage: Stage) -> None:
        """Serve the script of a source.

        Streamlit puts the folder of the script that it is started with first into the search path of imports, where
        `my_module.py` hides the package `my_module`: it is started with a script in a folder of its own.

        Raises:
            UsageError: Streamlit is not installed.
            ConfigError: The configuration file names options that Streamlit does not have, or values that it refuses.
        """
        with importing("streamlit", extra=_EXTRA):
            from streamlit.web import cli as streamlit
        (source,) = sources
        known = _known_options(streamlit)
        _refuse(settings, known)
        host, port = _release(stage)
        options = [f"--{name}={value}" for name, value in _options(source, settings, known)]
        words = [
            *options,
            f"--server.address={host}",
            f"--server.port={port}",
            str(_write_script(source, stage.folder)),
        ]
        try:
            streamlit.main.commands["run"].make_context("streamlit run", list(words))
        except streamlit.click.ClickException as error:
            where = next((each.where.rpartition(":")[0] for each in settings.options.values()), self.config)
            raise ConfigError(f"Streamlit refuses an option: {error.format_message()}", where=where) from None
        stage.announce((Address(f"{stage.url}/", f"the web app of {source.name}"),))
        streamlit.main.main(["run", *words], prog_name="streamlit", standalone_mode=False)


def _options(source: Source, settings: AppSettings, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Give the options of Streamlit: what we prefer, what the file says, and what is not for anybody to choose."""
    wanted: dict[str, tuple[str, ...]] = {name: (value,) for name, value in _PREFERRED.items() if name in known}
    if source.path is not None and "server.folderWatchList" in known:
        wanted["server.folderWatchList"] = (str(source.path.resolve().parent),)
    wanted |= {name: option.values for name, option in settings.options.items()}
    wanted |= {name: (value,) for name, value in _FIXED.items() if name in known}
    for name, values in wanted.items():
        yield from ((name, value) for value in values)


def _release(stage: Stage) -> tuple[str, int]:
    """Give the address that was proved to be free, and free it: Streamlit opens ports by itself.

    Raises:
        UsageError: No port was asked for.
    """
    if stage.listener is None:
        raise UsageError("a web app needs a port")
    host, port = stage.listener.getsockname()[:2]
    stage.listener.close()
    return host, port


def _known_options(streamlit: Any) -> frozenset[str]:  # noqa: ANN401 - a module that may be missing
    """Ask Streamlit for its options, as `server.port`."""
    parameters = streamlit.main.commands["run"].params
    return frozenset(option.removeprefix("--") for each in parameters for option in each.opts)


def _refuse(settings: AppSettings, known: frozenset[str]) -> None:
    raise_together(list(_mistakes(settings, known)))


def _mistakes(settings: AppSettings, known: frozenset[str]) -> Iterator[ConfigError]:
    for name, option in settings.options.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "`streamlit run --help` lists them"
            yield ConfigError(f"Streamlit has no option `{name}`", where=option.where, hint=hint)
        elif name in _FIXED and option.values[-1].lower() != _FIXED[name]:
            hint = "leave it out; `streamlit run` does what you want"
            yield ConfigError(f"paa always runs with `{name}: {_FIXED[name]}`", where=option.where, hint=hint)


def _write_script(source: Source, folder: Path) -> Path:
    """Write the script that Streamlit is started with; nothing can import it by its name."""
    function, argument = (
        ("run_module", source.module) if source.module else ("run_path", str(source.path and source.path.absolute()))
    )
    script = folder / f"{source.name}-app.py"
    script.write_text(
        f"from paa.interfaces._scripts import {function} as _run\n\n_ran = _run({argument!r}, globals())\n",
        encoding="utf-8",
    )
    return script
