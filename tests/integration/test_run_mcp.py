"""`paa run mcp`: called by the client of the SDK, of its 1.x and its 2.x, over both transports."""

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Completed, FreshEnvironment
from tests.support.samples import Samples
from tests.support.servers import PATIENCE_SECONDS, ask, serving, wait_until

pytestmark = pytest.mark.slow

CLIENT = Path(__file__).parents[1] / "support" / "mcp_client.py"
BOTH = ("--package", "http-status-advice", "--package", "duration_text")

# What a stray print would do to the protocol: when the module is imported, when a tool works, and by a child process.
NOISY = """\
import subprocess

try:
    from mcp.server import MCPServer as FastMCP
except ImportError:
    from mcp.server.fastmcp import FastMCP

mcp = FastMCP("noisy")
print("printed by the module")


@mcp.tool()
def work() -> str:
    \"\"\"Make noise.\"\"\"
    print("printed by the tool")
    subprocess.run(["echo", "printed by a child"], check=True)
    return "done"


@mcp.resource("noise://here")
def here() -> str:
    return "noise"


@mcp.resource("noise://{place}")
def there(place: str) -> str:
    return place


@mcp.prompt()
def hush() -> str:
    return "Be quiet."
"""
# Leaves a note when it is shut down in an orderly way.
LIVING = """\
from contextlib import asynccontextmanager
from pathlib import Path

try:
    from mcp.server import MCPServer as FastMCP
except ImportError:
    from mcp.server.fastmcp import FastMCP


@asynccontextmanager
async def life(server):
    Path("alive").touch()
    yield {}
    Path("ended").touch()


mcp = FastMCP("living", lifespan=life)
"""


@pytest.fixture(scope="module", params=["<2", ">=2"], ids=["SDK 1", "SDK 2"])
def environment(
    request: pytest.FixtureRequest, new_environment: Callable[[], FreshEnvironment], samples: Samples, engine: Path
) -> FreshEnvironment:
    """Install paa and two packages with an MCP server, with either version of the SDK."""
    environment = new_environment()
    wanted = samples.wanted("http-status-advice[mcp]", "duration-text[mcp]")
    environment.install(f"paa[mcp] @ {engine.as_uri()}", f"mcp{request.param}", *wanted)
    return environment


def call(environment: FreshEnvironment, place: str, tool: str, cwd: Path, **arguments: object) -> Completed:
    """Call a tool of a server."""
    return environment.run("python", CLIENT, place, tool, json.dumps(arguments), cwd=cwd)


def stdio(environment: FreshEnvironment, *words: str | Path) -> str:
    """Say how a client starts a server by itself."""
    return " ".join(map(str, ("stdio", environment.root / "bin" / "paa", "run", "mcp", "--transport=stdio", *words)))


def test_server_over_standard_streams(environment: FreshEnvironment, tmp_path: Path) -> None:
    place = stdio(environment, "--package", "http-status-advice")

    called = call(environment, place, "explain_status", tmp_path, code=404)

    assert called.code == 0, called.err
    tools, answer = called.out.split("\n", 1)
    assert tools == "explain_status search_statuses"
    assert json.loads(answer)["name"] == "Not Found"


def test_servers_beside_each_other_over_http(environment: FreshEnvironment, tmp_path: Path) -> None:
    with serving(environment, "mcp", *BOTH, "--port", "0", cwd=tmp_path) as running:
        addresses = dict(running.addresses)
        first = call(environment, f"{running.base}/http-status-advice/mcp", "explain_status", tmp_path, code=503)
        second = call(environment, f"{running.base}/duration-text/mcp", "seconds_of", tmp_path, text="1h 30m")
        code = running.stop()

    assert addresses == {
        "the MCP server http-status-advice": f"{running.base}/http-status-advice/mcp",
        "the MCP server duration-text": f"{running.base}/duration-text/mcp",
    }
    assert first.out.startswith("explain_status search_statuses\n"), first.err
    assert second.out == "seconds_of\n5400.0\n", second.err
    assert code == 0, running.log.read_text()


def test_names_and_paths_can_be_chosen(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "mcp.yml").write_text("RUN: {mount_path: /tools/, port: 0}\n", encoding="utf-8")

    words = [*BOTH, "--mcp-config", "mcp.yml", "--server-prefix", "team"]
    with serving(environment, "mcp", *words, cwd=tmp_path) as running:
        called = call(environment, f"{running.base}/tools/team-duration-text/mcp", "seconds_of", tmp_path, text="1s")

    assert list(running.addresses) == ["the MCP server team-http-status-advice", "the MCP server team-duration-text"]
    assert called.out == "seconds_of\n1.0\n", called.err


