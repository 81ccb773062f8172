import json
import re
import sys
import warnings

warnings.simplefilter("ignore")

from sqlalchemy.dialects import postgresql

given = json.load(sys.stdin)
answers = []
for name, text in given["cases"]:
    scope = {}
    try:
        exec(given["prelude"] + "\n" + text, scope)
        dialect = postgresql.dialect(paramstyle="numeric_dollar")
        dialect._backslash_escapes = False
        statement = scope["statement"]
        compiled = statement.compile(
            dialect=dialect,
            column_keys=list(scope["parameters"]) if "parameters" in scope else None,
            compile_kwargs={"render_postcompile": True},
        )
        # the psycopg2 dialect casts nothing
        answers.append([re.sub(r"(\$\d+)::[A-Z]+", r"\1", str(compiled))])
    except Exception as error:
        answers.append(["ERROR " + type(error).__name__ + ": " + str(error)])
json.dump(answers, sys.stdout)
