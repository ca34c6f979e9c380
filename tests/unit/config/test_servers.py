"""Reading the configuration files of servers: what is accepted, and the one sentence for each thing that is not."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from paa.adapters.templates import render
from paa.config.servers import load_server, read_words
from paa.errors import ConfigError, PaaError, UsageError
from paa.model.network import CorsPolicy, Host, Origin, Port
from paa.model.serving import (
    ApiDescription,
    ApiRun,
    ApiSettings,
    AppOption,
    AppRun,
    AppSettings,
    LogLevel,
    McpRun,
    McpSettings,
    McpSources,
    Mode,
    ServerSettings,
    Transport,
)

KINDS = {"paa.api.config": ApiSettings, "paa.streamlit.config": AppSettings, "paa.mcp.config": McpSettings}


def problems(kind: type[ServerSettings], text: str) -> list[tuple[str | None, str, str | None]]:
    """Load what is wrong, and give place, message and hint of each problem."""
    with pytest.raises(PaaError) as raised:
        load_server(kind, text, where="file")
    assert all(isinstance(each, ConfigError) for each in raised.value.problems)
    return [(each.where, each.message, each.hint) for each in raised.value.problems]


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("text", ["", "# a comment\n", "null\n", "{}"], ids=["empty", "comment", "null", "mapping"])
def test_nothing_written_is_all_defaults(kind: type[ServerSettings], text: str) -> None:
    assert load_server(kind, text, where="file") == kind()


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_scaffold_says_the_defaults(name: str, kind: type[ServerSettings]) -> None:
    assert load_server(kind, render(name), where="file") == kind()


@pytest.mark.parametrize("name", ["paa.api.config", "paa.mcp.config"])
def test_scaffold_names_every_key(name: str) -> None:
    settings = KINDS[name]()
    text = re.sub(r"^( *)# (\w+: )", r"\1\2", render(name), flags=re.MULTILINE)

    loaded: ServerSettings = load_server(KINDS[name], text, where="file")

    sections = {each.name: getattr(settings, each.name) for each in fields(settings)}
    keys = {key.name for section in sections.values() if is_dataclass(section) for key in fields(section)}
    assert {key for key in keys if not re.search(rf"^ +{key}: ", text, flags=re.MULTILINE)} == set()
    assert loaded != settings


def test_configuration_of_an_api() -> None:
    text = """\
