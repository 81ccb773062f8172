from geoalchemy2 import Geography, Geometry, Raster, WKBElement
from geoalchemy2.types import Geometry as SameGeometry
from sqlalchemy import Column, Index, Integer, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Lake(Base):
    __tablename__ = "lake"
    id: Mapped[int] = mapped_column(primary_key=True)
    geom: Mapped[WKBElement] = mapped_column(Geometry("POLYGON"))
    point = mapped_column(Geometry(geometry_type="POINT", srid=4326))
    free = mapped_column(Geometry(spatial_index=False))
    geog = mapped_column(Geography("POINT", srid=4326))
    three = mapped_column(Geometry("POINTZ", dimension=3, srid=4326, spatial_index=False), nullable=False)
    nd = mapped_column(Geometry("LINESTRING", use_N_D_index=True))
    rast = mapped_column(Raster)
    plain = mapped_column(Geometry(geometry_type=None, srid=3857))


Table("river", Base.metadata, Column("id", Integer, primary_key=True), Column("g", Geometry("LINESTRING"), index=True), schema="gis")
metadata = Base.metadata
