"""A dump cut into what belongs to each table."""

import re
from collections import defaultdict

HEADER = re.compile(r"^-- Name: (?P<name>.*); Type: (?P<type>.*); Schema: (?P<schema>.*); Owner: .*$", re.MULTILINE)


def by_table(dump):
    """`schema.table` to its statements, sorted; what belongs to none stands under its own name."""
    found = defaultdict(list)
    # serial columns: the sequence is its table's
    owners = re.findall(r'^ALTER SEQUENCE ([\w."]+) OWNED BY ([\w."]+)\.[\w"]+;', dump, re.MULTILINE)
    owned = {sequence.replace('"', ""): table.replace('"', "") for sequence, table in owners}
    entries = list(HEADER.finditer(dump))
    for entry, after in zip(entries, [*entries[1:], None]):
        text = dump[entry.end() : after.start() if after else len(dump)]
        # comments between entries, and settings that pg_dump changes where the kind of object does
        statement = "\n".join(line for line in text.splitlines() if line and not line.startswith(("--", "SET ")))
        name = owner(entry["name"], entry["type"], entry["schema"], statement)
        found[owned.get(name.removeprefix("sequence "), name)].append(statement)
    return {name: sorted(statements) for name, statements in found.items()}


def owner(name, kind, schema, statement):
    if kind == "TABLE":
        return f"{schema}.{name}"
    if kind in ("CONSTRAINT", "FK CONSTRAINT", "DEFAULT", "CHECK CONSTRAINT"):
        return f"{schema}.{name.split()[0]}"
    if kind == "INDEX":
        return re.search(r' ON (?:ONLY )?([\w."]+) USING ', statement).group(1).replace('"', "")
    if kind in ("SEQUENCE", "SEQUENCE OWNED BY"):
        identity = re.search(r'ALTER TABLE ([\w."]+) ALTER COLUMN', statement)
        return identity.group(1).replace('"', "") if identity else f"sequence {schema}.{name}"
    if kind == "COMMENT":
        target = name.split(" ", 1)[1]
        return f"{schema}.{target.split('.')[0]}"
    return f"{kind.lower()} {schema}.{name}"
