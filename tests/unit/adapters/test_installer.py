"""What an installation writes and removes, and what it leaves alone."""

import zipfile
from pathlib import Path

import pytest
from packaging.version import Version

from paa.adapters.environment import Environment, running_environment
from paa.adapters.installer import install_wheel
from paa.errors import BuildError
from paa.model.distribution import Distribution, DistributionKind
from paa.model.names import ImportName, NormalizedName

METADATA = "Metadata-Version: 2.1\nName: tool\nVersion: {version}\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture
def place(tmp_path: Path) -> Environment:
    """Describe an environment of empty folders."""
    here, prefix = running_environment(), tmp_path / "environment"
    scheme = {kind: str(prefix / folder) for kind, folder in {"purelib": "lib", "platlib": "lib"}.items()}
    scheme |= {kind: str(prefix / kind) for kind in ("scripts", "headers", "data")}
    Path(scheme["purelib"]).mkdir(parents=True)
    return Environment(
        python=here.python,
        prefix=prefix,
        scheme=scheme,
        search=(scheme["purelib"],),
        markers=here.markers,
        managed=False,
    )


def wheel(folder: Path, *names: str, version: str = "1.0") -> Distribution:
    """Write a wheel by hand, with whatever names its files have."""
    path = folder / f"tool-{version}-py3-none-any.whl"
    about = f"tool-{version}.dist-info"
    files = {**dict.fromkeys(names, "new\n"), f"{about}/METADATA": METADATA.format(version=version)}
    files[f"{about}/WHEEL"] = WHEEL
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.writestr(f"{about}/RECORD", "".join(f"{name},,\n" for name in (*files, f"{about}/RECORD")))
    return Distribution(
        import_name=ImportName("tool"),
        name=NormalizedName("tool"),
        version=Version(version),
        kind=DistributionKind.WHEEL,
        path=path,
        size=path.stat().st_size,
        sha256="",
    )


@pytest.mark.parametrize(
    ("name", "victim"),
    [
        pytest.param("../victim.txt", "environment/victim.txt", id="beside"),
        pytest.param("tool/../../../victim.txt", "victim.txt", id="further up"),
        pytest.param("tool-1.0.data/scripts/../victim.txt", "environment/victim.txt", id="as a script"),
    ],
)
def test_a_wheel_that_leads_out_touches_nothing_outside(
    tmp_path: Path, place: Environment, name: str, victim: str
) -> None:
    file = tmp_path / victim
    file.write_text("mine\n", encoding="utf-8")
    made = wheel(tmp_path, "tool/__init__.py", name)

    with pytest.raises(BuildError) as raised:
        install_wheel(made, place, origin={})

    assert raised.value.message.startswith("a file of the wheel leads out of the environment: ")
    assert (raised.value.where, raised.value.hint) == (str(made.path), "make it anew")
    assert file.read_text(encoding="utf-8") == "mine\n"


def test_a_record_that_leads_out_removes_nothing_outside(tmp_path: Path, place: Environment) -> None:
    """Neither what it names, nor the bytecode beside that, nor what is behind a link."""
    install_wheel(wheel(tmp_path, "tool/__init__.py", "tool/old.py"), place, origin={})
    home, outside = Path(place.scheme["purelib"]), tmp_path / "outside"
    (outside / "__pycache__").mkdir(parents=True)
    kept = [outside / name for name in ("mine.py", "__pycache__/mine.cpython-311.pyc")]
    for file in kept:
        file.write_text("mine\n", encoding="utf-8")
    (home / "tool/link").symlink_to(outside)
    with (home / "tool-1.0.dist-info/RECORD").open("a", encoding="utf-8") as record:
        record.write("../../outside/mine.py,,\ntool/link/mine.py,,\n")

    install_wheel(wheel(tmp_path, "tool/__init__.py", version="2.0"), place, origin={})

    assert [file.read_text(encoding="utf-8") for file in kept] == ["mine\n", "mine\n"]
    assert not (home / "tool/old.py").exists()
    assert (home / "tool/__init__.py").exists()
