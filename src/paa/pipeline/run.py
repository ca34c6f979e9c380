"""Serve the interfaces of installed packages."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TextIO

from packaging.utils import canonicalize_name

from paa.adapters.environment import Environment, running_environment, unmet
from paa.adapters.files import read_text, temporary_directory, write_atomically
from paa.adapters.inventory import imported_folder
from paa.adapters.ports import address_of, is_loopback, listen
from paa.adapters.templates import render
from paa.config.servers import load_server, read_words
from paa.errors import PaaError, UsageError, raise_together
from paa.interfaces import INTERFACES, Interface
from paa.interfaces.serving import Server, Stage
from paa.model.installed import InstalledPackage
from paa.model.serving import Address, ServerSettings, Source
from paa.pipeline.events import Reporter
from paa.pipeline.inventory import installed_package, installed_packages

__all__ = ["ServeRequest", "package_with", "serve", "write_configuration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeRequest:
    """What shall be served, and how.

    Attributes:
        packages: Installed packages, as the user types them.
        files: Python files.
        docs: Folders of static pages.
        config: Instead of the configuration file in this folder.
        changes: What the command line says instead of that file; None says nothing.
    """

    packages: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    docs: tuple[Path, ...] = ()
    config: Path | None = None
    changes: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))


def serve(name: str, request: ServeRequest, reporter: Reporter, announce: Callable[[Sequence[Address]], None]) -> None:
    """Serve an interface of installed packages, and of files, until SIGTERM or Ctrl-C.

    Args:
        name: The interface.
        request: What is served.
        reporter: Hears what the user should know.
        announce: Is told the addresses when the server is about to answer.

    Raises:
        UsageError: Packages, files or frameworks are missing, do not go together, or the port is taken.
        ConfigError: The configuration file cannot be used.
        SourceError: A file lacks the object that is served.
    """
    interface = INTERFACES[name]
    server = _server(name)
    settings = _settings(server, request)
    sources = _sources(interface, server, request, settings)
    with ExitStack() as stack:
        listener = stack.enter_context(listen(settings.run.host, settings.run.port)) if settings.listens else None
        if listener is not None and not is_loopback(listener):
            hint = "it asks nobody who they are; 127.0.0.1 is for this machine alone"
            reporter.warn(f"other machines can reach the server: it listens on {settings.run.host}", hint=hint)
        stage = Stage(
            listener=listener,
            url=address_of(listener) if listener else "",
            folder=stack.enter_context(temporary_directory()),
            docs=tuple(_folder(each) for each in request.docs),
            announce=_on(sys.stdout, announce),
        )
        # What is served may print when it is imported, and while it works: that is no result of ours.
        stack.enter_context(redirect_stdout(sys.stderr))
        server.serve(sources, settings, stage)


def _on(stream: TextIO, announce: Callable[[Sequence[Address]], None]) -> Callable[[Sequence[Address]], None]:
    def print_there(addresses: Sequence[Address]) -> None:
        with redirect_stdout(stream):
            announce(addresses)

    return print_there


def _settings(server: Server[Any], request: ServeRequest) -> ServerSettings:
    """Settle what is said: default < file < command line.

    Raises:
        UsageError: The file that is named is not there.
    """
    path = request.config or Path(server.config)
    if request.config and not path.is_file():
        raise UsageError("there is no such file", where=str(path), hint="`paa configure` writes one")
    text = read_text(path) if path.is_file() else ""
    settings: ServerSettings = load_server(server.settings, text, where=str(path))
    return settings.changed(read_words(type(settings.run), request.changes))


def _sources(
    interface: Interface, server: Server[Any], request: ServeRequest, settings: ServerSettings
) -> tuple[Source, ...]:
    """Find everything that shall be served, each once.

    Raises:
        UsageError: Something cannot be found, or it is nothing, or too much.
    """
    named = bool(request.packages or request.files)
    packages = dict.fromkeys(request.packages if named else settings.packages)
    files = dict.fromkeys(request.files if named else settings.paths)
    environment = running_environment()
    found: list[Source] = []
    errors: list[PaaError] = []
    finders: list[Callable[[], Source]] = [
        *(lambda each=each: _from_package(each, interface, environment) for each in packages),
        *(lambda each=each: _from_file(each) for each in files),
    ]
    for find in finders:
        try:
            found.append(find())
        except PaaError as error:
            errors.append(error)
    raise_together(errors)
    if not found and not request.docs:
        raise UsageError("there is nothing to serve", hint="name an installed package with --package, or a file")
    sources = tuple(dict.fromkeys(found))
    if server.most is not None and len(sources) > server.most:
        raise UsageError(f"{len(sources)} are named, and only {server.most} can be served", hint="start one for each")
    return sources


def _from_package(text: str, interface: Interface, environment: Environment) -> Source:
    package = package_with(text, interface)
    name = canonicalize_name(package.metadata.name)
    folder = imported_folder(package)
    _refuse_missing(package, interface, environment)
    site = folder / "mkdocs" / "site"
    module = package.interfaces[interface.name]
    return Source(name=name, module=module, site=site if (site / "index.html").is_file() else None)


def package_with(text: str, interface: Interface) -> InstalledPackage:
    """Find an installed package that has an interface; nothing is imported.

    Raises:
        UsageError: It is not installed, paa did not build it, or it has no such interface.
    """
    package = installed_package(None, text)
    if interface.name not in package.interfaces:
        others = [each.metadata.name for each in installed_packages(None) if interface.name in each.interfaces]
        hint = f"these have one: {', '.join(others)}" if others else "no package that is installed here has one"
        message = f"{package.metadata.name} {package.metadata.version} has no part {interface.name!r}"
        raise UsageError(message, hint=hint)
    return package


def _refuse_missing(package: InstalledPackage, interface: Interface, environment: Environment) -> None:
    name, extra = package.metadata.name, interface.extra or ""
    if missing := unmet(name, extra, environment):
        wanted = f"{name}[{extra}]" if extra in package.metadata.extras else name
        message = f"{name} needs {', '.join(missing)} for this, and that is not installed"
        raise UsageError(message, hint=f"pip install '{wanted}'")


def _from_file(path: Path) -> Source:
    if not path.is_file():
        raise UsageError("there is no such file", where=str(path))
    # The name becomes a part of addresses.
    name = re.sub("[^a-z0-9-]+", "-", canonicalize_name(path.stem)).strip("-")
    return Source(name=name or "file", path=path)


def _folder(path: Path) -> Path:
    if not (path / "index.html").is_file():
        raise UsageError("this is no folder of pages: there is no index.html in it", where=str(path))
    return path


def write_configuration(name: str, path: Path | None, *, force: bool) -> Path:
    """Write the configuration file of a server: every key with its default and what it means.

    Args:
        name: The interface.
        path: The file; the one that the server reads in this folder by default.
        force: Whether a file that is there is replaced.

    Raises:
        UsageError: There is such a file, or the interface is not served.
        BuildError: The file cannot be written.
    """
    server = _server(name)
    target = path or Path(server.config)
    if target.exists() and not force:
        raise UsageError("this file is there already", where=str(target), hint="add --force to replace it")
    write_atomically(target, render(server.config.lstrip(".")).encode())
    return target


def _server(name: str) -> Server[Any]:
    server = INTERFACES[name].server
    if server is None:
        raise UsageError(f"{name} is not served")
    return server
