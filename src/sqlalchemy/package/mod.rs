//! Packages beside SQLAlchemy whose models and types reach the database, as small Python modules of our
//! own: what they declare, nothing of what they do. Used where the project's environment has no source.

use crate::python::library::Library;

/// Dotted name and text.
const MODULES: &[(&str, &str)] = &[
    ("fastapi_users", include_str!("rest.py")),
    ("fastapi_users.db", include_str!("fastapi_users_db.py")),
    ("fastapi_users.models", include_str!("fastapi_users_models.py")),
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

/// Registers the packages.
pub fn register(library: &mut Library) {
    for (name, text) in MODULES {
        library.stub(name, text);
    }
}
