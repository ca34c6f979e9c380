"""Run the code of a script in the namespace of another one."""

from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import decode_source, find_spec
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from importlib.abc import SourceLoader

__all__ = ["run_module", "run_path"]


def run_module(name: str, namespace: dict[str, Any]) -> None:
    """Run a module of an installed package as a web app; an editable one as its finder has it.

    Raises:
        ModuleNotFoundError: There is no such module.
    """
    spec = find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"no module named {name}", name=name)
    _run(spec, namespace)


def run_path(path: str, namespace: dict[str, Any]) -> None:
    """Run a file as a web app."""
    loader = SourceFileLoader("__main__", path)
    _run(ModuleSpec("__main__", loader, origin=path), namespace)


def _run(spec: ModuleSpec, namespace: dict[str, Any]) -> None:
    loader, origin = cast("SourceLoader", spec.loader), spec.origin or ""
    namespace |= {"__file__": origin, "__package__": spec.parent, "__spec__": spec, "__loader__": loader}
    code = loader.source_to_code(_with_magic(decode_source(loader.get_data(origin)), origin), origin)
    exec(code, namespace)  # noqa: S102 - to run the app is what this is for


def _with_magic(source: str, path: str) -> Any:  # noqa: ANN401 - whatever `compile` takes
    """Let a value that stands alone in a line be shown, as Streamlit does for the script that it is started with."""
    try:
        from streamlit import config
        from streamlit.runtime.scriptrunner.magic import add_magic
    except ImportError:  # it is no public function of Streamlit
        return source
    return add_magic(source, path) if config.get_option("runner.magicEnabled") else source
