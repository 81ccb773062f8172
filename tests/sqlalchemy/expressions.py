# each line is an expression over the columns `c` of the table of the prelude
func.lower(c.s)
func.lower(c.user)
func.coalesce(c.a, 0)
func.coalesce(c.s, "it's")
func.coalesce(c.s, None, True)
func.concat(c.s, "-", c.u)
func.date_trunc("day", c.at)
func.pg_catalog.lower(c.s)
func.MyFunc(c.a)
func.now()
func.current_timestamp()
func.jsonb_path_ops(c.data)
c.a.desc()
c.a.asc()
c.a.desc().nulls_last()
c.a.nulls_first()
func.lower(c.s).desc()
desc(c.a)
c.a + 1
c.a + c.b
c.a + c.b + 1
c.a - c.b - 1
c.a - (c.b - 1)
c.a * (c.b + 1)
(c.a + 1) * 2
c.a / 2
c.a / c.n
c.a // c.b
c.a % 2
-c.a
-(c.a + c.b)
1 - c.a
c.s + "x"
c.s + c.u
c.s + c.u + "x"
"x" + c.s
c.s.concat(c.u)
c.a == 1
c.a != 1
c.a > 5
5 < c.a
c.s == "x"
c.flag == True
c.flag.is_(True)
c.flag == None
c.a.is_(None)
c.a.is_not(None)
c.a.isnot(None)
c.a == None
c.a != None
~c.flag
not_(c.flag)
~(c.a == 1)
~(c.a > 1)
~c.s.like("x%")
~c.a.in_([1])
c.a.is_distinct_from(1)
c.a.is_distinct_from(None)
c.a.in_([1, 2])
c.s.in_(["a", "b"])
c.a.not_in([1, 2])
c.a.in_([])
c.a.not_in([])
c.a.in_([c.b, 1])
c.color.in_(["RED"])
c.color == Color.RED
c.color == "RED"
c.a.between(1, 5)
~c.a.between(1, 5)
between(c.a, 1, c.b)
c.s.like("a%")
c.s.ilike("a%")
c.s.like("a/%", escape="/")
c.s.not_like("a%")
c.s.startswith("a")
c.s.endswith("a")
c.s.contains("a")
c.s.contains("a%", autoescape=True)
c.s.icontains("a")
c.s.regexp_match("^a")
c.s.regexp_match("^a", flags="i")
~c.s.regexp_match("^a")
c.s.regexp_replace("a", "b")
c.s.match("word")
and_(c.a == 1, c.b == 2)
or_(c.a == 1, c.b == 2)
and_(c.a == 1, or_(c.b == 2, c.b == 3))
or_(and_(c.a == 1, c.b == 2), c.b == 3)
(c.a == 1) & (c.b == 2)
(c.a == 1) | (c.b == 2) & (c.a == 3)
and_(c.flag, c.other_flag)
and_(c.flag, ~c.other_flag)
and_(true(), c.flag)
or_(c.flag, c.a == 1)
~and_(c.a == 1, c.b == 2)
~or_(c.flag, c.other_flag)
and_(c.s.contains("x"), c.a == 1)
and_(c.a.in_([1]), c.b.is_(None))
cast(c.a, String)
cast(c.a, String(10))
cast("5", Integer)
c.data["x"].astext
c.data["x"]["y"].astext
c.data["x"].astext == "1"
c.data[("a", "b")].astext
c.data[1]
c.data["x"].astext.cast(Integer)
c.data["x"].as_string()
c.data["x"].as_integer()
c.pgjson["x"].astext
c.pgjson["x"]["y"].astext
c.plain["x"].as_string()
c.data.has_key("x")
fails: c.data.contains({"a": 1})
c.data.op("->>")("x")
fails: c.data.op("@>")(cast("{}", JSONB))
c.tags.contains(["a"])
c.tags.overlap(["a", "b"])
c.tags[1]
c.numbers[1] + 1
c.tags.any("x")
func.lower(c.data["x"].astext)
func.lower(c.data["x"].astext) == "y"
c.a.op("&&")(5)
c.a.op("%")(5)
c.a.op("+", precedence=7)(5)
c.a.bool_op("@@")(5)
and_(c.a.bool_op("@@")(5), c.flag)
c.a.bitwise_and(3)
c.a.bitwise_xor(3)
c.s.collate("C")
collate(func.lower(c.s), "de_DE")
extract("year", c.at)
func.extract("year", c.at)
case((c.a == 1, "x"), else_="y")
case((c.a == 1, c.s), (c.a == 2, c.u))
case({1: "x"}, value=c.a, else_=None)
case((c.flag, 1), else_=0)
text("lower(s)")
text("a::text")
text("a DESC")
literal_column("lower(s)")
literal_column("a")
literal("x")
literal(5) + c.a
tuple_(c.a, c.b)
c.day > datetime.date(2020, 1, 2)
c.at > datetime.datetime(2020, 1, 2, 3, 4, 5)
c.f > 1.5
c.n > decimal.Decimal("1.50")
c.uid == uuid.UUID("12345678-1234-5678-1234-567812345678")
func.length(c.s) > 3
func.lower(c.s) == func.lower(c.u)
func.array_length(c.tags, 1)
postgresql.array([c.a, c.b])
postgresql.array([1, 2])
func.coalesce(c.flag, False)
c.Mixed
func.upper(c.Mixed)
type_coerce(c.a, String)
c.at + datetime.timedelta(days=1)
func.tstzrange(c.at, c.at, "[)")
c.period.contains(c.at)
c.h["k"]
func.sum(c.a).filter(c.b > 1)
