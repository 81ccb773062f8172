//! Schemas that the models name and the database lacks. One that the models no longer name stays:
//! what else lives in it is not known here.

use super::Comparison;
use super::plan::{Effects, Plan, Thing};
use crate::ddl::identifier;

pub(super) fn compare(comparison: &Comparison, plan: &mut Plan) {
    for name in comparison.to.schemas.difference(&comparison.from.schemas) {
        let quoted = identifier::quote(name);
        let effects = Effects { creates: vec![Thing::Schema(name.clone())], ..Effects::default() };
        plan.execute_with(format!("CREATE SCHEMA {quoted}"), format!("DROP SCHEMA {quoted}"), effects);
    }
}