def test_servers_combined_to_one(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(NOISY, encoding="utf-8")
    (tmp_path / ".paa.mcp.config").write_text(
        "RUN: {mode: combine, port: 0}\nSOURCES: {packages: [http-status-advice, duration-text], paths: [noisy.py]}\n",
        encoding="utf-8",
    )

    with serving(environment, "mcp", cwd=tmp_path) as running:
        called = call(environment, f"{running.base}/mcp", "seconds_of", tmp_path, text="2m")

    assert running.addresses == {"the MCP server paa": f"{running.base}/mcp"}
    assert called.out == "explain_status hush noise://here search_statuses seconds_of there work\n120.0\n", called.err


def test_nothing_but_the_protocol_is_on_standard_output(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(NOISY, encoding="utf-8")
    messages: list[dict[str, object]] = [
        {
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "test", "version": "1"},
            },
        },
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "work", "arguments": {}}},
    ]
    lines = "".join(f"{json.dumps({'jsonrpc': '2.0', **each})}\n" for each in messages)
    command: list[str | Path] = [
        environment.root / "bin" / "paa",
        "run",
        "mcp",
        "--transport",
        "stdio",
        "--path",
        "noisy.py",
    ]

    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(lines)
        process.stdin.flush()
        answers = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.stdin.close()
        rest, log = process.stdout.read(), process.stderr.read()

    assert [answer["id"] for answer in answers] == [1, 2]
    assert answers[1]["result"]["content"][0]["text"] == "done"
    assert (process.returncode, rest) == (0, "")
    for noise in ("printed by the module", "printed by the tool", "printed by a child"):
        assert noise in log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_server_on_standard_streams_ends_in_order(environment: FreshEnvironment, tmp_path: Path, number: int) -> None:
    (tmp_path / "living.py").write_text(LIVING, encoding="utf-8")
    command: list[str | Path] = [
        environment.root / "bin" / "paa",
        "run",
        "mcp",
        "--transport",
        "stdio",
        "--path",
        "living.py",
    ]

    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        wait_until((tmp_path / "alive").exists, "the server")
        process.send_signal(number)
        code = process.wait(PATIENCE_SECONDS)

    assert code == 0
    assert (tmp_path / "ended").exists()


@pytest.mark.parametrize(
    ("words", "error"),
    [
        pytest.param(
            [*BOTH, "--transport", "stdio"],
            "error: standard input and output carry one MCP server at a time\n"
            "  hint: combine them with `--mode combine`, or start one server for each\n",
            id="several on one wire",
        ),
        pytest.param(
            ["--package", "duration-text", "--path", "same.py", "--mode", "combine", "--port", "0"],
            "error: same.py: duration-text and same both have the tool 'seconds_of'\n"
            "  hint: serve them side by side with `--mode split`, or rename one\n",
            id="the same tool",
        ),
        pytest.param(
            ["--path", "living.py", "--path", "also_living.py", "--mode", "combine", "--port", "0"],
            "error: `lifespan` of living and also-living would be lost in a combined server\n"
            "  hint: serve them side by side with `--mode split`\n",
            id="two lives",
        ),
        pytest.param(
            ["--package", "duration-text", "--path", "duration_text.py", "--port", "0"],
            "error: duration_text.py: duration_text.mcp_server would be served at the same path\n"
            "  hint: rename the file, or combine them with `--mode combine`\n",
            id="namesakes",
        ),
        pytest.param(
            ["--path", "lacking.py", "--port", "0"],
            "error: lacking.py: cannot be imported: No module named 'nowhere'\n"
            "  hint: install what it needs, in a version that has it\n",
            id="missing import",
        ),
        pytest.param(
            ["--path", "none.py", "--port", "0"],
            "error: none.py: `mcp` is no server of the MCP SDK, but str\n"
            "  hint: make it with FastMCP of mcp.server.fastmcp (1.x) or MCPServer of mcp.server (2.x)\n",
            id="no server",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    environment: FreshEnvironment, tmp_path: Path, words: list[str], error: str
) -> None:
    same = NOISY.replace("def work(", "def seconds_of(")
    files = {"same": same, "duration_text": same, "living": LIVING, "also_living": LIVING}
    for name, source in {**files, "none": "mcp = 'no'\n", "lacking": "import nowhere\n"}.items():
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")

    ended = environment.run("paa", "run", "mcp", *words, cwd=tmp_path)

    assert ended.out == ""
    assert ended.err.replace("printed by the module\n", "") == error
    assert ended.code in {2, 3}


def test_strangers_are_not_answered(environment: FreshEnvironment, tmp_path: Path) -> None:
    with serving(environment, "mcp", "--package", "duration-text", "--port", "0", cwd=tmp_path) as running:
        stranger = ask(f"{running.base}/mcp", "POST", Host="evil.example", Content_Type="application/json")

    assert stranger.status == 421


def test_file_that_is_no_python_is_one_sentence(environment: FreshEnvironment, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1\ndef (\n")

    ended = environment.run("paa", "run", "mcp", "--path", "app.py", "--port", "0", cwd=tmp_path)

    assert (ended.code, ended.out) == (3, "")
    assert ended.err == "error: app.py:2: syntax error: invalid syntax\n  hint: mend it\n"
