"""Our own rules: each finds what it is for, in a pipeline that is right otherwise."""

from textwrap import dedent

import pytest

from paa.config.workflows import read_workflow
from paa.core.ci.jobs import read_azure, read_github
from paa.core.ci.rules import RULES, inspect

CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"
DOWNLOAD = "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"
INSTALL = "python -m pip install --require-hashes --only-binary :all: --requirement plan/requirements_dev.txt"

GITHUB = f"""\
on:
  push:
    branches: [main]
concurrency:
  group: release
  cancel-in-progress: false
  queue: max
permissions: {{}}
jobs:
  plan:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
      - uses: {CHECKOUT}
        with:
          persist-credentials: false
      - run: paa ci matrix --plan plan/plan.json
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    strategy:
      matrix:
        include: ${{{{ fromJSON(needs.plan.outputs.builds) }}}}
    steps:
      - uses: {CHECKOUT}
        with:
          persist-credentials: false
      - run: paa make-package --plan plan/plan.json --shard "$SHARD"
        env:
          SHARD: ${{{{ matrix.shard }}}}
  publish:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    environment: pypi
    permissions:
      id-token: write
    steps:
      - run: '{INSTALL}'
      - run: paa publish --plan plan/plan.json --from dist
        env:
          TWINE_PASSWORD: ${{{{ secrets.TWINE_PASSWORD }}}}
  record:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: write
    steps:
      - uses: {CHECKOUT}
        with:
          persist-credentials: true
      - run: paa record --plan plan/plan.json --from dist
"""
AZURE = """\
trigger: none
pr: none
lockBehavior: sequential
stages:
  - stage: Build
    jobs:
      - job: plan
        pool:
          vmImage: ubuntu-24.04
        timeoutInMinutes: 30
        steps:
          - checkout: self
            persistCredentials: "false"
          - script: paa ci matrix --plan plan/plan.json
      - job: build
        pool:
          vmImage: ubuntu-24.04
        timeoutInMinutes: 30
        strategy:
          matrix: $[ dependencies.plan.outputs['paa.matrix'] ]
        steps:
          - checkout: self
          - script: paa make-package --plan plan/plan.json --shard "$SHARD"
            env:
              SHARD: $(shard)
      - deployment: publish
        environment: release
        pool:
          vmImage: ubuntu-24.04
        timeoutInMinutes: 30
        strategy:
          runOnce:
            deploy:
              steps:
                - checkout: none
                - script: paa publish --plan plan/plan.json --from dist
                  env:
                    TWINE_PASSWORD: $(System.AccessToken)
      - job: verify
        pool:
          vmImage: ubuntu-24.04
        timeoutInMinutes: 30
        steps:
          - checkout: none
          - script: paa verify --plan plan/plan.json --from dist
"""


def found(text: str, *, azure: bool = False) -> set[str]:
    document = read_workflow(text, where="x.yml")
    return {breach.rule for breach in inspect((read_azure if azure else read_github)(document, path="x.yml"))}


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_a_pipeline_that_is_right_breaks_no_rule() -> None:
    assert found(GITHUB) == set()
    assert found(AZURE, azure=True) == set()


CASES = [
    pytest.param("permissions: {}\njobs", "jobs", "no-rights-for-all", id="no top-level permissions"),
    pytest.param("permissions: {}\njobs", "permissions: write-all\njobs", "no-rights-for-all", id="everything"),
    pytest.param("    permissions:\n      contents: read\n    steps", "    steps", "no-rights-for-all", id="job"),
    pytest.param(CHECKOUT, "actions/checkout@v7", "pinned-actions", id="tag"),
    pytest.param("persist-credentials: false", "fetch-depth: 0", "checkout-credentials", id="left on disk"),
    pytest.param(
        "    steps:\n      - run: 'python",
        f"    steps:\n      - uses: {CHECKOUT}\n        with: {{persist-credentials: false}}\n      - run: 'python",
        "publishing-apart",
        id="publishing with a checkout",
    ),
    pytest.param(
        "run: paa publish --plan", "run: paa make-package --all && paa publish --plan", "publishing-apart", id="builds"
    ),
    pytest.param("    environment: pypi\n", "", "identity-apart", id="no environment"),
    pytest.param("contents: write", "id-token: write", "identity-apart", id="identity elsewhere"),
    pytest.param('--shard "$SHARD"', "--shard ${{ matrix.shard }}", "values-by-environment", id="expression"),
    pytest.param("  push:\n    branches: [main]", "  pull_request_target: {}", "started-by-members", id="strangers"),
    pytest.param("cancel-in-progress: false", "cancel-in-progress: true", "queued", id="cancels"),
    pytest.param("  queue: max\n", "", "queued", id="drops"),
    pytest.param("    timeout-minutes: 30\n", "", "bounded", id="for ever"),
    pytest.param("ubuntu-24.04", "ubuntu-latest", "bounded", id="any machine"),
    pytest.param(
        "persist-credentials: false", "persist-credentials: false\n          cache: pip", "no-caches", id="cache"
    ),
    pytest.param("run: paa publish", "run: twine upload dist/* && paa publish", "hashes-compared", id="twine"),
    pytest.param("run: paa ci matrix", "run: paa plan", "names-proved", id="nobody proved"),
    pytest.param("run: paa ci matrix", "run: eval $X; paa ci matrix", "nothing-evaluated", id="eval"),
    pytest.param("run: paa ci matrix", "run: git log -1; paa ci matrix", "nothing-evaluated", id="commit text"),
    pytest.param(
        "permissions: {}\njobs",
        "permissions: {}\nenv: {TOKEN: '${{ secrets.TOKEN }}'}\njobs",
        "secrets-by-step",
        id="secret for all",
    ),
    pytest.param(
        "timeout-minutes: 30\n    environment",
        "timeout-minutes: 30\n    env: {A: '${{ secrets.A }}'}\n    environment",
        "secrets-by-step",
        id="secret for a job",
    ),
    pytest.param("run: paa record", "run: python module_dir/tool.py; paa test", "credentials-apart", id="own code"),
    pytest.param("run: paa publish", "run: paa stage", "trials-apart", id="a trial with a password"),
    pytest.param("run: paa record", "run: paa verify", "trials-apart", id="a trial with rights"),
    pytest.param(
        "      - run: paa record",
        f"      - uses: {DOWNLOAD}\n        with:\n          name: plan\n      - run: paa record",
        "plan-of-its-job",
        id="any plan",
    ),
]


