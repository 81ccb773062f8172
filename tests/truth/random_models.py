"""Random pairs of models, as the text of two `models.py`: two to twelve tables, then one to eight edits.

`pair(seed)` gives both texts. What a seed makes depends on nothing else. Only valid models come out: `tidy`
takes away what an edit left dangling. An object is unnamed or named by what it is, so that no edit turns a
name that models chose into one that they leave open, which accepts any name.
"""
import copy
import random
import zlib

NAMES = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "order", "Odd Table", "a_table_whose_name_is_so_long_that_conventions_are_cut", "elsewhere"]
COLUMNS = ["c0", "c1", "c2", "c3", "c4", "c5", "select", "Odd column", "a_column_whose_name_is_rather_long_too"]

# each type with server defaults, as source text; "label" is a label of the column's enum
TEXTS = {"sa.String(20)": ["'a'", "\"it's\""], "sa.String(50)": ["'a'"], "sa.Text()": ["''", "'x:y %'", "sa.text(\"'a' || current_user\")"], "sa.String(9, collation='C')": ["'c'"], "sa.CHAR(3)": ["'abc'"]}
NUMBERS = {"sa.Integer()": ["'1'", "'-7'", "sa.text('1 + 1')"], "sa.BigInteger()": ["'2'"], "sa.SmallInteger()": [], "sa.Numeric(10, 2)": ["'1.5'"], "sa.Numeric()": [], "sa.Float()": ["sa.text('random()')"], "sa.REAL()": []}
ARRAYS = {"pg.ARRAY(sa.Integer())": ["'{}'", "'{1,2}'"], "pg.ARRAY(sa.String(5))": ["'{a}'"], "enums": ["'{}'"]}
RANGES = {"pg.INT4RANGE()": [], "pg.TSTZRANGE()": []}
OTHERS = {
    "sa.Boolean()": ["sa.true()", "sa.false()"], "sa.DateTime()": ["sa.func.now()"], "sa.DateTime(timezone=True)": ["sa.func.now()", "sa.text(\"timezone('utc', now())\")"], "sa.Date()": ["'2020-01-01'", "sa.func.current_date()"],
    "sa.Time()": [], "sa.Interval()": ["'1 day'"], "sa.Uuid()": ["sa.func.gen_random_uuid()"], "sa.LargeBinary()": ["sa.text(\"'\\\\x00ff'\")"], "pg.INET()": ["'127.0.0.1'"],
    "enum": ["label"], "foreign enum": ["label"], "non-native enum": ["label"], "pg.TIMESTAMP(precision=3)": [],
}
DOCUMENTS = {"pg.JSONB()": ["sa.text(\"'{}'::jsonb\")", "'{\"a\": 1}'"], "sa.JSON()": ["'{}'"], "pg.TSVECTOR()": []}
TYPES = {**TEXTS, **NUMBERS, **ARRAYS, **RANGES, **OTHERS, **DOCUMENTS}
UNSORTABLE = {"sa.JSON()"}
KEYS = ["sa.Integer()", "sa.BigInteger()", "sa.SmallInteger()", "sa.Uuid()", "sa.String(20)", "identity", "plain"]
LABELS = ["new", "open", "it's", "done", "x", "y y", "z", "w"]
CONVENTION = {"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
              "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"}


def is_named(*what):
    return zlib.crc32(repr(what).encode()) % 2 == 0


def some(rng, items, most, least=0):
    items = list(items)
    return rng.sample(items, min(len(items), rng.randint(least, most)))


def maybe(rng, chance, value):
    return value if rng.random() < chance else None


# --- what is made ---
def column(rng, spec):
    kind = rng.choice(list(TYPES))
    it = {"type": kind, "enum": rng.choice(sorted(spec["enums"])), "nullable": rng.random() < 0.6, "default": None, "comment": maybe(rng, 0.1, rng.choice(["one", "it's \"two\" :x"])), "identity": None, "sequence": None, "computed": None}
    if TYPES[kind] and rng.random() < 0.4:
        it["default"] = rng.choice(TYPES[kind])
    chance = rng.random()
    if kind in ("sa.Integer()", "sa.BigInteger()", "sa.SmallInteger()") and chance < 0.15:
        it["identity"] = rng.choice(["always=True", "start=5", "always=True, cycle=True, increment=2", "minvalue=-5, start=-5, cache=3"])
        it["default"], it["nullable"] = None, False
    elif kind == "sa.BigInteger()" and chance < 0.3 and spec["sequences"]:
        it["sequence"], it["default"] = rng.choice(sorted(spec["sequences"])), None
    return it


