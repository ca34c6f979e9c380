"""The check of the table of import names, on wheels that hold an import or do not."""

import sys
import zipfile
from pathlib import Path

from tests.support.processes import run

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_table.py"


def write_wheel(folder: Path, name: str, *members: str) -> None:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as wheel:
        for member in members:
            wheel.writestr(member, "")


def test_imports_are_found_wherever_an_installer_takes_them_from(tmp_path: Path) -> None:
    write_wheel(tmp_path, "requests-2.0-py3-none-any.whl", "requests/__init__.py")
    write_wheel(tmp_path, "pyyaml-6.0-py3-none-any.whl", "PyYAML-6.0.data/purelib/yaml/__init__.py", "_yaml.abi3.so")
    write_wheel(tmp_path / "more", "google_cloud_storage-3.0-py3-none-any.whl", "google/cloud/storage/__init__.py")
    write_wheel(tmp_path, "no wheel.whl", "requests.py")

    checked = run(sys.executable, SCRIPT, tmp_path)

    assert checked.code == 0, checked.err
    assert checked.out.startswith("4 rows drawn (seed 1), 4 with a wheel that tells; 0 wrong")


def test_a_row_whose_import_is_not_in_the_newest_wheel_is_wrong(tmp_path: Path) -> None:
    write_wheel(tmp_path, "requests-2.0-py3-none-any.whl", "requests/__init__.py")
    write_wheel(tmp_path, "requests-10.0-py3-none-any.whl", "elsewhere.py", "requests/readme.txt")

    checked = run(sys.executable, SCRIPT, tmp_path)

    assert checked.code == 1
    assert checked.out.split()[:5] == ["requests", "requests", "not", "in", "requests-10.0-py3-none-any.whl"]
    assert "1 rows drawn (seed 1), 1 with a wheel that tells; 1 wrong" in checked.out


def test_a_wheel_without_modules_says_nothing_against_its_row(tmp_path: Path) -> None:
    write_wheel(tmp_path, "requests-2.0-py3-none-any.whl", "requests-2.0.dist-info/METADATA")

    checked = run(sys.executable, SCRIPT, tmp_path)

    assert checked.out.startswith("1 rows drawn (seed 1), 0 with a wheel that tells; 0 wrong")


def test_nothing_to_check_is_a_failure(tmp_path: Path) -> None:
    checked = run(sys.executable, SCRIPT, tmp_path)

    assert checked.code == 1
    assert checked.out.startswith("0 rows drawn")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    checked = run(sys.executable, SCRIPT, tmp_path / "absent")

    assert checked.code == 2
    assert f"no such folder: {tmp_path / 'absent'}" in checked.err
