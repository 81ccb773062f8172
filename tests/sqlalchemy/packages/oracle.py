"""CREATE statements of each model file, by the real packages."""

import importlib.util
import json
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")

from sqlalchemy import create_mock_engine

answers = {}
for path in json.load(sys.stdin):
    statements = []
    try:
        name = "models_" + pathlib.Path(path).stem
        spec = importlib.util.spec_from_file_location(name, path)
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        engine = create_mock_engine(
            "postgresql://", lambda sql, *a, **k: statements.append(str(sql.compile(dialect=engine.dialect)))
        )
        engine.dialect._backslash_escapes = False
        engine.dialect.supports_virtual_generated_columns = False
        engine.dialect.identifier_preparer._double_percents = False
        module.metadata.create_all(engine, checkfirst=False)
    except Exception as error:
        statements = ["ERROR " + type(error).__name__ + ": " + str(error)]
    answers[path] = statements
json.dump(answers, sys.stdout)
