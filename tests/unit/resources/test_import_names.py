"""The table of import names and the rules for namespaces, which are data: what must hold for every row."""

import keyword
import re
from collections.abc import Mapping
from types import MappingProxyType

import pytest
import stdlibs
from packaging.utils import canonicalize_name, is_normalized_name

from paa.adapters.resources import read_resource

ROWS = tuple(tuple(line.split("\t")) for line in read_resource("import_names.tsv").splitlines())
NAMESPACES = tuple(tuple(line.split("\t")) for line in read_resource("namespaces.tsv").splitlines())
PROJECTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {row[0]: row[1:] or (canonicalize_name(row[0]),) for row in ROWS}
)
TEMPLATES: Mapping[str, tuple[str, int]] = MappingProxyType(
    {prefix: (template, int(depth)) for prefix, template, depth in NAMESPACES}
)

# Modules that left the standard library, and live on as projects.
DEPARTED = frozenset(
    {
        "aifc",
        "asynchat",
        "asyncore",
        "audioop",
        "cgi",
        "cgitb",
        "chunk",
        "crypt",
        "distutils",
        "imghdr",
        "imp",
        "mailcap",
        "nntplib",
        "pipes",
        "smtpd",
        "sndhdr",
        "sunau",
        "telnetlib",
        "uu",
        "xdrlib",
    }
)

# What lies at the top of many wheels by accident, and what people call their own modules.
NOBODYS = frozenset(
    re.findall(
        r"\w+",
        """
        api app application apps assets base benchmark benchmarks bin build cli client common conf
        config configs conftest constants core css data db demo demos dev dist doc docs example
        examples exceptions extras files handlers helper helpers images include includes init js lib
        libs license log logger logs main manage migrations misc model models notebooks package
        packages plugins resources sample samples script scripts server service services setting
        settings setup source src static task tasks template templates test testing tests tool tools
        tutorial tutorials util utils version views web website
        """,
    )
)

