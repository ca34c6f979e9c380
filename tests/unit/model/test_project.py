"""A project as its sources."""

from tests.unit.builders import project_of


def test_sources_begin_with_the_module() -> None:
    project = project_of("a = 1", components={"x.py": "b = 1"}, interfaces={"cli": "c = 1"})

    assert [module.text for module in project.sources] == ["a = 1", "b = 1", "c = 1"]
