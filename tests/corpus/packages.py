"""Real projects: packages on PyPI whose wheels carry an Alembic history, and what each needs to run."""

from dataclasses import dataclass, field


@dataclass
class Package:
    name: str
    version: str
    # inside the wheel
    versions: str
    # each is brought to head on a database of its own: branches of one history may exclude each other
    targets: list = field(default_factory=lambda: ["heads"])
    alembic: str = "alembic==1.20.1"
    # beyond what the wheel asks for, and what it asks for in vain
    requirements: list = field(default_factory=list)
    without: list = field(default_factory=list)
    # instead of what the wheel asks for
    requirements_file: str = ""
    environment: dict = field(default_factory=dict)
    # what the package's own env.py does first, and passes to context.configure beyond the connection
    preamble: str = ""
    configure: str = ""
    # what the application's own command does before it calls Alembic; only the real one runs in it
    application: str = ""
    # what the application does with an empty database before the history, by its own Python
    prepare: str = ""
    # revisions that ask a second connection, which sees only what is committed, as all of one transaction is not
    in_one_go: list = field(default_factory=list)
    # by git instead of PyPI: the variable that says where the clone is
    clone: str = ""
    # files that reading alone does not settle, nor Python, and tables that may differ, as docs/CORPUS.md has them: more is
    # a failure
    refused: int = 0
    refused_by_python: int = 0
    differing: int = 0
    # why the real SQLAlchemy cannot compile its models here
    no_models: str = ""

    @property
    def wheel(self):
        return f"{self.name}-{self.version}"


AIIDA_PROFILE = """from types import SimpleNamespace

storage = {"repository_uri": "file://" + os.environ["CORPUS_SCRATCH"]}
profile = SimpleNamespace(name="corpus", is_test_profile=True, storage_config=storage)
"""

SUPERSET_APPLICATION = """import os
os.environ["SUPERSET__SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
from superset.app import create_app
create_app().app_context().push()
"""

MLFLOW_INITIAL_TABLES = """import os
from mlflow.store.tracking.dbmodels.initial_models import Base as InitialBase
from sqlalchemy import create_engine

url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
InitialBase.metadata.create_all(create_engine(url))
"""

PACKAGES = [
    Package(
        "argilla-server",
        "2.8.0",
        "argilla_server/alembic/versions",
        differing=14,
        requirements=["asyncpg"],
        environment={"ARGILLA_DATABASE_URL": "{url}"},
    ),
    Package(
        "conda-store-server",
        "2025.2.2",
        "conda_store_server/_internal/alembic/versions",
        no_models="they import conda, which is not to be had from PyPI",
    ),
    Package(
        "open-webui",
        "0.12.4",
        "open_webui/migrations/versions",
        # the package's own list without machine learning
        requirements_file="requirements-slim.txt",
        differing=48,
        # its models import its settings, which ask for the default vector store
        requirements=["chromadb"],
        environment={"WEBUI_SECRET_KEY": "secret", "FROM_INIT_PY": "true", "STATIC_DIR": "{scratch}/static"},
    ),
    Package(
        "mlflow",
        "3.18.0",
        "mlflow/store/db_migrations/versions",
        # its two parts are not on PyPI in this version; the wheel has their files
        without=["mlflow-skinny", "mlflow-tracing"],
        requirements=[
            "cachetools", "click", "cloudpickle", "databricks-sdk", "fastapi", "gitpython", "importlib_metadata",
            "opentelemetry-api", "opentelemetry-sdk", "opentelemetry-proto", "packaging", "protobuf", "pydantic",
            "python-dotenv", "pyyaml", "requests", "sqlparse", "typing-extensions", "uvicorn",
        ],
        prepare=MLFLOW_INITIAL_TABLES,
        refused=1,
        differing=69,
    ),
    Package("optuna", "5.0.0", "optuna/storages/_rdb/alembic/versions"),
    Package(
        "fief-server",
        "0.30.0",
        "fief/alembic/versions",
        # the sources of psycopg2 want a compiler
        without=["psycopg2"],
        environment={
            "SECRET": "secret",
            "ENCRYPTION_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
            "FIEF_CLIENT_ID": "id",
            "FIEF_CLIENT_SECRET": "secret",
        },
        preamble="from fief.models.base import TABLE_PREFIX\n",
        configure="table_prefix=TABLE_PREFIX, version_table=TABLE_PREFIX + 'alembic_version'",
    ),
    Package(
        "aiida-core",
        "2.9.4",
        "aiida/storage/psql_dos/migrations/versions",
        targets=["main@head", "django@head", "sqlalchemy@head"],
        preamble=AIIDA_PROFILE,
        configure="transaction_per_migration=True, aiida_profile=profile",
        refused=5,
        refused_by_python=2,
    ),
    Package("langflow-base", "1.13.0", "langflow/alembic/versions", differing=1),
    Package(
        "apache-airflow-core",
        "3.3.2",
        "airflow/migrations/versions",
        # what it is told of PostgreSQL's address has it make an asynchronous engine too
        requirements=["asyncpg"],
        environment={
            "AIRFLOW__CORE__UNIT_TEST_MODE": "True",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "{psycopg2_url}",
            "AIRFLOW_HOME": "{scratch}",
        },
        configure="transaction_per_migration=True",
        refused=7,
        differing=57,
    ),
    Package(
        "apache-superset",
        "6.1.0",
        "superset/migrations/versions",
        alembic="alembic==1.19.*",
        # newer ones pass an argument that its cache does not know
        requirements=["flask-caching==2.3.0"],
        environment={"SUPERSET_SECRET_KEY": "secret"},
        application=SUPERSET_APPLICATION,
        # Flask-AppBuilder makes its own tables whenever the application starts
        prepare=SUPERSET_APPLICATION,
        in_one_go=["1226819ee0e3", "3b626e2a6783"],
        refused=23,
        refused_by_python=5,
        differing=53,
    ),
    Package(
        "MoonMind",
        "git",
        "api_service/migrations/versions",
        clone="MOONMIND",
        requirements=[
            "fastapi", "fastapi-users[sqlalchemy]~=15.0.5", "pydantic>=2.12.5,<2.14", "pydantic-settings>=2.13.1,<2.16",
            "SQLAlchemy~=2.0.49", "sqlalchemy-utils~=0.42.1", "cryptography>=46.0.7,<50.1.0", "structlog", "asyncpg",
            "temporalio", "toml", "PyYAML", "httpx", "requests", "jinja2", "python-multipart", "orjson", "boto3",
            "anthropic", "openai", "docker", "gitpython", "qdrant-client", "typer", "opentelemetry-api",
            "opentelemetry-sdk", "aiohttp", "websockets", "watchfiles",
        ],
    ),
]


def named(name):
    for package in PACKAGES:
        if package.name == name:
            return package
    raise SystemExit(f"no package {name}: one of {', '.join(package.name for package in PACKAGES)}")