def table(rng, spec, name):
    it = {"key": rng.choice(KEYS), "pair": rng.random() < 0.1, "columns": {}, "uniques": {}, "checks": {}, "indexes": {}, "references": {}, "excludes": {}, "comment": maybe(rng, 0.15, "it's a table"), "with": None, "unlogged": False}
    for column_name in rng.sample(COLUMNS, rng.randint(1, 5)):
        it["columns"][column_name] = column(rng, spec)
    for _ in range(rng.randint(0, 6)):
        edit_table(rng, spec, it)
    return it


def sortable(it):
    return [name for name, c in it["columns"].items() if c["type"] not in UNSORTABLE]


def of_types(it, types):
    return [name for name, c in it["columns"].items() if c["type"] in types and not c["computed"]]


def index(rng, it):
    method = rng.choice(["btree"] * 6 + ["hash", "gin", "gist", "brin"])
    found = {"using": None if method == "btree" else method, "elements": [], "unique": False, "where": None, "include": [], "nulls": False, "with": None}
    kinds = {"gin": [*ARRAYS, "pg.JSONB()", "pg.TSVECTOR()"], "gist": [*RANGES, "pg.TSVECTOR()"], "brin": [*NUMBERS, "sa.Date()"], "hash": [*TEXTS, *NUMBERS]}
    if method in kinds:
        names = of_types(it, [kind for kind in kinds[method] if kind != "enums" or method == "gin"])
        if not names:
            return None
        name = rng.choice(names)
        operators = {"pg.JSONB()": "jsonb_path_ops"}.get(it["columns"][name]["type"]) if method == "gin" and rng.random() < 0.5 else None
        found["elements"] = [{"column": name, "order": "", "ops": operators}]
        if method == "brin":
            found["with"] = maybe(rng, 0.5, {"pages_per_range": 8})
        return found
    for name in some(rng, sortable(it), 3, 1):
        kind = it["columns"][name]["type"]
        element = {"column": name, "order": rng.choice(["", "", "", ".desc()", ".desc().nulls_last()"]), "ops": None}
        if kind in TEXTS and rng.random() < 0.3:
            element = {"expression": rng.choice(["lower", "upper"]), "of": name}
        elif kind in ("sa.Text()", "sa.String(20)", "sa.String(50)") and rng.random() < 0.2:
            element["ops"], element["order"] = "text_pattern_ops" if kind == "sa.Text()" else "varchar_pattern_ops", ""
        found["elements"].append(element)
    if not found["elements"]:
        return None
    found["unique"] = rng.random() < 0.3
    found["nulls"] = found["unique"] and rng.random() < 0.3
    if rng.random() < 0.3:
        found["where"] = rng.choice(sorted(it["columns"]))
    if rng.random() < 0.2:
        found["include"] = some(rng, it["columns"], 1)
    found["with"] = maybe(rng, 0.1, {"fillfactor": rng.choice([60, 80])})
    return found


def check(rng, it):
    name = rng.choice(sorted(it["columns"]))
    other = rng.choice(sorted(it["columns"]))
    kind = it["columns"][name]["type"]
    quoted, and_other = f'"{name}"', f'"{other}"'
    choices = [f"{quoted} IS NOT NULL", f"{quoted} IS NULL OR {and_other} IS NULL"]
    if kind in NUMBERS:
        choices += [f"{quoted} > {rng.randint(0, 3)}", f"{quoted} BETWEEN 1 AND 5"]
    if kind in TEXTS:
        choices += [f"{quoted} IN ('a', 'b')", f"length({quoted}) > 1", f"{quoted} ~ '^[a-z]+$'"]
    sql = rng.choice(choices)
    return {"sql": sql, "columns": [name, other] if and_other in sql else [name], "kinds": [it["columns"][name]["type"]] if sql != f"{quoted} IS NOT NULL" else [], "not_valid": rng.random() < 0.15, "comment": maybe(rng, 0.1, "why")}


