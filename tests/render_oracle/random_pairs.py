"""Random model pairs: a few tables, then a few edits. Adds a case for each seed of SEEDS to CASES."""
import copy
import random

import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.dialects import postgresql as pg

TYPES = {
    "sa.Integer()": ["1", "7"], "sa.BigInteger()": ["2"], "sa.SmallInteger()": [], "sa.String(20)": ["a", "it's"], "sa.String(50)": ["a"], "sa.Text()": ["", "x:y"],
    "sa.Numeric(10, 2)": ["1.5"], "sa.Numeric()": [], "sa.Boolean()": ["true"], "sa.DateTime()": ["now()"], "sa.DateTime(timezone=True)": ["now()"], "sa.Date()": [],
    "pg.JSONB()": ["'{}'::jsonb"], "pg.UUID()": ["gen_random_uuid()"], "pg.ARRAY(sa.Integer())": ["{}"], "pg.ARRAY(sa.String(5))": [], "sa.Float()": [], "sa.LargeBinary()": [],
    "sa.String(collation='C')": [], "enum": ["label"], "enums": [],
}
KEYS = ["sa.Integer()", "sa.BigInteger()", "pg.UUID()", "sa.String(20)"]
LABELS = ["new", "open", "it's", "done", "x"]


def some(rng, items, most):
    items = list(items)
    return rng.sample(items, rng.randint(0, min(most, len(items))))


def column(rng, spec):
    kind = rng.choice(list(TYPES))
    it = {"type": kind, "enum": rng.choice(sorted(spec["enums"])), "nullable": rng.random() < 0.6, "default": None, "comment": None, "identity": None}
    if TYPES[kind] and rng.random() < 0.4:
        it["default"] = rng.choice(TYPES[kind])
    if kind == "sa.Integer()" and rng.random() < 0.15:
        it["identity"] = rng.choice([{"always": True}, {"start": 5}, {"always": True, "cycle": True, "increment": 2}])
        it["default"], it["nullable"] = None, False
    if rng.random() < 0.1:
        it["comment"] = rng.choice(["one", "it's \"two\""])
    return it


def table(rng, spec):
    it = {"key": rng.choice(KEYS), "columns": {}, "uniques": {}, "checks": {}, "indexes": {}, "references": {}, "computed": {}, "comment": None}
    for at in range(rng.randint(1, 5)):
        it["columns"][f"c{at}"] = column(rng, spec)
    for _ in range(rng.randint(0, 5)):
        edit_table(rng, spec, it)
    return it


def edit_table(rng, spec, it):
    columns = sorted(it["columns"])
    what = rng.randint(0, 13)
    if what == 0 and len(columns) < 8:
        it["columns"][rng.choice([f"c{at}" for at in range(9) if f"c{at}" not in columns])] = column(rng, spec)
    elif what == 1 and len(columns) > 1:
        drop_column(it, rng.choice(columns))
    elif what in (2, 3):
        it["columns"][rng.choice(columns)] = column(rng, spec)
    elif what == 4:
        it["uniques"].update({rng.choice(["uq_a", "uq_b", None]): some(rng, columns, 2) or columns[:1]})
    elif what == 5:
        it["checks"].update({rng.choice(["ck_a", "ck_b", None]): rng.choice([f"{c} IS NOT NULL" for c in columns] + [f"{columns[0]} IS NULL OR {columns[-1]} IS NULL"])})
    elif what in (6, 7):
        plain = [c for c in columns if it["columns"][c]["type"] not in ("pg.JSONB()",)]
        if plain:
            chosen = some(rng, plain, 3) or plain[:1]
            it["indexes"][rng.choice(["ix_a", "ix_b", "ix_c"])] = {"columns": chosen, "unique": rng.random() < 0.3, "desc": rng.random() < 0.2,
                                                                  "where": f"{rng.choice(columns)} IS NOT NULL" if rng.random() < 0.3 else None,
                                                                  "include": some(rng, columns, 1) if rng.random() < 0.2 else []}
    elif what in (8, 9):
        it["references"][rng.choice(["r0", "r1"])] = {"table": rng.choice(spec["names"]), "ondelete": rng.choice([None, "CASCADE", "SET NULL"]),
                                                      "named": rng.random() < 0.5, "deferrable": rng.random() < 0.2}
    elif what == 10:
        it["comment"] = rng.choice([None, "tc", "other"])
    elif what == 11:
        numbers = [c for c in columns if it["columns"][c]["type"] in ("sa.Integer()", "sa.BigInteger()")]
        if numbers:
            it["computed"]["g"] = f"{rng.choice(numbers)} + {rng.randint(1, 3)}"
    elif what == 12:
        for part in ("uniques", "checks", "indexes", "references", "computed"):
            if it[part] and rng.random() < 0.4:
                del it[part][rng.choice(list(it[part]))]
    elif what == 13 and rng.random() < 0.4:
        it["key"] = rng.choice(KEYS)


