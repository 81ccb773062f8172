"""Packages on PyPI whose wheels carry an Alembic history, and what each needs to run under the real one."""

from dataclasses import dataclass, field


@dataclass
class Package:
    name: str
    version: str
    # inside the wheel
    versions: str
    # each is brought to head on a database of its own: branches of one history may exclude each other
    targets: list = field(default_factory=lambda: ["heads"])
    # what its files import beyond SQLAlchemy and Alembic, for pip; none: the files stand alone
    requirements: list = field(default_factory=list)
    overrides: list = field(default_factory=lambda: ["alembic==1.20.1"])
    environment: dict = field(default_factory=dict)
    # what the package's own env.py does first, and passes to context.configure beyond the connection
    preamble: str = ""
    configure: str = ""
    # what the application's own command does before it calls Alembic; only the real one runs in it
    application: str = ""
    # what the application does with an empty database before the history, by its own Python
    prepare: str = ""
    # by git instead of PyPI: the variable that says where the clone is
    clone: str = ""

    @property
    def wheel(self):
        return f"{self.name}-{self.version}"


AIIDA_PROFILE = """from types import SimpleNamespace

storage = {"repository_uri": "file://" + os.environ["CORPUS_SCRATCH"]}
profile = SimpleNamespace(name="corpus", is_test_profile=True, storage_config=storage)
"""

MLFLOW_INITIAL_TABLES = """import os
from mlflow.store.tracking.dbmodels.initial_models import Base as InitialBase
from sqlalchemy import create_engine

url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://")
InitialBase.metadata.create_all(create_engine(url))
"""

SUPERSET_APPLICATION = """import os
os.environ["SUPERSET__SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
from superset.app import create_app
create_app().app_context().push()
"""

PACKAGES = [
    Package(
        "argilla-server",
        "2.8.0",
        "argilla_server/alembic/versions",
        environment={"ARGILLA_DATABASE_URL": "{url}"},
    ),
    Package("conda-store-server", "2025.2.2", "conda_store_server/_internal/alembic/versions"),
    Package("open-webui", "0.12.4", "open_webui/migrations/versions", environment={"WEBUI_SECRET_KEY": "secret"}),
    Package("mlflow", "3.18.0", "mlflow/store/db_migrations/versions", prepare=MLFLOW_INITIAL_TABLES),
    Package("optuna", "5.0.0", "optuna/storages/_rdb/alembic/versions"),
    Package(
        "fief-server",
        "0.30.0",
        "fief/alembic/versions",
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
    ),
    Package("langflow-base", "1.13.0", "langflow/alembic/versions"),
    Package(
        "apache-airflow-core", "3.3.2", "airflow/migrations/versions", configure="transaction_per_migration=True",
        environment={"AIRFLOW__CORE__UNIT_TEST_MODE": "True"},
    ),
    Package(
        "apache-superset",
        "6.1.0",
        "superset/migrations/versions",
        overrides=["alembic==1.19.*"],
        environment={"SUPERSET_SECRET_KEY": "secret"},
        application=SUPERSET_APPLICATION,
        # Flask-AppBuilder makes its own tables whenever the application starts
        prepare=SUPERSET_APPLICATION,
    ),
    Package("MoonMind", "git", "api_service/migrations/versions", clone="MOONMIND"),
]


def named(name):
    for package in PACKAGES:
        if package.name == name:
            return package
    raise SystemExit(f"no package {name}: one of {', '.join(package.name for package in PACKAGES)}")