# --- edits ---
def edit_table(rng, spec, it):
    columns = sorted(it["columns"])
    what = rng.choice(["add", "drop", "change", "change", "nudge", "nudge", "unique", "check", "index", "index", "reference", "reference", "comment", "computed", "exclude", "with", "less", "less", "key"])
    if what == "add" and len(columns) < 8:
        it["columns"][rng.choice([name for name in COLUMNS if name not in columns])] = column(rng, spec)
    elif what == "drop" and len(columns) > 1:
        del it["columns"][rng.choice(columns)]
    elif what == "change":
        it["columns"][rng.choice(columns)] = column(rng, spec)
    elif what == "nudge":
        c = it["columns"][rng.choice(columns)]
        if c["identity"] or c["sequence"] or c["computed"]:
            return
        part = rng.choice(["nullable", "default", "comment"])
        if part == "nullable":
            c["nullable"] = not c["nullable"]
        elif part == "default":
            c["default"] = rng.choice([None, *TYPES[c["type"]]])
        else:
            c["comment"] = rng.choice([None, "another"])
    elif what == "unique":
        found = tuple(some(rng, sortable(it), 2, 1))
        if found:
            it["uniques"][found] = {"deferrable": maybe(rng, 0.2, True), "initially": maybe(rng, 0.1, "DEFERRED"), "nulls": rng.random() < 0.15, "include": [c for c in some(rng, columns, 1) if c not in found] if rng.random() < 0.1 else [], "comment": maybe(rng, 0.1, "u")}
    elif what == "check":
        found = check(rng, it)
        it["checks"][found["sql"]] = found
    elif what == "index":
        found = index(rng, it)
        if found:
            it["indexes"][rng.choice(["ix_a", "ix_b", "ix_c"])] = found
    elif what == "reference":
        it["references"][rng.choice(["r0", "r1"])] = {"table": rng.choice(spec["names"]), "ondelete": rng.choice([None, None, "CASCADE", "SET NULL", "RESTRICT"]), "onupdate": maybe(rng, 0.15, "CASCADE"), "match": maybe(rng, 0.1, "FULL"),
                                                      "deferrable": maybe(rng, 0.2, True), "initially": maybe(rng, 0.1, "DEFERRED"), "not_valid": rng.random() < 0.1, "index": rng.random() < 0.3, "unique": rng.random() < 0.1}
    elif what == "comment":
        it["comment"] = rng.choice([None, "tc", "other"])
    elif what == "computed":
        numbers, texts = of_types(it, ["sa.Integer()", "sa.BigInteger()", "sa.SmallInteger()"]), of_types(it, ["sa.Text()", "sa.String(20)"])
        free = [name for name in COLUMNS if name not in columns]
        if free and numbers + texts:
            of = rng.choice(numbers + texts)
            made = column(rng, spec)
            made.update(default=None, identity=None, sequence=None, computed=[of, f"* {rng.randint(2, 4)}" if of in numbers else "|| ':x'"], type="sa.BigInteger()" if of in numbers else "sa.Text()", nullable=True)
            it["columns"][rng.choice(free)] = made
    elif what == "exclude":
        ranges = of_types(it, RANGES)
        if ranges:
            it["excludes"][rng.choice(ranges)] = {"operator": rng.choice(["&&", "-|-"]), "where": maybe(rng, 0.3, "IS NOT NULL"), "deferrable": maybe(rng, 0.2, True)}
    elif what == "with":
        it["with"] = rng.choice([None, {"fillfactor": 70}, {"fillfactor": 80, "autovacuum_enabled": "false"}])
    elif what == "less":
        parts = [part for part in ("uniques", "checks", "indexes", "references", "excludes") if it[part]]
        if parts:
            part = rng.choice(parts)
            del it[part][rng.choice(sorted(it[part]))]
    elif what == "key" and rng.random() < 0.4:
        it["key"] = rng.choice(KEYS)
        it["pair"] = rng.random() < 0.1


