"""The maps of the configuration from files to where they go."""

from pathlib import PurePosixPath

import pytest

from paa.core.package.given_files import given_files
from tests.unit.builders import OWN

FILES = ("data/a.json", "data/deep/b.json", "c.json", "data.json")


@pytest.mark.parametrize(
    ("source", "target", "places"),
    [
        pytest.param("c.json", "c.json", {"c.json": "c.json"}, id="every project"),
        pytest.param("c.json", "deep/d.json", {"c.json": "deep/d.json"}, id="every project, a folder"),
        pytest.param("c.json", "my_module/d.json", {"c.json": "d.json"}, id="this project"),
        pytest.param("c.json", "other/d.json", {}, id="another project"),
        pytest.param("c.json", "my_module", {"c.json": "my_module"}, id="a file called like the project"),
        pytest.param("data", "x", {"data/a.json": "x/a.json", "data/deep/b.json": "x/deep/b.json"}, id="a folder"),
        pytest.param("data", "other/x", {}, id="a folder of another project"),
    ],
)
def test_places_of_given_files(source: str, target: str, places: dict[str, str]) -> None:
    given = given_files(
        {PurePosixPath(source): PurePosixPath(target)}, OWN, {"my_module", "other"}, map(PurePosixPath, FILES)
    )

    assert {str(path): str(place) for path, place in given} == places
