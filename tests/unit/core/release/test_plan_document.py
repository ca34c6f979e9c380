"""A plan as a document: what a later job knows of its indexes, and what is refused."""

import json
from pathlib import Path
from types import MappingProxyType

import pytest
from packaging.version import Version

from paa.core.release.plan_document import plan_document, read_plan
from paa.errors import UsageError
from paa.model.choices import IndexKind
from paa.model.plan import ReleasePlan
from paa.model.settings import IndexName, IndexProfile, Url

PLAN = ReleasePlan(
    commit="0" * 40,
    index="team",
    releases=(),
    remarks=(),
    unchanged=3,
    versions=MappingProxyType({}),
    stage_to=IndexName("local"),
    profiles=MappingProxyType(
        {
            IndexName("local"): IndexProfile(kind=IndexKind.DIRECTORY, path=Path(".paa/index")),
            IndexName("team"): IndexProfile(
                kind=IndexKind.AZURE, organization="acme", project="My Project", feed="tools@Release"
            ),
        }
    ),
    metadata_version=Version("2.1"),
)
HINT = "make it anew: paa plan --json > plan.json"


def written(**changes: object) -> str:
    return json.dumps({**plan_document(PLAN), **changes})


def test_a_plan_survives_the_way() -> None:
    assert read_plan(written(), where="plan.json") == PLAN


def test_a_plan_says_how_to_reach_its_indexes() -> None:
    document = plan_document(PLAN)

    assert (document["index"], document["stage_to"], document["metadata_version"]) == ("team", "local", "2.1")
    assert document["indexes"] == {
        "local": {"kind": "directory", "path": ".paa/index"},
        "team": {"kind": "azure", "organization": "acme", "project": "My Project", "feed": "tools@Release"},
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"schema": "paa-plan/1"},
            "this plan has the format 'paa-plan/1', which another version of paa wrote; this one reads 'paa-plan/2'",
        ),
        (
            {"schema": "paa-plan/3"},
            "this plan has the format 'paa-plan/3', which another version of paa wrote; this one reads 'paa-plan/2'",
        ),
        ({"schema": "other"}, "this is no plan of the format paa-plan/2"),
        ({"schema": None}, "this is no plan of the format paa-plan/2"),
        (
            {"stage_to": "gone"},
            """this plan is damaged: ValueError("nothing is said of the index 'gone'")""",
        ),
        ({"indexes": {}}, """this plan is damaged: ValueError("nothing is said of the index 'local'")"""),
        (
            {"indexes": {"local": {"kind": "directory", "path": "x"}, "team": {"kind": "simple"}}},
            "this plan is damaged: ValueError('an index of the kind simple needs `url`')",
        ),
        (
            {"indexes": {"local": {"kind": "simple", "url": "http://evil.example.com/simple"}}},
            "this plan is damaged: ValueError('http://evil.example.com/simple would send a password in the clear')",
        ),
        ({"indexes": {"local": {"kind": "directory", "token": "x"}}}, "this plan is damaged: KeyError('token')"),
    ],
)
def test_another_plan_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_plan(written(**changes), where="plan.json")

    assert (raised.value.message, raised.value.where, raised.value.hint) == (message, "plan.json", HINT)


def test_no_description_of_an_index_holds_more_than_where_it_is() -> None:
    profile = IndexProfile(kind=IndexKind.SIMPLE, url=Url("https://example.com/simple/"))
    plan = ReleasePlan(
        commit="0" * 40,
        index="house",
        releases=(),
        remarks=(),
        unchanged=0,
        versions={},
        profiles={IndexName("house"): profile},
    )

    assert plan_document(plan)["indexes"] == {"house": {"kind": "simple", "url": "https://example.com/simple/"}}
