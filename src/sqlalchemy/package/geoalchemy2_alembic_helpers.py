"""What env.py files give to Alembic for GeoAlchemy2."""

from geoalchemy2 import Geography, Geometry, Raster


def include_object(obj, name, obj_type, reflected, compare_to):
    if obj_type == "index":
        columns = list(obj.columns)
        if len(columns) == 1 and isinstance(getattr(columns[0], "type", None), (Geometry, Geography, Raster)):
            return False
    return not (obj_type == "table" and name == "spatial_ref_sys")


def render_item(obj_type, obj, autogen_context):
    return False


def writer(context, revision, directives):
    return None
