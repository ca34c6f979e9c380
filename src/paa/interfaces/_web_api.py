"""Compose the web APIs of packages to one application, and serve it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paa.errors import ConfigError, SourceError, UsageError, raise_together
from paa.guests import importing
from paa.interfaces._asgi import run_application
from paa.interfaces._loading import load_object
from paa.interfaces.serving import Stage
from paa.model.network import CorsPolicy
from paa.model.serving import Address, ApiRun, ApiSettings, Source, as_keywords

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

__all__ = ["ApiServer"]

_EXTRA = "fastapi"
_ROUTER = "a FastAPI `router`"
_DOCS = "/docs"
_ASSETS = "/docs/assets"
_OPENAPI = "/openapi.json"
_REDIRECT = "/docs/oauth2-redirect"


class ApiServer:
    """Composes one application of routers, with the documentation that packages ship."""

    config = ".paa.api.config"
    settings = ApiSettings
    most = None

    def serve(self, sources: Sequence[Source], settings: ApiSettings, stage: Stage) -> None:
        """Serve the routers of sources as one application.

        Raises:
            UsageError: FastAPI is not installed, or two sources answer the same requests.
            SourceError: A source has no router.
            ConfigError: A certificate is not there.
        """
        with importing("fastapi", "starlette", "fastapi_swagger", extra=_EXTRA):
            application = compose(sources, settings, docs=stage.docs)
        if stage.listener is None:
            raise UsageError("a web API needs a port")
        _refuse_missing_certificates(settings.RUN)
        url = stage.url.replace("http:", "https:", 1) if settings.RUN.ssl_certfile else stage.url
        options = {name: value for name, value in as_keywords(settings.RUN).items() if name not in {"host", "port"}}
        run_application(
            application,
            stage.listener,
            extra=_EXTRA,
            ready=lambda: stage.announce(tuple(_addresses(url, sources, stage.docs))),
            **options,
        )


def compose(sources: Sequence[Source], settings: ApiSettings, *, docs: Sequence[Path] = ()) -> "FastAPI":
    """Make one application of the routers of several sources.

    A router that has no prefix of its own gets the name of its source as one.

    Raises:
        ModuleNotFoundError: FastAPI is not installed.
        UsageError: Two sources answer the same requests.
        SourceError: A source has no router.
    """
    from fastapi import FastAPI
    from fastapi.staticfiles import StaticFiles

    description = as_keywords(settings.DESCRIPTION)
    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=_OPENAPI, **description)
    _allow_origins(application, settings.MIDDLEWARE)
    _add_documentation(application)
    sites = dict(_sites(sources, docs))
    for path, folder in sites.items():
        application.mount(path, StaticFiles(directory=folder, html=True), name=path)
    routers = [_router(source) for source in sources]
    _refuse_collisions(sources, routers, mounts=(_ASSETS, *sites))
    for source, router in zip(sources, routers, strict=True):
        tags: Any = None if router.tags else [source.name]
        application.include_router(router, prefix=_prefix(source, router), tags=tags)
    return application


def _router(source: Source) -> "APIRouter":
    from fastapi import APIRouter

    router = load_object(source, "router", what=_ROUTER)
    if not isinstance(router, APIRouter):
        message = f"`router` is no APIRouter of FastAPI, but {type(router).__name__}"
        raise SourceError(message, where=source.where, hint="write `router = APIRouter()`")
    return router


def _prefix(source: Source, router: "APIRouter") -> str:
    return "" if router.prefix else f"/{source.name}"


def _sites(sources: Iterable[Source], docs: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Give the static pages, by the paths that they are served at."""
    for source in sources:
        if source.site:
            yield f"/{source.name}{_DOCS}", source.site
    for number, folder in enumerate(docs):
        yield f"/mkdocs{number or ''}", folder


def _allow_origins(application: "FastAPI", policy: CorsPolicy) -> None:
    from fastapi.middleware.cors import CORSMiddleware

    if policy.allow_origins or policy.allow_origin_regex:
        application.add_middleware(CORSMiddleware, **as_keywords(policy))


