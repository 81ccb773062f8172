//! SQL operators: spelling, precedence, negation; the numbers are SQLAlchemy's `_PRECEDENCE`.

use std::rc::Rc;

/// An operator made by `.op()` or by PostgreSQL's types.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomOperator {
    pub text: Rc<str>,
    pub precedence: i32,
    pub is_comparison: bool,
    pub natural_self_precedent: bool,
    pub eager_grouping: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Operator {
    And,
    Or,
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Neg,
    Lt,
    Le,
    Ne,
    Gt,
    Ge,
    Eq,
    Concat,
    Match,
    NotMatch,
    In,
    NotIn,
    Is,
    IsNot,
    IsDistinctFrom,
    IsNotDistinctFrom,
    Like,
    NotLike,
    ILike,
    NotILike,
    Between,
    NotBetween,
    Contains,
    NotContains,
    IContains,
    NotIContains,
    StartsWith,
    NotStartsWith,
    IStartsWith,
    NotIStartsWith,
    EndsWith,
    NotEndsWith,
    IEndsWith,
    NotIEndsWith,
    RegexpMatch,
    NotRegexpMatch,
    RegexpReplace,
    BitwiseXor,
    BitwiseOr,
    BitwiseAnd,
    BitwiseNot,
    LeftShift,
    RightShift,
    GetItem,
    JsonGetItem,
    JsonPathGetItem,
    HstoreGetItem,
    Collate,
    Comma,
    Desc,
    Asc,
    NullsFirst,
    NullsLast,
    Distinct,
    Inv,
    Any,
    All,
    Exists,
    IsTrue,
    IsFalse,
    Filter,
    AsBoolean,
    Custom(Rc<CustomOperator>),
}

use Operator as O;

impl Operator {
    /// The number in SQLAlchemy's table; `None` for operators that it doesn't list, which bind
    /// loosest on the left of a comparison and tightest on its right.
    fn listed_precedence(&self) -> Option<i32> {
        Some(match self {
            O::Any | O::All | O::GetItem | O::JsonGetItem | O::JsonPathGetItem | O::HstoreGetItem => 15,
            O::Mul | O::TrueDiv | O::FloorDiv | O::Mod | O::Neg | O::BitwiseNot => 8,
            O::Add | O::Sub | O::BitwiseXor | O::BitwiseOr | O::BitwiseAnd | O::LeftShift | O::RightShift => {
                7
            }
            O::Filter => 6,
            O::Concat
            | O::Match
            | O::NotMatch
            | O::RegexpMatch
            | O::NotRegexpMatch
            | O::RegexpReplace
            | O::ILike
            | O::NotILike
            | O::Like
            | O::NotLike
            | O::In
            | O::NotIn
            | O::Is
            | O::IsNot
            | O::Eq
            | O::Ne
            | O::IsDistinctFrom
            | O::IsNotDistinctFrom
            | O::Gt
            | O::Lt
            | O::Ge
            | O::Le
            | O::Between
            | O::NotBetween
            | O::Distinct
            | O::Inv
            | O::IsTrue
            | O::IsFalse => 5,
            O::Collate => 4,
            O::And | O::Desc | O::Asc => 3,
            O::Or => 2,
            O::Exists => 0,
            O::Comma => -1,
            O::AsBoolean => -10,
            O::Custom(custom) => custom.precedence,
            O::Contains
            | O::NotContains
            | O::IContains
            | O::NotIContains
            | O::StartsWith
            | O::NotStartsWith
            | O::IStartsWith
            | O::NotIStartsWith
            | O::EndsWith
            | O::NotEndsWith
            | O::IEndsWith
            | O::NotIEndsWith
            | O::NullsFirst
            | O::NullsLast => return None,
        })
    }

    /// Chains without parentheses: `a AND b AND c`.
    pub fn is_associative(&self) -> bool {
        matches!(self, O::And | O::Or | O::Add | O::Mul | O::Concat)
    }

