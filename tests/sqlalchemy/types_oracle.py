import json
import sys
import warnings

warnings.simplefilter("ignore")

from sqlalchemy.dialects import postgresql
from sqlalchemy.types import to_instance

given = json.load(sys.stdin)
answers = []
for name, text in given["cases"]:
    scope = {}
    try:
        exec(given["prelude"] + "\ntype_ = " + text, scope)
        type_ = to_instance(scope["type_"])
        answers.append([repr(scope["type_"]), type_.compile(dialect=postgresql.dialect())])
    except Exception as error:
        answers.append(["ERROR " + type(error).__name__ + ": " + str(error)])
json.dump(answers, sys.stdout)
