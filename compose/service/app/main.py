"""The service itself: just enough to have something to run."""

from fastapi import FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from app.database import database_url
from app.models import Category, Item

app = FastAPI(title="catalog")
engine = create_engine(database_url(), pool_pre_ping=True)


@app.get("/categories")
def categories() -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Category.name).order_by(Category.name)))


@app.get("/items")
def items() -> list[dict]:
    with Session(engine) as session:
        rows = session.scalars(select(Item).order_by(Item.id))
        return [{"id": item.id, "title": item.title, "status": item.status.value} for item in rows]
