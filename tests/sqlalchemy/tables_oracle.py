import json
import sys
import types
import warnings

warnings.simplefilter("ignore")

from sqlalchemy import create_mock_engine
from sqlalchemy.dialects import postgresql

given = json.load(sys.stdin)
answers = []
for name, text in given["cases"]:
    # annotations are evaluated in the module of their class
    module = sys.modules["case"] = types.ModuleType("case")
    scope = module.__dict__
    statements = []
    try:
        exec(given["prelude"] + "\n" + text, scope)
        engine = create_mock_engine("postgresql://", lambda sql, *a, **k: statements.append(str(sql.compile(dialect=engine.dialect))))
        engine.dialect._backslash_escapes = False
        engine.dialect.supports_virtual_generated_columns = False
        engine.dialect.identifier_preparer._double_percents = False
        scope["metadata"].create_all(engine, checkfirst=False)
    except Exception as error:
        statements = ["ERROR " + type(error).__name__ + ": " + str(error)]
    answers.append(statements)
json.dump(answers, sys.stdout)
