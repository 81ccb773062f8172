//! Packages beside SQLAlchemy whose models and types reach the database, as small Python modules of our
//! own: what they declare, nothing of what they do. Used where the project's environment has no source.

use crate::python::library::Library;

/// Dotted name and text.
const MODULES: &[(&str, &str)] = &[
    ("advanced_alchemy", ""),
    ("advanced_alchemy.base", include_str!("advanced_alchemy_base.py")),
    ("advanced_alchemy.mixins", include_str!("advanced_alchemy_parts.py")),
    ("advanced_alchemy.mixins.audit", include_str!("advanced_alchemy_parts.py")),
    ("advanced_alchemy.mixins.bigint", include_str!("advanced_alchemy_parts.py")),
    ("advanced_alchemy.mixins.slug", include_str!("advanced_alchemy_parts.py")),
    ("advanced_alchemy.mixins.unique", include_str!("advanced_alchemy_parts.py")),
    ("advanced_alchemy.mixins.uuid", include_str!("advanced_alchemy_parts.py")),
    ("advanced_alchemy.types", include_str!("advanced_alchemy_types.py")),
    ("async_sqlalchemy", include_str!("harmless.py")),
    ("citext", include_str!("citext.py")),
    ("fastapi_sqlalchemy", include_str!("harmless.py")),
    ("fastapi_async_sqlalchemy", include_str!("harmless.py")),
    ("sqlalchemy_citext", include_str!("citext.py")),
    ("sqlalchemy_json", include_str!("sqlalchemy_json.py")),
    ("fastapi_users_db_sqlalchemy", include_str!("fastapi_users_tables.py")),
    ("fastapi_users_db_sqlalchemy.access_token", include_str!("fastapi_users_access_token.py")),
    ("fastapi_users_db_sqlalchemy.generics", include_str!("fastapi_users_generics.py")),
    ("lazy_object_proxy", include_str!("lazy_object_proxy.py")),
    ("lazy_object_proxy.cext", include_str!("lazy_object_proxy.py")),
    ("sqlalchemy_utils", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.encrypted", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.encrypted.encrypted_type", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.uuid", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.choice", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.email", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.url", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.json", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.ts_vector", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.types.ltree", include_str!("sqlalchemy_utils.py")),
    ("sqlalchemy_utils.functions", include_str!("sqlalchemy_utils.py")),
    ("pgvector", ""),
    ("pgvector.sqlalchemy", include_str!("pgvector.py")),
    ("pgvector.sqlalchemy.vector", include_str!("pgvector.py")),
    ("pgvector.sqlalchemy.halfvec", include_str!("pgvector.py")),
    ("pgvector.sqlalchemy.sparsevec", include_str!("pgvector.py")),
];

/// Ours even where the package is installed: its source leans on pydantic's or Flask's inside or on
/// compiled code, or makes its tables by events of a running engine.
const REPLACEMENTS: &[(&str, &str)] = &[
    ("fastapi_users", include_str!("rest.py")),
    ("fastapi_users.db", include_str!("fastapi_users_db.py")),
    ("fastapi_users.db.base", include_str!("fastapi_users_db_base.py")),
    ("fastapi_users.models", include_str!("fastapi_users_models.py")),
    ("flask", include_str!("flask.py")),
    ("flask.cli", include_str!("harmless.py")),
    ("flask.globals", include_str!("flask.py")),
    ("flask_migrate", include_str!("flask_migrate.py")),
    ("flask_sqlalchemy", include_str!("flask_sqlalchemy.py")),
    ("flask_sqlalchemy.model", include_str!("flask_sqlalchemy.py")),
    ("geoalchemy2", include_str!("geoalchemy2.py")),
    ("geoalchemy2.alembic_helpers", include_str!("geoalchemy2_alembic_helpers.py")),
    ("geoalchemy2.elements", include_str!("geoalchemy2_parts.py")),
    ("geoalchemy2.types", include_str!("geoalchemy2_parts.py")),
    ("sqlalchemy.ext.automap", include_str!("automap.py")),
    ("sqlalchemy_continuum", include_str!("sqlalchemy_continuum.py")),
    ("numpy", include_str!("numpy.py")),
    ("sqlmodel", include_str!("sqlmodel.py")),
    ("sqlmodel.ext", ""),
    ("sqlmodel.ext.asyncio", ""),
    ("sqlmodel.ext.asyncio.session", include_str!("harmless.py")),
    ("sqlmodel.main", include_str!("sqlmodel_parts.py")),
    ("sqlmodel.sql", ""),
    ("sqlmodel.sql.expression", include_str!("sqlmodel_sql.py")),
    ("sqlmodel.sql.sqltypes", include_str!("sqlmodel_sqltypes.py")),
];

/// Registers the packages.
pub fn register(library: &mut Library) {
    for (name, text) in REPLACEMENTS {
        library.replacement(name, text);
    }
    for (name, text) in MODULES {
        library.stub(name, text);
    }
}