def edit(rng, spec):
    names = sorted(spec["tables"])
    what = rng.random()
    missing = [name for name in spec["names"] if name not in names]
    if what < 0.1 and len(names) > 2:
        del spec["tables"][rng.choice(names)]
    elif what < 0.22 and missing:
        name = rng.choice(missing)
        spec["tables"][name] = table(rng, spec, name)
    elif what < 0.36:
        labels = spec["enums"][rng.choice(sorted(spec["enums"]))]
        change = rng.random()
        if change < 0.6 and len(labels) < 7:
            labels.insert(rng.randint(0, len(labels)), rng.choice([label for label in LABELS if label not in labels]))
        elif change < 0.8 and len(labels) > 1:
            labels.pop(rng.randrange(len(labels)))
        else:
            rng.shuffle(labels)
    elif what < 0.4:
        spec["sequences"][rng.choice(["s0", "s1"])] = rng.choice(["", "start=5", "increment=2, maxvalue=900", "data_type=sa.Integer", "cycle=True, maxvalue=50, cache=4"])
    elif what < 0.43:
        spec["loose"]["unlogged"] = not spec["loose"]["unlogged"]
    elif what < 0.48:
        free = [name for name in ("a", "b", "d") if name not in spec["parts"]]
        if free and rng.random() < 0.6:
            spec["parts"][rng.choice(free)] = rng.choice(["sa.Integer()", "sa.Text()", "sa.Numeric(5, 1)"])
        elif spec["parts"]:
            name = rng.choice(sorted(spec["parts"]))
            spec["parts"].pop(name)
    else:
        edit_table(rng, spec, spec["tables"][rng.choice(names)])


def tidy(spec):
    """What an edit left dangling goes."""
    for it in spec["tables"].values():
        columns = it["columns"]
        kind = lambda name: columns[name]["type"] if name in columns else None
        for name in [name for name, c in columns.items() if c["sequence"] and c["sequence"] not in spec["sequences"]]:
            columns[name]["sequence"] = None
        for name, c in list(columns.items()):
            if c["computed"]:
                of = columns.get(c["computed"][0])
                fits = of and not of["computed"] and of["type"] in (("sa.Integer()", "sa.BigInteger()", "sa.SmallInteger()") if c["type"] == "sa.BigInteger()" else ("sa.Text()", "sa.String(20)"))
                if not fits or c["type"] not in ("sa.BigInteger()", "sa.Text()"):
                    del columns[name]
        if not columns:
            columns["c0"] = {"type": "sa.Integer()", "enum": "mood", "nullable": True, "default": None, "comment": None, "identity": None, "sequence": None, "computed": None}
        it["uniques"] = {key: u for key, u in it["uniques"].items() if all(c in sortable(it) for c in key)}
        for u in it["uniques"].values():
            u["include"] = [c for c in u["include"] if c in columns]
            u["deferrable"] = u["deferrable"] or (True if u["initially"] else None)
        it["checks"] = {key: c for key, c in it["checks"].items() if all(name in columns for name in c["columns"]) and (not c["kinds"] or kind(c["columns"][0]) in c["kinds"])}
        it["excludes"] = {key: e for key, e in it["excludes"].items() if kind(key) in RANGES}
        it["indexes"] = {key: i for key, i in it["indexes"].items() if index_fits(it, i)}
        it["references"] = {key: r for key, r in it["references"].items() if r["table"] in spec["tables"]}
        for r in it["references"].values():
            # what create_all makes of it in a circle depends on where it cuts
            r["not_valid"] = r["not_valid"] and not spec["tables"][r["table"]]["references"] and spec["tables"][r["table"]] is not it
            r["deferrable"] = r["deferrable"] or (True if r["initially"] else None)


