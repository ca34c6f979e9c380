"""`paa test-install --editable`: what is edited is what runs; and the same imports work in a copy."""

import pytest

from tests.support import Completed, FreshEnvironment, PackagingRepository
from tests.support.installations import install, package_files, use
from tests.support.workshop import CONFIG, RELEASED


def test_edits_are_live(tools: PackagingRepository, environment: FreshEnvironment) -> None:
    install(tools, environment, "tool", "-e")
    describe = "import tool; print(tool.describe())"
    assert use(environment, describe) == "part word sibling text"

    tools.write("module_dir/components/part.py", 'class Part:\n    name = "trap"\n')
    assert use(environment, describe) == "trap word sibling text"
    tools.write("module_dir/components/bundle/inner.py", 'word = "sword"\n')
    tools.module("sibling", RELEASED + 'name = "brother"\n')
    tools.write("artifacts/tool/text.txt", "texts")
    assert use(environment, describe) == "trap sword brother texts"
    tools.write("artifacts/tool/more/new.txt", "new")
    tools.write("module_dir/components/fresh.py", 'fresh = "fresh"\n')
    tools.module(
        "tool",
        '''\
        """Edited."""

        from importlib.resources import files

        from .components.fresh import fresh

        __all__ = ["added"]


        def added():
            return fresh + files("tool").joinpath("artifacts/more/new.txt").read_text()
        ''',
    )
    assert use(environment, "from tool import *; print(added()); import tool; print(tool.__doc__)") == (
        "freshnew\nEdited."
    )


def test_first_component_and_first_artifact_are_live(
    repository: PackagingRepository, environment: FreshEnvironment
) -> None:
    repository.config(CONFIG)
    repository.module("tool", RELEASED + "name = 'none'\n")
    repository.commit()
    install(repository, environment, "tool", "-e")

    repository.module("tool", "from components.part import name\n")
    repository.write("module_dir/components/part.py", "name = 'some'\n")
    repository.write("artifacts/tool/text.txt", "text")

    code = "import tool; from importlib.resources import files; print(tool.name, (files('tool')/'artifacts').is_dir())"
    assert use(environment, code) == "some True"


IMPORTS = [
    "from components.part import name",
    "from .components.part import name",
    "from module_dir.components.part import name",
    "from components.part import *",
    "from components import part; name = part.name",
    "from . import components; from components import part; name = components.part.name",
    "from .components import part as p; name = p.name",
    "import components.part; name = components.part.name",
    "import components.part as p; name = p.name",
    "import os, components.part as p, sys; name = p.name",
    "import module_dir.components.part; name = module_dir.components.part.name",
    "import module_dir.components.part as p; name = p.name",
    "from components.pack.deep import name",
    "from components.pack import deep; name = deep.name",
    "import components.pack.deep; name = components.pack.deep.name",
    "from .components.pack.up import name",
    "import other; name = other.name",
    "from other import name",
    "from . import other; name = other.name",
    "from .other import name",
    "from module_dir import other; name = other.name",
    "from module_dir import other as o; name = o.name",
    "from module_dir.other import name",
    "import module_dir.other as o; name = o.name",
    "from .other import _private as name",
    "from module_dir.other import _private as name",
    "from components.sideways import name",
    "from components.absolute import name",
]


@pytest.mark.parametrize("mode", [(), ("--editable",)], ids=["copied", "editable"])
def test_forms_of_imports(
    repository: PackagingRepository, environment: FreshEnvironment, mode: tuple[str, ...]
) -> None:
    repository.config(CONFIG)
    repository.module("other", RELEASED + "name = _private = 'here'\n__all__ = ['name']\n")
    for path, source in {
        "part": "name = 'here'",
        "pack/deep": "name = 'here'",
        "pack/up": "from ..part import name",
        "sideways": "from ..other import name",
        "absolute": "from module_dir.components.pack.deep import name",
    }.items():
        repository.write(f"module_dir/components/{path}.py", f"{source}\n")
    modules = [f"tool_{number}" for number in range(len(IMPORTS))]
    for module, statement in zip(modules, IMPORTS, strict=True):
        inner = statement.replace("import *", "import name")  # Python allows no star in a function
        repository.module(module, f"{statement}\n\ndef look():\n    {inner}\n    return name\n")
    repository.commit()

    installed = install(repository, environment, *modules, *mode)

    assert (installed.code, installed.err) == (0, "")
    code = "import sys, importlib\nfor m in sys.argv[1:]:\n    module = importlib.import_module(m)\n"
    code += "    print(module.name, module.look())\n"
    used = environment.run("python", "-W", "error", "-c", code, *modules, cwd=environment.root)
    assert used == Completed(0, "here here\n" * len(IMPORTS), "")


def test_components_beside_the_modules(repository: PackagingRepository, environment: FreshEnvironment) -> None:
    repository.config(CONFIG + "dependencies_dir: lib/parts\n")
    repository.write("lib/parts/part.py", "from .deep.inner import name\n")
    repository.write("lib/parts/deep/inner.py", "name = 'here'\n")
    sources = ["from parts.part import name", "from lib.parts.part import name", "from ..lib.parts.part import name"]
    modules = [f"tool_{number}" for number in range(len(sources))]
    for module, source in zip(modules, sources, strict=True):
        repository.module(module, f"{source}\n")
    repository.commit()

    for mode in ((), ("--editable",)):
        assert install(repository, environment, *modules, *mode).code == 0
        code = "; ".join(f"import {module}; print({module}.name)" for module in modules)
        assert use(environment, code).split() == ["here"] * len(sources)


def test_tracebacks_of_editable_installations_show_the_repository(
    tools: PackagingRepository, environment: FreshEnvironment
) -> None:
    install(tools, environment, "tool", "-e")

    failed = environment.run("python", "-c", "import tool; tool.fail()", cwd=environment.root)

    line = (tools.root / "module_dir/tool.py").read_text(encoding="utf-8").splitlines().index(
        '    raise RuntimeError("failed")'
    ) + 1
    assert (
        f'File "{tools.root}/module_dir/tool.py", line {line}, in fail\n    raise RuntimeError("failed")' in failed.err
    )


def test_switching_between_both_leaves_nothing_behind(
    tools: PackagingRepository, environment: FreshEnvironment
) -> None:
    install(tools, environment, "tool")
    copied = package_files(environment, "tool")
    install(tools, environment, "tool", "-e")
    use(environment, "import tool")
    editable = package_files(environment, "tool")
    install(tools, environment, "tool")

    assert editable == {"__init__.py", "_editable.py", "_editable.json"}
    assert package_files(environment, "tool") == copied
    assert use(environment, "import tool; print(tool.describe())") == "part word sibling text"