def _add_documentation(application: "FastAPI") -> None:
    """Add Swagger UI with the script and the style of an installed distribution: the page asks nobody else."""
    from fastapi import Request
    from fastapi.openapi.docs import get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html
    from fastapi.responses import HTMLResponse
    from fastapi.staticfiles import StaticFiles

    def documentation(request: Request) -> HTMLResponse:
        # Behind a proxy that serves the application below a path, that path is part of every address.
        root = request.scope.get("root_path", "").rstrip("/")
        return get_swagger_ui_html(
            openapi_url=f"{root}{_OPENAPI}",
            title=application.title,
            swagger_js_url=f"{root}{_ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{root}{_ASSETS}/favicon-32x32.png",
            oauth2_redirect_url=f"{root}{_REDIRECT}",
            # Otherwise Swagger UI sends the address of the description to a service of its makers.
            swagger_ui_parameters={"validatorUrl": None},
        )

    application.add_api_route(_DOCS, documentation, include_in_schema=False)
    application.add_api_route(_REDIRECT, get_swagger_ui_oauth2_redirect_html, include_in_schema=False)
    application.mount(_ASSETS, StaticFiles(directory=_swagger_ui()), name=_ASSETS)


def _swagger_ui() -> Path:
    """Find the files of Swagger UI without importing the distribution that carries them.

    Raises:
        ModuleNotFoundError: It is not installed.
    """
    spec = find_spec("fastapi_swagger")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name="fastapi_swagger")
    return Path(next(iter(spec.submodule_search_locations))) / "resources"


def _refuse_collisions(sources: Sequence[Source], routers: Sequence["APIRouter"], *, mounts: Sequence[str]) -> None:
    owners: dict[tuple[str, str], str] = {(path, "GET"): "paa" for path in (_DOCS, _REDIRECT, _OPENAPI)}
    errors = []
    for source, router in zip(sources, routers, strict=True):
        taken = dict.fromkeys(_requests(source, router), source.where)
        for path, method in taken:
            hidden = next((mount for mount in mounts if path == mount or path.startswith(f"{mount}/")), None)
            other = f"the pages of {hidden}" if hidden else owners.get((path, method))
            if other:
                hint = "give one of the routers another prefix: APIRouter(prefix='/…')"
                message = f"{method} {path} is answered by {other} as well"
                errors.append(UsageError(message, where=source.where, hint=hint))
        owners |= taken
    raise_together(errors)


def _requests(source: Source, router: "APIRouter") -> Iterator[tuple[str, str]]:
    """Give what a router answers: paths, without the names of their parameters, and methods."""
    from fastapi import FastAPI, routing

    probe = FastAPI(openapi_url=None)
    probe.include_router(router, prefix=_prefix(source, router))
    # Since FastAPI includes routers without copying their routes, a function gives them; before, they are a list.
    for route in getattr(routing, "iter_route_contexts", iter)(probe.routes):
        kind = type(getattr(route, "original_route", route)).__name__
        for method in sorted(getattr(route, "methods", None) or {kind}):
            yield re.sub(r"\{[^}]*\}", "{}", route.path), method


def _refuse_missing_certificates(run: ApiRun) -> None:
    files = {"ssl_certfile": run.ssl_certfile, "ssl_keyfile": run.ssl_keyfile}
    raise_together(
        [
            ConfigError(f"`RUN.{key}` names a file that is not there", where=str(path))
            for key, path in files.items()
            if path is not None and not path.is_file()
        ]
    )


def _addresses(url: str, sources: Sequence[Source], docs: Sequence[Path]) -> Iterator[Address]:
    yield Address(f"{url}{_DOCS}", "the requests that it answers, to be tried out")
    yield Address(f"{url}{_OPENAPI}", "the same for programs")
    for path, folder in _sites(sources, docs):
        yield Address(f"{url}{path}/", f"documentation: {folder}" if folder in docs else "documentation")