def index_fits(it, found):
    columns = it["columns"]
    kinds = {"gin": [*ARRAYS, "pg.JSONB()", "pg.TSVECTOR()"], "gist": [*RANGES, "pg.TSVECTOR()"], "brin": [*NUMBERS, "sa.Date()"], "hash": [*TEXTS, *NUMBERS], None: [kind for kind in TYPES if kind not in UNSORTABLE]}[found["using"]]
    operators = {"jsonb_path_ops": ["pg.JSONB()"], "text_pattern_ops": ["sa.Text()"], "varchar_pattern_ops": ["sa.String(20)", "sa.String(50)"]}
    for element in found["elements"]:
        name = element.get("column") or element["of"]
        if name not in columns or columns[name]["type"] not in (TEXTS if "of" in element else kinds):
            return False
        if element.get("ops") and columns[name]["type"] not in operators[element["ops"]]:
            return False
    keys = [element.get("column") for element in found["elements"]]
    found["include"] = [name for name in found["include"] if name in columns and name not in keys]
    return not found["where"] or found["where"] in columns


# --- as source text ---
def data_type(spec, c):
    labels = spec["enums"][c["enum"]]
    arguments = ", ".join(map(repr, labels))
    if c["type"] == "enum":
        return f"sa.Enum({arguments}, name={c['enum']!r})"
    if c["type"] == "enums":
        return f"pg.ARRAY(sa.Enum({arguments}, name={c['enum']!r}))"
    if c["type"] == "foreign enum":
        return f"sa.Enum({', '.join(map(repr, spec['enums']['mood']))}, name='Odd Mood', schema='other')"
    if c["type"] == "non-native enum":
        return f"sa.Enum({arguments}, name={c['enum'] + '_kind'!r}, native_enum=False, length=30)"
    return c["type"]


def keywords(**kw):
    return "".join(f", {key}={value!r}" for key, value in kw.items() if value not in (None, False, []))


def colons(sql):
    return sql.replace(":", "\\:")


def predicate(column_name):
    sql = f'"{column_name}" IS NOT NULL'
    return f"sa.text({sql!r})"


def column_source(spec, name, c):
    default = c["default"]
    if default == "label":
        labels = spec["enums"]["mood" if c["type"] == "foreign enum" else c["enum"]]
        default = repr(labels[0])
    extra = ""
    if c["identity"]:
        extra = f", sa.Identity({c['identity']})"
    elif c["computed"]:
        of, rest = c["computed"]
        text = colons(f'"{of}" {rest}')
        extra = f", sa.Computed({text!r}, persisted=True)"
    elif c["sequence"]:
        default = f"{c['sequence']}.next_value()"
    return f"sa.Column({name!r}, {data_type(spec, c)}{extra}, nullable={c['nullable']}{f', server_default={default}' if default else ''}{keywords(comment=c['comment'])})"


def schema_of(name):
    return "other" if name == "elsewhere" else None


def key_type(spec, name):
    return {"identity": "sa.BigInteger()", "plain": "sa.Integer()"}.get(spec["tables"][name]["key"], spec["tables"][name]["key"])


