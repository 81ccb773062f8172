//! `sqlalchemy.exc`.

use super::native::{Natives, natives};
use crate::python::interpreter::Interpreter;
use crate::python::library::{ClassBuilder, ModuleBuilder};
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// Name and base, in the order of inheritance.
const CLASSES: &[(&str, &str)] = &[
    ("SQLAlchemyError", "Exception"),
    ("DontWrapMixin", "object"),
    ("ArgumentError", "SQLAlchemyError"),
    ("DuplicateColumnError", "ArgumentError"),
    ("ConstraintColumnNotFoundError", "ArgumentError"),
    ("ObjectNotExecutableError", "ArgumentError"),
    ("NoSuchModuleError", "ArgumentError"),
    ("NoForeignKeysError", "ArgumentError"),
    ("AmbiguousForeignKeysError", "ArgumentError"),
    ("CircularDependencyError", "SQLAlchemyError"),
    ("CompileError", "SQLAlchemyError"),
    ("UnsupportedCompilationError", "CompileError"),
    ("IdentifierError", "SQLAlchemyError"),
    ("DisconnectionError", "SQLAlchemyError"),
    ("TimeoutError", "SQLAlchemyError"),
    ("InvalidRequestError", "SQLAlchemyError"),
    ("NoInspectionAvailable", "InvalidRequestError"),
    ("PendingRollbackError", "InvalidRequestError"),
    ("ResourceClosedError", "InvalidRequestError"),
    ("NoSuchColumnError", "InvalidRequestError"),
    ("NoResultFound", "InvalidRequestError"),
    ("MultipleResultsFound", "InvalidRequestError"),
    ("NoReferenceError", "InvalidRequestError"),
    ("AwaitRequired", "InvalidRequestError"),
    ("MissingGreenlet", "InvalidRequestError"),
    ("NoReferencedTableError", "NoReferenceError"),
    ("NoReferencedColumnError", "NoReferenceError"),
    ("NoSuchTableError", "InvalidRequestError"),
    ("UnreflectableTableError", "InvalidRequestError"),
    ("UnboundExecutionError", "InvalidRequestError"),
    ("StatementError", "SQLAlchemyError"),
    ("DBAPIError", "StatementError"),
    ("InterfaceError", "DBAPIError"),
    ("DatabaseError", "DBAPIError"),
    ("DataError", "DatabaseError"),
    ("OperationalError", "DatabaseError"),
    ("IntegrityError", "DatabaseError"),
    ("InternalError", "DatabaseError"),
    ("ProgrammingError", "DatabaseError"),
    ("NotSupportedError", "DatabaseError"),
];

/// Those of `sqlalchemy.orm.exc`, which has the two of `sqlalchemy.exc` about results as well.
const ORM: &[(&str, &str)] = &[
    ("StaleDataError", "SQLAlchemyError"),
    ("FlushError", "SQLAlchemyError"),
    ("MappedAnnotationError", "ArgumentError"),
    ("UnmappedError", "InvalidRequestError"),
    ("UnmappedClassError", "UnmappedError"),
    ("UnmappedInstanceError", "UnmappedError"),
    ("UnmappedColumnError", "InvalidRequestError"),
    ("ObjectDereferencedError", "SQLAlchemyError"),
    ("DetachedInstanceError", "SQLAlchemyError"),
    ("ObjectDeletedError", "InvalidRequestError"),
    ("LoaderStrategyException", "InvalidRequestError"),
];

/// The native names of what `sqlalchemy.orm.exc` has.
pub fn orm_exceptions() -> impl Iterator<Item = &'static str> {
    const NAMES: &[&str] = &[
        "exc.StaleDataError",
        "exc.FlushError",
        "exc.MappedAnnotationError",
        "exc.UnmappedError",
        "exc.UnmappedClassError",
        "exc.UnmappedInstanceError",
        "exc.UnmappedColumnError",
        "exc.ObjectDereferencedError",
        "exc.DetachedInstanceError",
        "exc.ObjectDeletedError",
        "exc.LoaderStrategyException",
        "exc.NoResultFound",
        "exc.MultipleResultsFound",
    ];
    NAMES.iter().copied()
}

const WARNINGS: &[(&str, &str)] = &[
    ("SADeprecationWarning", "DeprecationWarning"),
    ("RemovedIn20Warning", "DeprecationWarning"),
    ("MovedIn20Warning", "DeprecationWarning"),
    ("SAPendingDeprecationWarning", "PendingDeprecationWarning"),
    ("SAWarning", "RuntimeWarning"),
];

/// Adds the classes; they derive from the interpreter's own.
///
/// # Errors
/// When the interpreter has no such builtin.
pub fn register(natives: &mut Natives, interp: &mut Interpreter) -> Evaluated<()> {
    let builtins = interp.import("builtins")?;
    for (name, base) in CLASSES.iter().chain(WARNINGS).chain(ORM) {
        let module =
            if ORM.iter().any(|(known, _)| known == name) { "sqlalchemy.orm.exc" } else { "sqlalchemy.exc" };
        let base = match natives.find(&format!("exc.{base}")).or_else(|| builtins.attribute(base)) {
            Some(Value::Class(base)) => base,
            _ => continue,
        };
        let class = ClassBuilder::new(module, name).base(&base).build();
        natives.add(&format!("exc.{name}"), Value::Class(class));
    }
    Ok(())
}

/// Fills `sqlalchemy.exc`.
///
/// # Errors
/// None of its own.
pub fn module(interp: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    let natives = natives(interp)?;
    for (name, _) in CLASSES.iter().chain(WARNINGS) {
        module.value(name, natives.value(&format!("exc.{name}")));
    }
    Ok(())
}
