"""A module of GeoAlchemy2: its names are those of the package."""

from geoalchemy2 import Geography, Geometry, Raster, RasterElement, WKBElement, WKTElement
