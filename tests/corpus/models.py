"""What has to be imported for each package's models to be complete, as its own env.py does it."""

OPEN_WEBUI = [
    "access_grants", "apps", "auths", "automations", "calendar", "channels", "chat_messages", "chats", "config",
    "feedbacks", "files", "folders", "function_history", "functions", "groups", "knowledge", "memories", "messages",
    "model_history", "models", "notes", "oauth_sessions", "prompt_history", "prompts", "shared_chats",
    "skill_history", "skills", "tags", "tool_history", "tools", "users",
]  # fmt: skip
AIIDA = ["authinfo", "comment", "computer", "group", "log", "node", "settings", "user"]

# the text of a module that binds `metadata`
MODELS = {
    "argilla-server": """from argilla_server.models.base import DatabaseModel
from argilla_server.models.database import *
metadata = DatabaseModel.metadata
""",
    "conda-store-server": "from conda_store_server._internal.orm import Base\nmetadata = Base.metadata\n",
    "open-webui": "".join(f"import open_webui.models.{name}\n" for name in OPEN_WEBUI)
    + "from open_webui.internal.db import Base\nmetadata = Base.metadata\n",
    "mlflow": """import mlflow.store.model_registry.dbmodels.models
import mlflow.store.tracking.dbmodels.models
import mlflow.store.workspace.dbmodels.models
from mlflow.store.db.base_sql_model import Base
metadata = Base.metadata
""",
    "optuna": "import optuna.storages._rdb.models\nmetadata = optuna.storages._rdb.models.BaseModel.metadata\n",
    "fief-server": "from fief import models\nmetadata = models.Base.metadata\n",
    "aiida-core": "".join(f"import aiida.storage.psql_dos.models.{name}\n" for name in AIIDA)
    + "from aiida.storage.psql_dos.models.base import Base\nmetadata = Base.metadata\n",
    "langflow-base": """import langflow.services.database.models
from sqlmodel import SQLModel
metadata = SQLModel.metadata
""",
    "apache-airflow-core": """from airflow import models
models.import_all_models()
metadata = models.base.Base.metadata
""",
    "apache-superset": """from flask_appbuilder import Model
import superset.connectors.sqla.models
import superset.databases.ssh_tunnel.models
import superset.key_value.models
import superset.models.annotations
import superset.models.cache
import superset.models.core
import superset.models.dashboard
import superset.models.dynamic_plugins
import superset.models.embedded_dashboard
import superset.models.slice
import superset.models.sql_lab
import superset.models.task_subscribers
import superset.models.tasks
import superset.models.user_attributes
import superset.reports.models
import superset.tags.models
metadata = Model.metadata
""",
    "MoonMind": "from api_service.db.models import Base\nmetadata = Base.metadata\n",
}