DESCRIPTION: {title: Ours, version: 1.10, contact: {name: Ada, email: ada@example.com}, summary: null}
MIDDLEWARE: {allow_origins: [https://example.com], allow_credentials: true, allow_methods: ["*"]}
RUN: {host: 0.0.0.0, port: 80, log_level: debug, ssl_keyfile: /etc/key.pem}
"""

    assert load_server(ApiSettings, text, where="file") == ApiSettings(
        DESCRIPTION=ApiDescription(title="Ours", version="1.10", contact={"name": "Ada", "email": "ada@example.com"}),
        MIDDLEWARE=CorsPolicy(
            allow_origins=(Origin("https://example.com"),), allow_credentials=True, allow_methods=("*",)
        ),
        RUN=ApiRun(
            host=Host("0.0.0.0"),  # noqa: S104 - whoever writes it means it
            port=Port(80),
            log_level=LogLevel.DEBUG,
            ssl_keyfile=Path("/etc/key.pem"),
        ),
    )


def test_configuration_of_an_mcp_server() -> None:
    text = "RUN: {transport: stdio, mode: combine}\nSOURCES: {packages: [a-b], paths: [c.py]}\n"

    loaded = load_server(McpSettings, text, where="file")

    assert loaded == McpSettings(
        RUN=McpRun(transport=Transport.STDIO, mode=Mode.COMBINE),
        SOURCES=McpSources(packages=("a-b",), paths=(Path("c.py"),)),
    )
    assert not loaded.listens


@pytest.mark.parametrize(
    ("kind", "text", "port"),
    [
        pytest.param(
            ApiSettings,
            "DESCRIPTION : {\n    'version' : 0.0.0\n}\nMIDDLEWARE : {\n    allow_origins : ['*']\n}\n"
            "RUN : {\n host : 0.0.0.0\n}\n",
            8000,
            id="api",
        ),
        pytest.param(
            McpSettings,
            "RUN:\n  host: 0.0.0.0\n  port: 8000\n  transport: streamable-http\n  mount_path: null\n  mode: split\n"
            "  server_prefix: null\nSOURCES:\n  packages:\n    - my-package\n  paths: []\n",
            8000,
            id="mcp",
        ),
        pytest.param(AppSettings, "server: {headless: true, port: 8501}\ntheme: {base: light}\n", 8501, id="streamlit"),
    ],
)
def test_files_of_the_predecessor_are_understood(kind: type[ServerSettings], text: str, port: int) -> None:
    assert load_server(kind, text, where="file").run.port == port


def test_configuration_of_a_web_app() -> None:
    text = "server:\n  port: 1\n  runOnSave: true\ntheme:\n  base: null\n  sidebar: {fonts: [a, b]}\n"

    assert load_server(AppSettings, text, where="file") == AppSettings(
        run=AppRun(port=Port(1)),
        options={
            "server.runOnSave": AppOption(("true",), "file:3"),
            "theme.sidebar.fonts": AppOption(("a", "b"), "file:6"),
        },
    )


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        pytest.param(
            ApiSettings,
            "run: {port: 1}",
            [("file:1", "unknown key `run`", "did you mean `RUN`?")],
            id="small letters",
        ),
        pytest.param(
            ApiSettings,
            "RUN:\n  prot: 1\n  reload: true\n",
            [
                ("file:2", "unknown key `prot`", "did you mean `port`?"),
                (
                    "file:3",
                    "unknown key `reload`",
                    (
                        "the keys of RUN are host, port, root_path, log_level, access_log, proxy_headers, "
                        "forwarded_allow_ips, limit_concurrency, timeout_keep_alive, timeout_graceful_shutdown, "
                        "ssl_certfile and ssl_keyfile"
                    ),
                ),
            ],
            id="keys of a section",
        ),
        pytest.param(
            ApiSettings,
            "OTHER: 1",
            [("file:1", "unknown key `OTHER`", "the keys are DESCRIPTION, MIDDLEWARE and RUN")],
            id="section",
        ),
        pytest.param(
            ApiSettings,
            "MIDDLEWARE:\n  allow_origins: ['*']\n  allow_credentials: true\n",
            [
                (
                    "file:1",
                    "`MIDDLEWARE`: every website could send requests with the cookies of its visitors",
                    "name the origins that may, or leave `allow_credentials` out",
                )
            ],
            id="any origin with credentials",
        ),
        pytest.param(
            ApiSettings,
            "MIDDLEWARE: {allow_origin_regex: 'https?://.*', allow_credentials: true}",
            [
                (
                    "file:1",
                    "`MIDDLEWARE`: every website could send requests with the cookies of its visitors",
                    "name the origins that may, or leave `allow_credentials` out",
                )
            ],
            id="any origin by an expression",
        ),
        pytest.param(
            ApiSettings,
            "MIDDLEWARE: {allow_origin_regex: '('}",
            [
                (
                    "file:1",
                    (
                        "`MIDDLEWARE`: `allow_origin_regex` is no regular expression: "
                        "missing ), unterminated subpattern at position 0"
                    ),
                    None,
                )
            ],
            id="no expression",
        ),
        pytest.param(
            ApiSettings,
            "MIDDLEWARE:\n  allow_origins: [example.com, 'https://example.com/']\n",
            [
                (
                    "file:2",
                    (
                        f"`MIDDLEWARE.allow_origins[{number}]`: "
                        f"expected an origin such as https://example.com, or `*`, got '{text}'"
                    ),
                    "scheme, name and port, and nothing behind them",
                )
                for number, text in ((1, "example.com"), (2, "https://example.com/"))
            ],
            id="no origin",
        ),
        pytest.param(
            ApiSettings,
            "RUN: {host: 'a b', port: 70000, log_level: loud}\n",
            [
                (
                    "file:1",
                    "`RUN.host`: expected the name or the address of a network interface, such as 127.0.0.1, got 'a b'",
                    None,
                ),
                ("file:1", "`RUN.port`: expected a port, 0 to 65535, got 70000", None),
                ("file:1", "`RUN.log_level`: expected critical, error, warning, info or debug, got 'loud'", None),
            ],
            id="values",
        ),
        pytest.param(ApiSettings, "RUN: 1", [("file:1", "`RUN`: expected a mapping, got 1", None)], id="no mapping"),
        pytest.param(
            ApiSettings,
            "- a",
            [("file:1", "expected keys with values, such as `module_dir: python_modules`", None)],
            id="a list",
        ),
        pytest.param(
            McpSettings,
            "RUN: {transport: sse}",
            [("file:1", "`RUN.transport`: expected streamable-http or stdio, got 'sse'", None)],
            id="transport",
        ),
        pytest.param(
            AppSettings,
            "port: 1\nserver: {port: x, address: '!'}\n",
            [
                ("file:1", "`port` is no section of options", "write it below its section, as in `server: {port: …}`"),
                (
                    "file:2",
                    (
                        "`server.address`: expected the name or the address of a network interface, such as 127.0.0.1, "
                        "got '!'"
                    ),
                    None,
                ),
                ("file:2", "`server.port`: expected a port, 0 to 65535, got 'x'", None),
            ],
            id="web app",
        ),
    ],
)
def test_what_is_wrong_is_said_all_at_once(
    kind: type[ServerSettings], text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert problems(kind, text) == expected


def test_command_line_comes_first() -> None:
    loaded = load_server(ApiSettings, "RUN: {port: 1, host: localhost}", where="file")

    changed = loaded.changed(read_words(ApiRun, {"host": None, "port": "2"}))

    assert (changed.run.host, changed.run.port) == ("localhost", 2)


def test_words_are_read_like_the_file() -> None:
    with pytest.raises(UsageError) as raised:
        read_words(McpRun, {"server_prefix": "x", "mode": "spilt", "port": None})

    assert (raised.value.message, raised.value.hint) == (
        "--mode: expected split or combine, got 'spilt'",
        "did you mean `split`?",
    )
