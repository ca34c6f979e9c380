"""Read a module's source; none of its code is run."""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from tokenize import detect_encoding
from types import MappingProxyType

from paa.core.source.annotations import is_annotated
from paa.core.source.comments import find_directives
from paa.core.source.imports import find_imports
from paa.core.source.metadata import METADATA, read_metadata
from paa.core.source.newer_syntax import newer_python
from paa.core.source.scripts import read_script
from paa.core.source.standard_library import RUNNING
from paa.errors import SourceError
from paa.model.module import Module

__all__ = ["encoding_of", "lines_of", "parse_source", "read_module", "refusing_depth"]

_DUNDER = re.compile(r"__\w+__")
_SAVE = "save the file as UTF-8"
_SCOPES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)


def encoding_of(content: bytes) -> str:
    """Tell the encoding that a source file declares (PEP 263); UTF-8 where it says nothing.

    Raises:
        SyntaxError: The declaration names no encoding, or contradicts a byte order mark.
    """
    return detect_encoding(BytesIO(content).readline)[0]


def lines_of(text: str) -> list[str]:
    """Split where Python's tokenizer does, and nowhere else; the line endings stay."""
    return StringIO(text, newline="").readlines()


def read_module(content: bytes, path: PurePosixPath) -> Module:
    """Parse a module file.

    Args:
        content: The bytes of the file.
        path: Its place in the repository, for messages.

    Raises:
        SourceError: It is no valid Python of the running interpreter, or what it says of itself is wrong.
    """
    with refusing_depth(path):
        return _read(content, path)


@contextmanager
def refusing_depth(path: PurePosixPath) -> Iterator[None]:
    """Name the file whose code is nested deeper than Python can follow.

    Raises:
        SourceError: That is so.
    """
    try:
        yield
    except (RecursionError, MemoryError):
        hint = "split the long expression or chain; a table of data can be an artifact"
        raise SourceError("the code is nested too deeply to be read", where=str(path), hint=hint) from None


def _read(content: bytes, path: PurePosixPath) -> Module:
    text, tree = parse_source(content, path)
    metadata = read_metadata(tree, path)
    return Module(
        path=path,
        content=content,
        text=text,
        docstring=ast.get_docstring(tree),
        metadata=metadata,
        script=read_script(text, path),
        imports=find_imports(tree, lines_of(text)),
        directives=find_directives(text),
        names=_names(tree),
        annotated=is_annotated(tree),
        literals=_literals(tree),
    )


def parse_source(content: bytes, path: PurePosixPath) -> tuple[str, ast.Module]:
    """Decode and parse a source file.

    Raises:
        SourceError: It is no valid Python of the running interpreter.
    """
    try:
        text = content.decode(encoding_of(content))
        with warnings.catch_warnings():
            # An invalid escape sequence is the author's linter's business.
            warnings.simplefilter("ignore")
            return text, ast.parse(text, str(path))
    except SyntaxError as error:
        raise _syntax_error(error, path) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"byte 0x{content[error.start]:02x} is not valid {error.encoding}",
            where=f"{path}:{line}",
            hint=f"{_SAVE}, or name its encoding in the first line: # -*- coding: latin-1 -*-",
        ) from None
    except LookupError as error:  # `rot13` is an encoding, but not one of texts
        raise SourceError(f"the declared encoding cannot be used: {error}", where=str(path), hint=_SAVE) from None
    except ValueError:
        raise SourceError("the file contains null bytes", where=str(path), hint="is this a Python file?") from None


def _syntax_error(error: SyntaxError, path: PurePosixPath) -> SourceError:
    where = f"{path}:{error.lineno}" if error.lineno else str(path)
    if "null bytes" in error.msg:
        return SourceError("the file contains null bytes", where=where, hint="is this a Python file?")
    if "encoding" in error.msg:
        return SourceError(error.msg, where=where, hint=_SAVE)
    hint = "mend it; what only a newer Python than the one that runs paa understands is an error, too"
    if version := newer_python(error):
        running = ".".join(map(str, RUNNING))
        hint = (
            f"this looks like Python {version}, and paa runs on Python {running}: install paa there, or mend the line"
        )
    return SourceError(f"syntax error: {error.msg}", where=where, hint=hint)


def _names(tree: ast.Module) -> frozenset[str]:
    """Collect what a `from module import name` could find, without following conditions."""
    names: set[str] = set()
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        if not isinstance(node, _SCOPES):
            pending += ast.iter_child_nodes(node)
    return frozenset(names - {"*"})


def _literals(tree: ast.Module) -> Mapping[str, object]:
    """Read dunder assignments such as `__cli_metadata__ = {"name": "…"}`; what is no literal is left out."""
    literals: dict[str, object] = {}
    for node in tree.body:
        name, value = _assignment(node)
        if not _DUNDER.fullmatch(name) or name == METADATA:
            continue
        literals.pop(name, None)
        if value is not None:
            # A TypeError is a list that is the key of a dictionary.
            with suppress(TypeError, ValueError):
                literals[name] = ast.literal_eval(value)
    return MappingProxyType(literals)


def _assignment(node: ast.stmt) -> tuple[str, ast.expr | None]:
    """Give the name that a statement assigns and its value; None for a value that grows from another."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return name, value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return name, value
        case ast.AugAssign(target=ast.Name(id=name)):
            return name, None
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name, None
        case _:
            return "", None
