### select
t = table("t", column("a"), column("b"))
statement = select(t.c.a, t.c.b).where(t.c.a == 5).order_by(t.c.b.desc()).limit(3).offset(2)
### select all of a table
t = Table("t", metadata, Column("a", Integer), Column("b", String))
statement = select(t)
### select with text and parameters
statement = select(text("1"), literal_column("now()")).where(text("x = 5"))
### count
t = table("t", column("a"))
statement = select(func.count()).select_from(t)
### count of a column
t = table("t", column("a"))
statement = select(func.count(t.c.a))
### distinct
t = table("t", column("a"), column("b"))
statement = select(t.c.a).distinct()
### distinct on
t = table("t", column("a"), column("b"))
statement = select(t.c.a, t.c.b).distinct(t.c.a)
### in
t = table("t", column("a", Integer))
statement = select(t.c.a).where(t.c.a.in_([1, 2, 3]))
### join
a = table("a", column("id"), column("x"))
b = table("b", column("id"), column("a_id"))
statement = select(a.c.x, b.c.id).select_from(a.join(b, a.c.id == b.c.a_id))
### outer join in select
a = table("a", column("id"), column("x"))
b = table("b", column("id"), column("a_id"))
statement = select(a.c.x).join(b, a.c.id == b.c.a_id, isouter=True).where(b.c.id.is_(None))
### join by foreign key
a = Table("a", metadata, Column("id", Integer, primary_key=True))
b = Table("b", metadata, Column("id", Integer, primary_key=True), Column("a_id", ForeignKey("a.id")))
statement = select(a.c.id).join(b)
### group by
t = table("t", column("a"), column("b"))
statement = select(t.c.a, func.count(t.c.b).label("n")).group_by(t.c.a).having(func.count(t.c.b) > 1)
### subquery
t = table("t", column("a"), column("b"))
s = select(t.c.a).where(t.c.b == 1).subquery("s")
statement = select(s.c.a)
### anonymous subquery
t = table("t", column("a"), column("b"))
s = select(t.c.a).where(t.c.b == 1).subquery()
statement = select(s.c.a)
### alias
t = table("t", column("a"), column("b"))
x = t.alias("x")
statement = select(x.c.a, t.c.b).where(x.c.a == t.c.b)
### correlated scalar subquery
a = table("a", column("id"), column("x"))
b = table("b", column("a_id"), column("y"))
s = select(func.max(b.c.y)).where(b.c.a_id == a.c.id).scalar_subquery()
statement = select(a.c.id, s.label("m"))
### exists
a = table("a", column("id"), column("x"))
b = table("b", column("a_id"), column("y"))
statement = select(a.c.id).where(exists().where(b.c.a_id == a.c.id))
### not exists
a = table("a", column("id"))
b = table("b", column("a_id"))
statement = select(a.c.id).where(~select(b.c.a_id).where(b.c.a_id == a.c.id).exists())
### union
a = table("a", column("id"))
b = table("b", column("id"))
statement = union_all(select(a.c.id), select(b.c.id))
### cte
t = table("t", column("a"), column("b"))
c = select(t.c.a).where(t.c.b > 1).cte("c")
statement = select(c.c.a)
### insert
t = table("t", column("a"), column("b"))
statement = insert(t).values(a=1, b="x")
### insert rows
t = table("t", column("a"), column("b"))
statement = t.insert().values([{"a": 1, "b": "x"}, {"a": 2, "b": None}])
### insert with a function
t = table("t", column("a"), column("at"))
statement = t.insert().values(a=1, at=func.now())
### insert from select
a = table("a", column("id"), column("x"))
b = table("b", column("id"), column("x"))
statement = insert(a).from_select(["id", "x"], select(b.c.id, b.c.x))
### insert returning
t = table("t", column("id"), column("a"))
statement = t.insert().values(a=1).returning(t.c.id)
### insert on conflict do nothing
t = table("t", column("id"), column("a"))
statement = postgresql.insert(t).values(a=1).on_conflict_do_nothing()
### insert on conflict do update
t = table("t", column("id"), column("a"))
s = postgresql.insert(t).values(id=1, a=2)
statement = s.on_conflict_do_update(index_elements=["id"], set_={"a": s.excluded.a})
### insert on conflict on constraint
t = table("t", column("id"), column("a"))
statement = postgresql.insert(t).values(id=1).on_conflict_do_update(constraint="t_pkey", set_=dict(a=5), where=t.c.a > 3)
### update
t = table("t", column("a"), column("b"))
statement = update(t).where(t.c.a == 1).values(b="x")
### update with expressions
t = table("t", column("a", Integer), column("b", String))
statement = t.update().values(a=t.c.a + 1, b=func.lower(t.c.b)).where(t.c.b.is_not(None))
### update with case
t = table("t", column("a", Integer), column("b", String))
statement = t.update().values(b=case((t.c.a > 1, "x"), else_="y"))
### update from
a = table("a", column("id"), column("x"))
b = table("b", column("a_id"), column("y"))
statement = update(a).values(x=b.c.y).where(a.c.id == b.c.a_id)
### update with a correlated subquery
a = table("a", column("id"), column("x"))
b = table("b", column("a_id"), column("y"))
statement = update(a).values(x=select(b.c.y).where(b.c.a_id == a.c.id).scalar_subquery())
### delete
t = table("t", column("a"))
statement = delete(t).where(t.c.a == 1)
### delete in subquery
a = table("a", column("id"))
b = table("b", column("a_id"))
statement = delete(a).where(a.c.id.in_(select(b.c.a_id)))
### schema
t = table("t", column("a"), schema="Other")
statement = select(t.c.a)
### text
statement = text("UPDATE t SET a = 1 WHERE b = 'x\\:y'")
### text with values
statement = text("UPDATE t SET a = :a WHERE b = :b").bindparams(a=1, b="x")
### bindparam
t = table("t", column("a"), column("b"))
statement = t.update().where(t.c.a == bindparam("x", 5)).values(b=bindparam("y", "z"))
### for update
t = table("t", column("a"))
statement = select(t.c.a).with_for_update(skip_locked=True)
### window
t = table("t", column("a"), column("b"))
statement = select(func.row_number().over(partition_by=t.c.a, order_by=t.c.b.desc()).label("n"))
### values with null and boolean
t = table("t", column("a"), column("b", Boolean))
statement = t.insert().values(a=None, b=True)
### cast of a column
t = table("t", column("a"))
statement = select(cast(t.c.a, Integer))
### filter by function
t = table("t", column("a"))
statement = select(t.c.a).where(func.lower(t.c.a) == "x", t.c.a != "")
### names of several tables
a = Table("a", metadata, Column("id", Integer), Column("x", Integer))
b = Table("b", metadata, Column("id", Integer), Column("x", Integer))
c = table("c", column("id"))
statement = select(a.c.id, b.c.id, c.c.id, a.c.x, b.c.x)
### the same column twice
a = table("a", column("id"))
b = table("b", column("id"))
statement = select(a.c.id, a.c.id, b.c.id, b.c.id)
### a label of the name that a column has
a = table("a", column("id"))
b = table("b", column("id"))
statement = select(a.c.id.label("id"), b.c.id)
### labels that are the same
a = table("a", column("id"))
b = table("b", column("id"))
statement = select(a.c.id, b.c.id.label("id"))
### a cast of the name that a column has
a = table("a", column("id", Integer))
b = table("b", column("id", Integer))
statement = select(a.c.id, cast(b.c.id, String))
### names of several tables below
a = table("a", column("id"))
b = table("b", column("id"))
statement = select(select(a.c.id, b.c.id).subquery("s"))
### JSON's own null
t = table("t", column("a", JSONB))
statement = t.update().where(t.c.a == JSONB.NULL).values(a=JSON.NULL)
### insert with a sequence
t = Table("t", metadata, Column("a", Integer), Column("n", Integer, Sequence("other", optional=True)), Column("s", Integer, Sequence("Own seq", schema="s")))
statement = insert(t).values(a=1)
