"""The spatial types of GeoAlchemy2, and the index that each spatial column brings along."""

import _introspection

import sqlalchemy as _sa
from sqlalchemy.types import UserDefinedType


class WKBElement:
    pass


class WKTElement:
    pass


class RasterElement:
    pass


class _Spatial(UserDefinedType):
    name = None

    def __init__(self, geometry_type="GEOMETRY", srid=-1, dimension=None, spatial_index=True, use_N_D_index=False,
                 use_typmod=None, from_text=None, name=None, nullable=True, _spatial_index_reflected=None):
        self.geometry_type = geometry_type.upper() if isinstance(geometry_type, str) else geometry_type
        self.srid = int(srid)
        self.dimension = dimension
        self.spatial_index = spatial_index
        self.use_N_D_index = use_N_D_index
        self.use_typmod = use_typmod
        self.from_text = from_text or self.from_text
        self.name = name or self.name
        self.nullable = nullable

    from_text = None

    def get_col_spec(self, **keywords):
        if not self.geometry_type:
            return self.name
        return "%s(%s,%d)" % (self.name, self.geometry_type, self.srid)

    def _set_table(self, column, table):
        """An index unless the column says that it wants none."""
        if not self.spatial_index:
            return
        options = {"postgresql_using": "gist"}
        if self.use_N_D_index:
            options["postgresql_ops"] = {column.name: "gist_geometry_ops_nd"}
        _sa.Index("idx_%s_%s" % (table.name, column.name), self._indexed(column), _table=table, **options)

    def _indexed(self, column):
        return column


class Geometry(_Spatial):
    __module__ = "geoalchemy2.types"
    name = "geometry"
    from_text = "ST_GeomFromEWKT"


class Geography(_Spatial):
    __module__ = "geoalchemy2.types"
    name = "geography"
    from_text = "ST_GeogFromText"


class Raster(_Spatial):
    __module__ = "geoalchemy2.types"
    name = "raster"
    from_text = "raster"

    def __init__(self, spatial_index=True, from_text=None, name=None, nullable=True):
        super().__init__(None, -1, None, spatial_index, False, None, from_text, name, nullable)

    def _indexed(self, column):
        return _sa.func.ST_ConvexHull(column)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    import importlib

    try:
        return importlib.import_module(__name__ + "." + name)
    except ImportError:
        return _introspection.unknown("`geoalchemy2.%s`" % name)