# Written by hand from knowledge, before the table was collected.
FACTS: Mapping[str, str] = MappingProxyType(
    {
        "Bio": "biopython",
        "Crypto": "pycryptodome",
        "Cryptodome": "pycryptodomex",
        "IPython": "ipython",
        "Levenshtein": "levenshtein",
        "MySQLdb": "mysqlclient",
        "OpenGL": "pyopengl",
        "OpenSSL": "pyopenssl",
        "PIL": "pillow",
        "PyInstaller": "pyinstaller",
        "PyPDF2": "pypdf2",
        "PyQt5": "pyqt5",
        "PySide6": "pyside6",
        "Xlib": "python-xlib",
        "airflow": "apache-airflow",
        "airflow.providers.amazon": "apache-airflow-providers-amazon",
        "allure": "allure-pytest",
        "antlr4": "antlr4-python3-runtime",
        "apache_beam": "apache-beam",
        "attr": "attrs",
        "attrs": "attrs",
        "azure.identity": "azure-identity",
        "azure.storage.blob": "azure-storage-blob",
        "backports.zoneinfo": "backports-zoneinfo",
        "bs4": "beautifulsoup4",
        "bson": "pymongo",
        "cairo": "pycairo",
        "cassandra": "cassandra-driver",
        "chromadb": "chromadb",
        "community": "python-louvain",
        "confluent_kafka": "confluent-kafka",
        "cpuinfo": "py-cpuinfo",
        "crontab": "python-crontab",
        "cv2": "opencv-python",
        "dash_bootstrap_components": "dash-bootstrap-components",
        "dateutil": "python-dateutil",
        "decouple": "python-decouple",
        "discord": "discord-py",
        "distutils": "setuptools",
        "django_filters": "django-filter",
        "dns": "dnspython",
        "docx": "python-docx",
        "dotenv": "python-dotenv",
        "environ": "django-environ",
        "exifread": "exifread",
        "faiss": "faiss-cpu",
        "fake_useragent": "fake-useragent",
        "fitz": "pymupdf",
        "flask_sqlalchemy": "flask-sqlalchemy",
        "fontTools": "fonttools",
        "gi": "pygobject",
        "git": "gitpython",
        "github": "pygithub",
        "gitlab": "python-gitlab",
        "google.auth": "google-auth",
        "google.cloud.bigquery": "google-cloud-bigquery",
        "google.cloud.storage": "google-cloud-storage",
        "google.generativeai": "google-generativeai",
        "google.genai": "google-genai",
        "google.protobuf": "protobuf",
        "googleapiclient": "google-api-python-client",
        "graphql": "graphql-core",
        "grpc": "grpcio",
        "grpc_status": "grpcio-status",
        "hydra": "hydra-core",
        "igraph": "igraph",
        "imblearn": "imbalanced-learn",
        "importlib_metadata": "importlib-metadata",
        "jaraco.text": "jaraco-text",
        "jose": "python-jose",
        "jwt": "pyjwt",
        "keycloak": "python-keycloak",
        "kafka": "kafka-python",
        "kubernetes": "kubernetes",
        "ldap": "python-ldap",
        "ldap3": "ldap3",
        "llama_cpp": "llama-cpp-python",
        "llama_index.core": "llama-index-core",
        "llama_index.llms.openai": "llama-index-llms-openai",
        "lightgbm": "lightgbm",
        "magic": "python-magic",
        "markdown": "markdown",
        "markdown_it": "markdown-it-py",
        "memcache": "python-memcached",
        "mpl_toolkits": "matplotlib",
        "mysql.connector": "mysql-connector-python",
        "nacl": "pynacl",
        "nmap": "python-nmap",
        "numpy": "numpy",
        "odf": "odfpy",
        "openai": "openai",
        "opentelemetry.instrumentation.flask": "opentelemetry-instrumentation-flask",
        "opentelemetry.sdk.trace": "opentelemetry-sdk",
        "opentelemetry.trace": "opentelemetry-api",
        "osgeo": "gdal",
        "pandas": "pandas",
        "paste.deploy": "pastedeploy",
        "pkg_resources": "setuptools",
        "playwright": "playwright",
        "pptx": "python-pptx",
        "psycopg": "psycopg",
        "psycopg2": "psycopg2",
        "pyaudio": "pyaudio",
        "pylab": "matplotlib",
        "pymysql": "pymysql",
        "pynput": "pynput",
        "pytesseract": "pytesseract",
        "pythoncom": "pywin32",
        "pywt": "pywavelets",
        "pyximport": "cython",
        "qdrant_client": "qdrant-client",
        "rest_framework": "djangorestframework",
        "ruamel.yaml": "ruamel-yaml",
        "sentence_transformers": "sentence-transformers",
        "serial": "pyserial",
        "shapefile": "pyshp",
        "skimage": "scikit-image",
        "sklearn": "scikit-learn",
        "skopt": "scikit-optimize",
        "slugify": "python-slugify",
        "smbus2": "smbus2",
        "socketio": "python-socketio",
        "socks": "pysocks",
        "speech_recognition": "speechrecognition",
        "sphinxcontrib.mermaid": "sphinxcontrib-mermaid",
        "talib": "ta-lib",
        "telebot": "pytelegrambotapi",
        "telegram": "python-telegram-bot",
        "tensorflow": "tensorflow",
        "tlz": "toolz",
        "tree_sitter": "tree-sitter",
        "umap": "umap-learn",
        "usb": "pyusb",
        "vlc": "python-vlc",
        "weasyprint": "weasyprint",
        "websocket": "websocket-client",
        "whisper": "openai-whisper",
        "win32api": "pywin32",
        "wx": "wxpython",
        "xgboost": "xgboost",
        "yaml": "pyyaml",
        "zmq": "pyzmq",
        "zope.interface": "zope-interface",
    }
)


