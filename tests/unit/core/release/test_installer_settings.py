"""The settings of pip and uv for an index."""

import tomllib
from configparser import RawConfigParser

import pytest

from paa.core.release.installer_settings import installer_settings
from paa.model.choices import IndexKind
from paa.model.index_traits import TRAITS

ADDRESS = "https://azure.example.com/acme/My%20Project/_packaging/tools/pypi/simple/"


@pytest.mark.parametrize("kind", [IndexKind.AZURE, IndexKind.SIMPLE])
def test_both_files_name_the_index(kind: IndexKind) -> None:
    settings = installer_settings("team-a", ADDRESS, TRAITS[kind])
    pip = RawConfigParser()
    pip.read_string(settings.pip)

    assert dict(pip["global"]) == {"index-url": ADDRESS}
    (index,) = tomllib.loads(settings.uv)["index"]
    assert (index["name"], index["url"]) == ("team-a", ADDRESS)
    assert index.get("authenticate") == ("always" if kind is IndexKind.AZURE else None)


def test_a_private_index_says_where_the_login_goes() -> None:
    settings = installer_settings("team-a", ADDRESS, TRAITS[IndexKind.AZURE])

    assert "machine azure.example.com login paa password <a token that may read packages>" in settings.pip
    assert "UV_INDEX_TEAM_A_USERNAME=paa" in settings.uv
    assert "UV_INDEX_TEAM_A_PASSWORD=<a token that may read packages>" in settings.uv


def test_an_open_index_does_not() -> None:
    settings = installer_settings("house", ADDRESS, TRAITS[IndexKind.SIMPLE])

    assert "login" not in settings.pip + settings.uv