    fn is_natural_self_precedent(&self) -> bool {
        match self {
            O::Custom(custom) => custom.natural_self_precedent,
            O::GetItem | O::JsonGetItem | O::JsonPathGetItem => true,
            other => other.is_associative(),
        }
    }

    /// Whether its result is a condition.
    pub fn is_boolean(&self) -> bool {
        match self {
            O::Custom(custom) => custom.is_comparison,
            O::And
            | O::Or
            | O::Lt
            | O::Le
            | O::Ne
            | O::Gt
            | O::Ge
            | O::Eq
            | O::Match
            | O::NotMatch
            | O::In
            | O::NotIn
            | O::Is
            | O::IsNot
            | O::IsDistinctFrom
            | O::IsNotDistinctFrom
            | O::Like
            | O::NotLike
            | O::ILike
            | O::NotILike
            | O::Between
            | O::NotBetween
            | O::Contains
            | O::NotContains
            | O::IContains
            | O::NotIContains
            | O::StartsWith
            | O::NotStartsWith
            | O::IStartsWith
            | O::NotIStartsWith
            | O::EndsWith
            | O::NotEndsWith
            | O::IEndsWith
            | O::NotIEndsWith
            | O::RegexpMatch
            | O::NotRegexpMatch
            | O::Inv
            | O::Exists
            | O::IsTrue
            | O::IsFalse
            | O::AsBoolean => true,
            O::Add
            | O::Sub
            | O::Mul
            | O::TrueDiv
            | O::FloorDiv
            | O::Mod
            | O::Neg
            | O::Concat
            | O::RegexpReplace
            | O::BitwiseXor
            | O::BitwiseOr
            | O::BitwiseAnd
            | O::BitwiseNot
            | O::LeftShift
            | O::RightShift
            | O::GetItem
            | O::JsonGetItem
            | O::JsonPathGetItem
            | O::HstoreGetItem
            | O::Collate
            | O::Comma
            | O::Desc
            | O::Asc
            | O::NullsFirst
            | O::NullsLast
            | O::Distinct
            | O::Any
            | O::All
            | O::Filter => false,
        }
    }

    /// Whether an expression of this operator needs parentheses inside one of `against`.
    pub fn is_precedent(&self, against: Option<&Operator>) -> bool {
        let Some(against) = against else { return true };
        if self == against && self.is_natural_self_precedent() {
            return false;
        }
        self.listed_precedence().unwrap_or(-100) <= against.listed_precedence().unwrap_or(100)
    }

    /// What `~` makes of it, where it isn't NOT.
    pub fn negated(&self) -> Option<Operator> {
        Some(match self {
            O::Lt => O::Ge,
            O::Le => O::Gt,
            O::Ne => O::Eq,
            O::Gt => O::Le,
            O::Ge => O::Lt,
            O::Eq => O::Ne,
            O::IsDistinctFrom => O::IsNotDistinctFrom,
            O::IsNotDistinctFrom => O::IsDistinctFrom,
            O::In => O::NotIn,
            O::NotIn => O::In,
            O::Is => O::IsNot,
            O::IsNot => O::Is,
            O::Between => O::NotBetween,
            O::NotBetween => O::Between,
            O::Like => O::NotLike,
            O::NotLike => O::Like,
            O::ILike => O::NotILike,
            O::NotILike => O::ILike,
            O::Contains => O::NotContains,
            O::NotContains => O::Contains,
            O::IContains => O::NotIContains,
            O::NotIContains => O::IContains,
            O::StartsWith => O::NotStartsWith,
            O::NotStartsWith => O::StartsWith,
            O::IStartsWith => O::NotIStartsWith,
            O::NotIStartsWith => O::IStartsWith,
            O::EndsWith => O::NotEndsWith,
            O::NotEndsWith => O::EndsWith,
            O::IEndsWith => O::NotIEndsWith,
            O::NotIEndsWith => O::IEndsWith,
            O::Match => O::NotMatch,
            O::NotMatch => O::Match,
            O::RegexpMatch => O::NotRegexpMatch,
            O::NotRegexpMatch => O::RegexpMatch,
            _ => return None,
        })
    }