def table_source(spec, name):
    it, named = spec["tables"][name], lambda *what: spec["convention"] or is_named(name, *what)
    lines = [f"{name!r}", "m"]
    key = {"identity": "sa.BigInteger(), sa.Identity()", "plain": "sa.Integer(), autoincrement=False"}.get(it["key"], it["key"])
    lines.append(f"sa.Column('id', {key}, primary_key=True)")
    if it["pair"]:
        lines.append("sa.Column('part', sa.Integer(), primary_key=True, autoincrement=False)")
        lines.append(f"sa.UniqueConstraint('id'{keywords(name='uq_id_' + name[:20])})")
    for column_name, c in it["columns"].items():
        lines.append(column_source(spec, column_name, c))
    for column_name, r in it["references"].items():
        lines.append(f"sa.Column({column_name!r}, {key_type(spec, r['table'])}{keywords(index=r['index'], unique=r['unique'])})")
        target = (schema_of(r["table"]) + "." if schema_of(r["table"]) else "") + r["table"]
        own = f"fk_{name}_{column_name}"[:60] if is_named(name, column_name, r["table"]) and not spec["convention"] else None
        lines.append(f"sa.ForeignKeyConstraint([{column_name!r}], [{target + '.id'!r}]" + keywords(name=own, ondelete=r["ondelete"], onupdate=r["onupdate"], match=r["match"], deferrable=r["deferrable"], initially=r["initially"], postgresql_not_valid=r["not_valid"]) + ")")
    for columns, u in it["uniques"].items():
        own = None if spec["convention"] else f"uq_{'_'.join(columns)}_{name}"[:60] if named(columns) else None
        lines.append(f"sa.UniqueConstraint({', '.join(map(repr, columns))}" + keywords(name=own, deferrable=u["deferrable"], initially=u["initially"], postgresql_nulls_not_distinct=u["nulls"], postgresql_include=u["include"], comment=u["comment"] if own else None) + ")")
    for sql, c in it["checks"].items():
        own = f"ck_{zlib.crc32(sql.encode())}" if named(sql) else None
        lines.append(f"sa.CheckConstraint({colons(sql)!r}" + keywords(name=own, postgresql_not_valid=c["not_valid"], comment=c["comment"] if own else None) + ")")
    for column_name, e in it["excludes"].items():
        where = f", where={predicate(column_name)}" if e["where"] else ""
        lines.append(f"pg.ExcludeConstraint((sa.column({column_name!r}), {e['operator']!r}), using='gist'{where}" + keywords(name=f"ex_{column_name}_{name}"[:60], deferrable=e["deferrable"]) + ")")
    made = "made = sa.Table(\n    " + ",\n    ".join(lines) + keywords(comment=it["comment"], schema=schema_of(name), postgresql_with=it["with"]) + ",\n)\n"
    for key, i in it["indexes"].items():
        elements, operators = [], {}
        for element in i["elements"]:
            if "of" in element:
                elements.append(f"sa.func.{element['expression']}(made.c[{element['of']!r}])")
            else:
                elements.append(f"made.c[{element['column']!r}]{element['order']}")
                if element["ops"]:
                    operators[element["column"]] = element["ops"]
        where = f", postgresql_where={predicate(i['where'])}" if i["where"] else ""
        made += f"sa.Index({f'{key}_{name}'[:60]!r}, {', '.join(elements)}" + keywords(unique=i["unique"], postgresql_using=i["using"], postgresql_include=i["include"], postgresql_nulls_not_distinct=i["nulls"], postgresql_ops=operators or None, postgresql_with=i["with"]) + where + ")\n"
    return made


def source(spec):
    convention = f"naming_convention={CONVENTION!r}" if spec["convention"] else ""
    text = f"import sqlalchemy as sa\nfrom sqlalchemy.dialects import postgresql as pg\n\nm = sa.MetaData({convention})\n"
    for name, options in sorted(spec["sequences"].items()):
        text += f"{name} = sa.Sequence({name!r}{', ' + options if options else ''}, metadata=m)\n"
    for name in sorted(spec["tables"]):
        text += table_source(spec, name)
    if spec["has_loose"]:
        text += f"sa.Table('loose', m, sa.Column('x', sa.Integer()){keywords(prefixes=['UNLOGGED'] if spec['loose']['unlogged'] else None)})\n"
    if spec["has_parts"]:
        columns = "".join(f", sa.Column({name!r}, {kind})" for name, kind in sorted(spec["parts"].items()))
        text += f"sa.Table('parts', m, sa.Column('at', sa.Date(), primary_key=True){columns}, postgresql_partition_by='RANGE (at)')\n"
    return text


def pair(seed):
    rng = random.Random(seed)
    spec = {"names": NAMES, "tables": {}, "enums": {"mood": LABELS[:3], "state": ["a", "b"], "Odd Kind": ["p"]}, "sequences": {}, "convention": rng.random() < 0.3, "loose": {"unlogged": rng.random() < 0.5},
            "has_loose": rng.random() < 0.2, "has_parts": rng.random() < 0.25, "parts": {"a": "sa.Integer()"}}
    if rng.random() < 0.4:
        spec["sequences"]["s0"] = ""
    for name in rng.sample(NAMES, rng.randint(2, 12)):
        spec["tables"][name] = table(rng, spec, name)
    tidy(spec)
    after = spec
    for _ in range(rng.randint(1, 8)):
        after = edited(rng, after)
    return source(spec), source(after)


def edited(rng, spec):
    """One edit that shows."""
    while True:
        after = copy.deepcopy(spec)
        edit(rng, after)
        tidy(after)
        if source(after) != source(spec):
            return after