def resolve(name: str) -> str | None:
    """Name the project of a dotted name: the longest row or namespace wins, and a namespace wins over its own row."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        if prefix in TEMPLATES and length < len(parts):
            template, depth = TEMPLATES[prefix]
            return canonicalize_name(template.format("-".join(parts[length : length + depth])))
        if prefix in PROJECTS:
            return PROJECTS[prefix][0]
    return None


def test_rows_are_sorted_and_each_key_has_one() -> None:
    keys = [row[0] for row in ROWS]

    assert keys == sorted(set(keys))


def test_keys_can_be_imported() -> None:
    parts = {part for row in ROWS for part in row[0].split(".")}

    assert [part for part in sorted(parts) if not part.isidentifier() or keyword.iskeyword(part)] == []


def test_projects_are_valid_and_normalised() -> None:
    projects = {project for row in ROWS for project in row[1:]}

    assert [project for project in sorted(projects) if not is_normalized_name(project)] == []
    assert [key for key, found in PROJECTS.items() if not is_normalized_name(found[0])] == []


def test_the_project_of_the_same_name_is_written_only_where_others_follow() -> None:
    assert [row for row in ROWS if len(row) == 2 and row[1] == canonicalize_name(row[0])] == []


def test_other_projects_follow_sorted_and_are_others() -> None:
    assert [row for row in ROWS if list(row[2:]) != sorted(set(row[2:]) - set(row[1:2]))] == []


def test_a_dotted_row_says_more_than_the_row_above_it() -> None:
    said_twice = []
    for key, projects in PROJECTS.items():
        above = key.rpartition(".")[0]
        while above and above not in PROJECTS and above not in TEMPLATES:
            above = above.rpartition(".")[0]
        if above in PROJECTS and above not in TEMPLATES and PROJECTS[above] == projects:
            said_twice.append(key)

    assert said_twice == []


def test_the_names_that_matter_are_there() -> None:
    assert len(ROWS) >= 5000
    assert sum(projects[0] != canonicalize_name(key) for key, projects in PROJECTS.items()) >= 1000


def test_names_that_are_nobodys_have_no_row() -> None:
    assert sorted(NOBODYS & PROJECTS.keys()) == []


def test_the_standard_library_has_no_rows_but_for_what_left_it() -> None:
    versions = [version for version in stdlibs.KNOWN_VERSIONS if version.startswith("3.")]
    standard = frozenset[str]().union(*(stdlibs.stdlib_module_names(version) for version in versions))

    assert {key for key in PROJECTS if key.partition(".")[0] in standard} == DEPARTED


@pytest.mark.parametrize(("name", "project"), FACTS.items())
def test_well_known_names_are_known(name: str, project: str) -> None:
    assert resolve(name) == project


def test_namespaces_are_sorted_and_each_has_one_rule() -> None:
    assert list(TEMPLATES) == sorted(prefix for prefix, _, _ in NAMESPACES)
    assert len(TEMPLATES) == len(NAMESPACES) >= 40


def test_namespaces_can_be_imported() -> None:
    parts = {part for prefix in TEMPLATES for part in prefix.split(".")}

    assert [part for part in sorted(parts) if not part.isidentifier() or keyword.iskeyword(part)] == []


@pytest.mark.parametrize(("prefix", "template", "depth"), NAMESPACES)
def test_a_namespace_makes_the_name_of_a_project(prefix: str, template: str, depth: str) -> None:
    assert template.count("{}") == 1, prefix
    assert is_normalized_name(template.replace("{}", "member"))
    assert depth in {"1", "2", "3"}


@pytest.mark.parametrize(
    ("name", "project"),
    [
        pytest.param("azure.mgmt.compute.models", "azure-mgmt-compute", id="one part"),
        pytest.param("azure.newservice.things.models", "azure-newservice-things", id="two parts"),
        pytest.param("sphinxcontrib.never_seen", "sphinxcontrib-never-seen", id="underscores"),
        pytest.param("opentelemetry.instrumentation.utils", "opentelemetry-instrumentation", id="a row of its own"),
        pytest.param("opentelemetry.sdk.trace.export", "opentelemetry-sdk", id="below a row"),
        pytest.param("airflow.providers.apache.spark.hooks", "apache-airflow-providers-apache-spark", id="longest"),
        pytest.param("airflow.models", "apache-airflow", id="outside of the namespace"),
    ],
)
def test_members_of_namespaces_are_named_by_rule(name: str, project: str) -> None:
    assert resolve(name) == project
