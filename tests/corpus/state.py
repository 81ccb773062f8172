"""What a database holds, as text that two databases can be compared by."""

import json
import re
import subprocess
from collections import Counter

import psycopg2

from server import BINARIES

USER_SCHEMAS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"


def schema(url):
    """`pg_dump --schema-only` without what differs from run to run."""
    command = [BINARIES / "pg_dump", "--schema-only", "--no-owner", url]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return "\n".join(line for line in text.splitlines() if not re.match(r"\\(un)?restrict ", line)) + "\n"


def rows(url):
    """The rows of every table, as dictionaries; the sequences' positions as a table of their own."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            f"WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {USER_SCHEMAS} ORDER BY 1, 2"
        )
        tables = cursor.fetchall()
        found = {}
        for schema_name, table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{schema_name}"."{table}" AS t')
            found[f"{schema_name}.{table}"] = [json.loads(row) for (row,) in cursor.fetchall()]
        cursor.execute("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        found["(sequences)"] = [{"name": name, "last_value": value} for name, value in cursor.fetchall()]
    connection.close()
    return found


def volatile(first, second):
    """Columns whose values differ between two runs of the same history: clocks and random numbers."""
    columns = set()
    for table, table_rows in first.items():
        others = second.get(table, [])
        for name in {name for row in table_rows for name in row}:
            values = [Counter(json.dumps(row.get(name), sort_keys=True) for row in side) for side in (table_rows, others)]
            if values[0] != values[1]:
                columns.add((table, name))
    return columns


def masked(tables, columns):
    """One line a row, sorted; a volatile value shows only whether it is there."""
    lines = []
    for table, table_rows in sorted(tables.items()):
        if not table_rows:
            continue
        lines.append(f"== {table}")
        texts = []
        for row in table_rows:
            shown = {
                name: "*" if (table, name) in columns and value is not None else value for name, value in row.items()
            }
            texts.append(json.dumps(shown, sort_keys=True, ensure_ascii=False))
        lines.extend(sorted(texts))
    return "\n".join(lines) + "\n"


def without_column_order(dump):
    """The dump with the lines of each CREATE TABLE sorted."""
    def sort(found):
        lines = sorted(line.rstrip(",") for line in found.group(2).splitlines())
        return found.group(1) + "\n".join(lines) + found.group(3)

    return re.sub(r"(CREATE TABLE [^\n]+ \(\n)(.*?)(\n\))", sort, dump, flags=re.DOTALL)