@pytest.mark.parametrize(("old", "new", "rule"), CASES)
def test_each_rule_finds_what_it_is_for(old: str, new: str, rule: str) -> None:
    assert rule in found(changed(GITHUB, old, new))


AZURE_CASES = [
    pytest.param("script: paa publish", "script: paa verify", "trials-apart", id="a trial with a token"),
    pytest.param('persistCredentials: "false"', 'persistCredentials: "true"', "checkout-credentials", id="on disk"),
    pytest.param("checkout: none", "checkout: self", "publishing-apart", id="publishing with a checkout"),
    pytest.param('--shard "$SHARD"', "--shard $(shard)", "values-by-environment", id="macro"),
    pytest.param("        timeoutInMinutes: 30\n", "", "bounded", id="for ever"),
    pytest.param("vmImage: ubuntu-24.04", "vmImage: ubuntu-latest", "bounded", id="any machine"),
    pytest.param("script: paa ci matrix", "script: paa plan", "names-proved", id="nobody proved"),
    pytest.param("script: paa publish", "script: python x.py; paa test", "credentials-apart", id="own code"),
    pytest.param("script: paa publish", "script: twine upload dist/*; paa publish", "hashes-compared", id="twine"),
    pytest.param("trigger: none", "trigger: [main]", "started-by-hand", id="push"),
    pytest.param("trigger: none\n", "", "started-by-hand", id="nothing said of pushes"),
    pytest.param("trigger: none", "trigger: none\nschedules: [{cron: '0 0 * * *'}]", "started-by-hand", id="clock"),
    pytest.param("lockBehavior: sequential\n", "", "queued", id="drops"),
    pytest.param("deployment: publish\n        environment: release", "job: publish", "queued", id="nothing to lock"),
    pytest.param(
        "          - checkout: none\n          - script: paa verify",
        "          - script: paa publish",
        "publishing-apart",
        id="a checkout that nobody wrote",
    ),
    pytest.param(
        "script: paa ci matrix", "script: echo $(TWINE_PASSWORD); paa ci matrix", "secrets-by-step", id="said"
    ),
    pytest.param(
        "stages:\n", "variables: {password: $(TWINE_PASSWORD)}\nstages:\n", "secrets-by-step", id="for every job"
    ),
    pytest.param(
        "stages:\n",
        "variables: [{name: password, value: $(TWINE_PASSWORD)}]\nstages:\n",
        "secrets-by-step",
        id="in a list",
    ),
]


def test_every_rule_has_a_case() -> None:
    assert {case.values[2] for case in (*CASES, *AZURE_CASES)} == set(RULES)


@pytest.mark.parametrize(("old", "new", "rule"), AZURE_CASES)
def test_the_rules_are_for_azure_too(old: str, new: str, rule: str) -> None:
    assert rule in found(changed(AZURE, old, new), azure=True)


def test_what_is_no_pipeline_breaks_rules_and_nothing_else() -> None:
    for text in ("", "[]", "a: b", "jobs: 1", "jobs: {a: 1}", "jobs: {a: {steps: [1, {run: 2}]}}", "on: [push]"):
        assert found(dedent(text)) <= set(RULES)
        assert found(dedent(text), azure=True) <= set(RULES)