    /// The text between two operands (or before, or behind one); empty for those that are compiled
    /// in a way of their own.
    pub fn spelling(&self) -> &str {
        match self {
            O::And => " AND ",
            O::Or => " OR ",
            O::Add => " + ",
            O::Mul => " * ",
            O::Sub => " - ",
            O::Mod => " % ",
            O::TrueDiv | O::FloorDiv => " / ",
            O::Neg => "-",
            O::Lt => " < ",
            O::Le => " <= ",
            O::Ne => " != ",
            O::Gt => " > ",
            O::Ge => " >= ",
            O::Eq => " = ",
            O::IsDistinctFrom => " IS DISTINCT FROM ",
            O::IsNotDistinctFrom => " IS NOT DISTINCT FROM ",
            O::Concat => " || ",
            O::In => " IN ",
            O::NotIn => " NOT IN ",
            O::Comma => ", ",
            O::Is => " IS ",
            O::IsNot => " IS NOT ",
            O::Collate => " COLLATE ",
            O::Exists => "EXISTS ",
            O::Distinct => "DISTINCT ",
            O::Inv => "NOT ",
            O::Any => "ANY ",
            O::All => "ALL ",
            O::Desc => " DESC",
            O::Asc => " ASC",
            O::NullsFirst => " NULLS FIRST",
            O::NullsLast => " NULLS LAST",
            O::BitwiseXor => " # ",
            O::BitwiseOr => " | ",
            O::BitwiseAnd => " & ",
            O::BitwiseNot => "~",
            O::LeftShift => " << ",
            O::RightShift => " >> ",
            O::Like | O::Contains | O::StartsWith | O::EndsWith => " LIKE ",
            O::NotLike | O::NotContains | O::NotStartsWith | O::NotEndsWith => " NOT LIKE ",
            O::ILike => " ILIKE ",
            O::NotILike => " NOT ILIKE ",
            O::IContains | O::IStartsWith | O::IEndsWith => " ILIKE ",
            O::NotIContains | O::NotIStartsWith | O::NotIEndsWith => " NOT ILIKE ",
            O::Between => " BETWEEN ",
            O::NotBetween => " NOT BETWEEN ",
            O::RegexpMatch => " ~ ",
            O::NotRegexpMatch => " !~ ",
            O::Match
            | O::NotMatch
            | O::RegexpReplace
            | O::GetItem
            | O::JsonGetItem
            | O::JsonPathGetItem
            | O::HstoreGetItem
            | O::IsTrue
            | O::IsFalse
            | O::Filter
            | O::AsBoolean
            | O::Custom(_) => "",
        }
    }

    /// The operators of PostgreSQL's own types, by the name of the method that makes them.
    pub fn of_postgresql(method: &str) -> Option<Operator> {
        const EQ: i32 = 5;
        const ITEM: i32 = 15;
        let (text, precedence, is_comparison, natural) = match method {
            "astext" => ("->>", ITEM, false, true),
            "path_astext" => ("#>>", ITEM, false, true),
            "has_key" => ("?", EQ, true, true),
            "has_all" => ("?&", EQ, true, true),
            "has_any" => ("?|", EQ, true, true),
            "delete_path" => ("#-", ITEM, false, true),
            "path_exists" => ("@?", EQ, true, true),
            "path_match" => ("@@", EQ, true, true),
            "contains" => ("@>", EQ, true, true),
            "contained_by" => ("<@", EQ, true, true),
            "overlap" | "overlaps" => ("&&", EQ, true, false),
            "strictly_left_of" => ("<<", EQ, true, false),
            "strictly_right_of" => (">>", EQ, true, false),
            "not_extend_right_of" => ("&<", EQ, true, false),
            "not_extend_left_of" => ("&>", EQ, true, false),
            "adjacent_to" => ("-|-", EQ, true, false),
            _ => return None,
        };
        Some(O::Custom(Rc::new(CustomOperator {
            text: text.into(),
            precedence,
            is_comparison,
            natural_self_precedent: natural,
            eager_grouping: natural,
        })))
    }
}