def drop_column(it, gone):
    del it["columns"][gone]
    it["uniques"] = {k: v for k, v in it["uniques"].items() if gone not in v}


def edit(rng, spec):
    names = sorted(spec["tables"])
    what = rng.random()
    if what < 0.12 and len(names) > 1:
        del spec["tables"][rng.choice(names)]
    elif what < 0.24:
        missing = [name for name in spec["names"] if name not in names]
        if missing:
            spec["tables"][rng.choice(missing)] = table(rng, spec)
    elif what < 0.4:
        labels = spec["enums"][rng.choice(sorted(spec["enums"]))]
        change = rng.random()
        if change < 0.6:
            labels.insert(rng.randint(0, len(labels)), rng.choice([l for l in LABELS + ["y", "z", "w", "v", "u"] if l not in labels]))
        elif change < 0.8 and len(labels) > 1:
            labels.pop(rng.randrange(len(labels)))
        else:
            rng.shuffle(labels)
    else:
        edit_table(rng, spec, spec["tables"][rng.choice(names)])


def tidy(spec):
    """What an edit left dangling goes."""
    for name, it in spec["tables"].items():
        columns = it["columns"]
        it["computed"] = {k: v for k, v in it["computed"].items() if columns.get(v.split()[0], {}).get("type") in ("sa.Integer()", "sa.BigInteger()")}
        it["references"] = {k: v for k, v in it["references"].items() if v["table"] in spec["tables"]}
        it["checks"] = {k: v for k, v in it["checks"].items() if all(w in columns for w in v.split() if w.startswith("c") and w[1:].isdigit())}
        it["indexes"] = {k: v for k, v in it["indexes"].items() if all(c in columns and columns[c]["type"] != "pg.JSONB()" for c in v["columns"])
                         and all(c in columns and c not in v["columns"] for c in v["include"]) and (not v["where"] or v["where"].split()[0] in columns)}
        it["uniques"] = {k: v for k, v in it["uniques"].items() if all(c in columns and columns[c]["type"] != "pg.JSONB()" for c in v)}


def build(spec, metadata):
    def enum(it):
        return sa.Enum(*spec["enums"][it["enum"]], name=it["enum"])

    for name in sorted(spec["tables"]):
        it = spec["tables"][name]
        args = [sa.Column("id", eval(it["key"]), primary_key=True)]
        for column_name, c in it["columns"].items():
            kind = {"enum": lambda: enum(c), "enums": lambda: pg.ARRAY(enum(c))}.get(c["type"], lambda: eval(c["type"]))()
            default = c["default"]
            if default == "label":
                default = spec["enums"][c["enum"]][0]
            elif default and ("(" in default or "::" in default or default == "true"):
                default = text(default)
            extra = [sa.Identity(**c["identity"])] if c["identity"] else []
            args.append(sa.Column(column_name, kind, *extra, nullable=c["nullable"], server_default=default, comment=c["comment"]))
        for column_name, sql in it["computed"].items():
            args.append(sa.Column(column_name, sa.BigInteger, sa.Computed(sql, persisted=True)))
        for column_name, r in it["references"].items():
            args.append(sa.Column(column_name, eval(spec["tables"][r["table"]]["key"])))
            args.append(sa.ForeignKeyConstraint([column_name], [f"{r['table']}.id"], ondelete=r["ondelete"], deferrable=r["deferrable"] or None,
                                                name=f"fk_{name}_{column_name}" if r["named"] else None, use_alter=False))
        for key, columns in it["uniques"].items():
            args.append(sa.UniqueConstraint(*columns, name=key and f"{key}_{name}"))
        for key, sql in it["checks"].items():
            args.append(sa.CheckConstraint(sql, name=key and f"{key}_{name}"))
        made = sa.Table(name, metadata, *args, comment=it["comment"])
        for key, i in it["indexes"].items():
            columns = [made.c[c] for c in i["columns"]]
            if i["desc"]:
                columns[-1] = columns[-1].desc()
            options = {"postgresql_where": text(i["where"])} if i["where"] else {}
            if i["include"]:
                options["postgresql_include"] = i["include"]
            sa.Index(f"{key}_{name}", *columns, unique=i["unique"], **options)


def pair(seed):
    rng = random.Random(seed)
    spec = {"names": [f"t{at}" for at in range(6)], "tables": {}, "enums": {"mood": LABELS[:3], "state": ["a", "b"]}}
    for name in rng.sample(spec["names"], rng.randint(1, 4)):
        spec["tables"][name] = table(rng, spec)
    tidy(spec)
    after = copy.deepcopy(spec)
    for _ in range(rng.randint(1, 8)):
        edit(rng, after)
    tidy(after)
    return spec, after


def add(seed):
    def fill(old, new):
        before, after = pair(seed)
        build(before, old)
        build(after, new)

    CASES[f"seed {seed}"] = (fill, None, "", None, False)


for seed in SEEDS:
    add(seed)
