//! Which variable a name means: a pass over the syntax tree before it is compiled.

use std::cell::RefCell;
use std::rc::Rc;

use super::value::Value;

/// A variable that several functions share.
pub type Cell = Rc<RefCell<Option<Value>>>;
