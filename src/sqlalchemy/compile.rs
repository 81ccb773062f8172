//! Expressions to SQL text, as SQLAlchemy's PostgreSQL compiler writes them.
//!
//! DDL has its values in the text and no table names before columns; statements have `$n`.

use std::rc::Rc;

use super::argument;
use super::column;
use super::comparator;
use super::data_type::type_sql;
use super::expression::{self, Bind, Element, Kind};
use super::literal;
use super::operator::Operator;
use super::select::{self, FromItem};
use super::types::Affinity;
use crate::ddl::identifier;
use crate::operation::SqlValue;
use crate::python::dict::Dict;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// What bound values become.
pub enum Binds {
    /// Literals in the text.
    Literal,
    /// `$1`, `$2` …, collected here.
    Numbered(Vec<SqlValue>),
}

/// One statement or fragment under way.
pub struct Compiler {
    pub include_table: bool,
    pub binds: Binds,
    /// Values for named parameters that the statement leaves open.
    pub parameters: Dict,
    /// Inside an operator: what asks for parentheses of its own then gets them.
    in_operator: bool,
    /// Names given to anonymous aliases and subqueries.
    pub anonymous: Vec<(usize, String)>,
    /// Common table expressions met, with their SQL.
    pub ctes: Vec<(String, String)>,
    pub recursive: bool,
    /// The SELECT list that comes next is of a subquery: its columns get their own names as labels.
    pub label_columns: bool,
    /// Tables of enclosing selects, which a subquery correlates to.
    pub enclosing: Vec<Vec<Rc<FromItem>>>,
}

impl Compiler {
    /// For DDL.
    pub fn literal(include_table: bool) -> Compiler {
        Compiler {
            include_table,
            binds: Binds::Literal,
            parameters: Dict::default(),
            in_operator: false,
            anonymous: Vec::new(),
            ctes: Vec::new(),
            recursive: false,
            label_columns: false,
            enclosing: Vec::new(),
        }
    }

    /// For statements.
    pub fn numbered(parameters: Dict) -> Compiler {
        Compiler { binds: Binds::Numbered(Vec::new()), parameters, ..Compiler::literal(true) }
    }

    /// # Errors
    /// A refusal for what is Unknown or can't be written; what SQLAlchemy raises.
    pub fn element(&mut self, interp: &mut Interpreter, element: &Element) -> Evaluated<String> {
        Ok(match &element.kind {
            Kind::Column(column) => {
                let name = identifier::quote(&column.name_text());
                match column.table.borrow().as_ref().filter(|_| self.include_table) {
                    Some(table) => format!("{}.{name}", identifier::qualified(&table.qualified_name())),
                    None => name,
                }
            }
            Kind::Name { name, from, literal } => {
                let text = if *literal { name.to_string() } else { identifier::quote(name) };
                match from.as_ref().filter(|_| self.include_table) {
                    Some(from) => match select::from_name(self, from) {
                        Some(from) => format!("{from}.{text}"),
                        None => text,
                    },
                    None => text,
                }
            }
            Kind::Bind(bind) => self.bind(interp, bind, &element.type_)?,
            Kind::Text { text, binds } => self.text(interp, text, binds)?,
            Kind::Null => "NULL".to_owned(),
            Kind::True => "true".to_owned(),
            Kind::False => "false".to_owned(),
            Kind::Binary { left, right, operator, modifier, .. } => {
                self.binary(interp, element, left, right, operator, modifier.as_deref())?
            }
            Kind::List { operator, clauses, .. } => {
                let before = self.in_operator;
                self.in_operator |= *operator != Operator::Comma;
                let text = self.list(interp, clauses, operator.spelling());
                self.in_operator = before;
                text?
            }
            Kind::Unary { operator, element } => {
                let inner = self.element(interp, element)?;
                match operator {
                    Operator::Custom(custom) => format!("{} {inner}", custom.text),
                    operator => format!("{}{inner}", operator.spelling()),
                }
            }
            Kind::Modified { modifier, element } => {
                format!("{}{}", self.element(interp, element)?, modifier.spelling())
            }
            Kind::AsBoolean { element, negated } => {
                let inner = self.element(interp, element)?;
                if *negated { format!("NOT {inner}") } else { inner }
            }
            Kind::Grouping(inner) => format!("({})", self.element(interp, inner)?),
            Kind::Cast { element, type_ } => {
                let sql = type_sql(interp, type_)?;
                let (sql, collation) = match sql.find(" COLLATE ") {
                    Some(at) => (sql[..at].to_owned(), sql[at..].to_owned()),
                    None => (sql, String::new()),
                };
                format!("CAST({} AS {sql}){collation}", self.element(interp, element)?)
            }
            Kind::TypeCoerce(inner) => self.element(interp, inner)?,
            Kind::Collation(name) => identifier::always_quote(name),
            Kind::Extract { field, element } => {
                format!("EXTRACT({field} FROM {})", self.element(interp, element)?)
            }
            Kind::Case { value, whens, otherwise } => {
                let mut text = "CASE ".to_owned();
                if let Some(value) = value {
                    text.push_str(&format!("{} ", self.element(interp, value)?));
                }
                for (condition, result) in whens {
                    let condition = self.element(interp, condition)?;
                    let result = self.element(interp, result)?;
                    text.push_str(&format!("WHEN {condition} THEN {result} "));
                }
                if let Some(otherwise) = otherwise {
                    text.push_str(&format!("ELSE {} ", self.element(interp, otherwise)?));
                }
                text.push_str("END");
                text
            }
            Kind::Function { name, packages, arguments, bare } => {
                let mut parts: Vec<String> = packages.iter().map(|part| function_name(part)).collect();
                parts.push(function_name(name));
                let mut text = parts.join(".");
                if !bare {
                    text.push_str(&format!("({})", self.list(interp, arguments, ", ")?));
                }
                text
            }
            Kind::Filter { function, condition } => {
                let function = self.element(interp, function)?;
                format!("{function} FILTER (WHERE {})", self.element(interp, condition)?)
            }
            Kind::Over { element, partition_by, order_by, frame } => {
                let text = self.element(interp, element)?;
                let mut parts = Vec::new();
                if !partition_by.is_empty() {
                    parts.push(format!("PARTITION BY {}", self.list(interp, partition_by, ", ")?));
                }
                if !order_by.is_empty() {
                    parts.push(format!("ORDER BY {}", self.list(interp, order_by, ", ")?));
                }
                parts.extend(frame.iter().map(|frame| frame.to_string()));
                format!("{text} OVER ({})", parts.join(" "))
            }
            Kind::WithinGroup { element, order_by } => {
                let text = self.element(interp, element)?;
                format!("{text} WITHIN GROUP (ORDER BY {})", self.list(interp, order_by, ", ")?)
            }
            Kind::OrderedArgument { element, order_by } => {
                let text = self.element(interp, element)?;
                format!("{text} ORDER BY {}", self.list(interp, order_by, ", ")?)
            }
            Kind::Tuple(elements) => format!("({})", self.list(interp, elements, ", ")?),
            Kind::Array(elements) => {
                if elements.is_empty() && !element.type_.is_none() {
                    format!("ARRAY[]::{}", type_sql(interp, &element.type_)?)
                } else {
                    format!("ARRAY[{}]", self.list(interp, elements, ", ")?)
                }
            }
            Kind::Slice { start, stop } => {
                let start = self.element(interp, start)?;
                format!("{start}:{}", self.element(interp, stop)?)
            }
            Kind::Label { element, .. } => self.element(interp, element)?,
            Kind::ScalarSelect(select) => format!("({})", select::compile(self, interp, select)?),
            Kind::NextValue(name) => format!("nextval({})", crate::ddl::literal::string(name)),
            Kind::Custom(value) => match super::compiles::custom(interp, value)? {
                Some(text) => text,
                None => {
                    let class = interp.class_of(value).path();
                    return Err(interp.refuse(format!("`{class}` has no SQL that can be read (`@compiles`)")));
                }
            },
            Kind::Unknown(value) => return Err(expression::refuse(interp, value)),
        })
    }

    /// # Errors
    /// As [`Compiler::element`].
    pub fn list(
        &mut self,
        interp: &mut Interpreter,
        elements: &[Element],
        separator: &str,
    ) -> Evaluated<String> {
        let mut parts = Vec::new();
        for element in elements {
            parts.push(self.element(interp, element)?);
        }
        parts.retain(|part| !part.is_empty());
        Ok(parts.join(separator))
    }

    /// A value in its place.
    fn bind(&mut self, interp: &mut Interpreter, bind: &Bind, type_: &Value) -> Evaluated<String> {
        let value = match (&bind.value, &bind.key) {
            (given, Some(key)) => match self.parameters.get_str(key).or(given.as_ref()) {
                Some(value) => value.clone(),
                // SQLAlchemy writes NULL for a parameter that nobody gave a value
                None if matches!(self.binds, Binds::Literal) => Value::None,
                None => {
                    return Err(interp.raise(
                        "sqlalchemy.exc.StatementError",
                        format!("A value is required for bind parameter '{key}'"),
                    ));
                }
            },
            (Some(value), None) => value.clone(),
            (None, None) => Value::None,
        };
        if let Value::Unknown(_) = value {
            return Err(argument::refuse_unknown(interp, &value, "a bound value"));
        }
        if bind.expanding {
            let items = interp.iterate(&value)?;
            let mut parts = Vec::new();
            for item in &items {
                parts.push(match item {
                    Value::Tuple(inner) => {
                        let mut row = Vec::new();
                        for item in inner.iter() {
                            let element = comparator::bind(interp, item, None)?;
                            row.push(self.value(interp, item, &element.type_)?);
                        }
                        format!("({})", row.join(", "))
                    }
                    item => self.value(interp, item, type_)?,
                });
            }
            return Ok(format!("({})", parts.join(", ")));
        }
        self.value(interp, &value, type_)
    }

    fn value(&mut self, interp: &mut Interpreter, value: &Value, type_: &Value) -> Evaluated<String> {
        if let Some(element) = comparator::as_element(interp, value)? {
            return self.element(interp, &element);
        }
        match &mut self.binds {
            Binds::Literal => literal::sql(interp, value, type_),
            Binds::Numbered(_) => {
                let value = literal::sql_value(interp, value, type_)?;
                if let Binds::Numbered(values) = &mut self.binds {
                    values.push(value);
                    return Ok(format!("${}", values.len()));
                }
                Ok(String::new())
            }
        }
    }

    /// `text("… :name …")`.
    fn text(
        &mut self,
        interp: &mut Interpreter,
        text: &str,
        binds: &[(Rc<str>, Element)],
    ) -> Evaluated<String> {
        let mut sql = String::new();
        for part in super::text::parts(text) {
            match part {
                super::text::Part::Sql(part) => sql.push_str(&part),
                super::text::Part::Bind(name) => {
                    let declared = binds.iter().find(|(known, _)| **known == *name);
                    match declared {
                        Some((_, element)) => sql.push_str(&self.element(interp, &element.clone())?),
                        None => {
                            let bind =
                                Bind { key: Some(name.as_str().into()), value: None, expanding: false };
                            let given = self.parameters.get_str(&name).cloned().unwrap_or(Value::None);
                            let type_ = comparator::bind(interp, &given, None)?.type_.clone();
                            sql.push_str(&self.bind(interp, &bind, &type_)?);
                        }
                    }
                }
            }
        }
        Ok(sql)
    }

    fn binary(
        &mut self,
        interp: &mut Interpreter,
        whole: &Element,
        left: &Element,
        right: &Element,
        operator: &Operator,
        modifier: Option<&str>,
    ) -> Evaluated<String> {
        let escape = modifier.map(|escape| format!(" ESCAPE {}", crate::ddl::literal::string(escape)));
        let escape = escape.unwrap_or_default();
        Ok(match operator {
            Operator::Custom(custom) => {
                let spelling = format!(" {} ", custom.text);
                self.generic(interp, left, right, &spelling, custom.eager_grouping)?
            }
            Operator::NotIn => format!("({})", self.empty_or(interp, left, right, operator)?),
            Operator::In => self.empty_or(interp, left, right, operator)?,
            Operator::Like | Operator::NotLike | Operator::ILike | Operator::NotILike => {
                format!("{}{escape}", self.generic(interp, left, right, operator.spelling(), false)?)
            }
            Operator::Contains | Operator::NotContains | Operator::IContains | Operator::NotIContains => {
                let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                format!("{left}{}'%' || {right} || '%'{escape}", operator.spelling())
            }
            Operator::StartsWith
            | Operator::NotStartsWith
            | Operator::IStartsWith
            | Operator::NotIStartsWith => {
                let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                format!("{left}{}{right} || '%'{escape}", operator.spelling())
            }
            Operator::EndsWith | Operator::NotEndsWith | Operator::IEndsWith | Operator::NotIEndsWith => {
                let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                format!("{left}{}'%' || {right}{escape}", operator.spelling())
            }
            Operator::Match | Operator::NotMatch => {
                let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                let not = if *operator == Operator::NotMatch { "NOT " } else { "" };
                format!("{not}{left} @@ plainto_tsquery({right})")
            }
            Operator::RegexpMatch | Operator::NotRegexpMatch => match modifier {
                None => self.generic(interp, left, right, operator.spelling(), false)?,
                Some("i") => {
                    let spelling = format!(" {}* ", operator.spelling().trim());
                    self.generic(interp, left, right, &spelling, false)?
                }
                Some(flags) => {
                    let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                    let flags = crate::ddl::literal::string(flags);
                    format!("{left} {} CONCAT('(?', {flags}, ')', {right})", operator.spelling().trim())
                }
            },
            Operator::RegexpReplace => {
                let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                match modifier {
                    None => format!("REGEXP_REPLACE({left}, {right})"),
                    Some(flags) => {
                        format!("REGEXP_REPLACE({left}, {right}, {})", crate::ddl::literal::string(flags))
                    }
                }
            }
            Operator::TrueDiv => {
                let cast = match expression::affinity_of(interp, right)? {
                    Affinity::Numeric | Affinity::Float => type_sql(interp, &expression::type_of(right))?,
                    _ => "NUMERIC".to_owned(),
                };
                let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                format!("{left} / CAST({right} AS {cast})")
            }
            Operator::FloorDiv => {
                let integers = expression::affinity_of(interp, left)? == Affinity::Integer
                    && expression::affinity_of(interp, right)? == Affinity::Integer;
                let (left, right) = (self.element(interp, left)?, self.element(interp, right)?);
                if integers { format!("{left} / {right}") } else { format!("FLOOR({left} / {right})") }
            }
            Operator::GetItem => {
                let left = self.element(interp, left)?;
                format!("{left}[{}]", self.element(interp, right)?)
            }
            Operator::HstoreGetItem => self.subscript(interp, left, right)?,
            Operator::JsonGetItem | Operator::JsonPathGetItem => {
                self.json_item(interp, whole, left, right, operator)?
            }
            operator => self.generic(interp, left, right, operator.spelling(), false)?,
        })
    }

    /// `data['key']` of JSONB, `data -> 'key'` of JSON, `CAST(data ->> 'key' AS …)` for other types.
    fn json_item(
        &mut self,
        interp: &mut Interpreter,
        whole: &Element,
        left: &Element,
        right: &Element,
        operator: &Operator,
    ) -> Evaluated<String> {
        let path = *operator == Operator::JsonPathGetItem;
        if expression::affinity_of(interp, whole)? != Affinity::Json {
            let spelling = if path { " #>> " } else { " ->> " };
            let text = self.generic(interp, left, right, spelling, false)?;
            return Ok(format!("CAST({text} AS {})", type_sql(interp, &expression::type_of(whole))?));
        }
        let is_jsonb = expression::type_of(left)
            .as_instance()
            .is_some_and(|instance| super::type_object::derives(&instance.class, "json", "JSONB"));
        if is_jsonb && !path {
            return self.subscript(interp, left, right);
        }
        self.generic(interp, left, right, if path { " #> " } else { " -> " }, true)
    }

    fn subscript(&mut self, interp: &mut Interpreter, left: &Element, right: &Element) -> Evaluated<String> {
        let mut text = self.element(interp, left)?;
        if matches!(left.kind, Kind::Function { .. } | Kind::Cast { .. }) {
            text = format!("({text})");
        }
        Ok(format!("{text}[{}]", self.element(interp, right)?))
    }

    /// An empty list has no SQL: SQLAlchemy writes a condition that is never (or always) true.
    fn empty_or(
        &mut self,
        interp: &mut Interpreter,
        left: &Element,
        right: &Element,
        operator: &Operator,
    ) -> Evaluated<String> {
        if let Kind::Bind(Bind { value: Some(value), expanding: true, .. }) = &right.kind
            && interp.iterate(value)?.is_empty()
        {
            let left = self.element(interp, left)?;
            let (word, always) = match operator {
                Operator::NotIn => ("NOT IN", "OR (1 = 1)"),
                _ => ("IN", "AND (1 != 1)"),
            };
            return Ok(format!("{left} {word} (NULL) {always}"));
        }
        self.generic(interp, left, right, operator.spelling(), false)
    }

    fn generic(
        &mut self,
        interp: &mut Interpreter,
        left: &Element,
        right: &Element,
        spelling: &str,
        eager_grouping: bool,
    ) -> Evaluated<String> {
        let before = self.in_operator;
        self.in_operator = true;
        let left = self.element(interp, left);
        let right = self.element(interp, right);
        self.in_operator = before;
        let text = format!("{}{spelling}{}", left?, right?);
        Ok(if before && eager_grouping { format!("({text})") } else { text })
    }
}

fn function_name(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let legal = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(plain);
    if legal { name.to_owned() } else { identifier::always_quote(name) }
}

/// A condition of a check or predicate: strings are SQL, columns have no table names.
///
/// # Errors
/// As [`Compiler::element`].
pub fn ddl_condition(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    if let Some(text) = value.to_text() {
        return Compiler::literal(false).text(interp, &text, &[]);
    }
    ddl_expression(interp, value)
}

/// An expression in DDL.
///
/// # Errors
/// As [`Compiler::element`].
pub fn ddl_expression(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    let element = comparator::element(interp, value)?;
    Compiler::literal(false).element(interp, &element)
}

/// A server default, which may name tables.
///
/// # Errors
/// As [`Compiler::element`].
pub fn ddl_default(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    let element = comparator::element(interp, value)?;
    Compiler::literal(true).element(interp, &element)
}

/// An element of an index: grouped unless it is a column.
///
/// # Errors
/// As [`Compiler::element`].
pub fn index_expression(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    let element = comparator::element(interp, value)?;
    let element = match element.kind {
        Kind::Name { .. } | Kind::Column(_) => element,
        _ => expression::self_group(interp, &element, None)?,
    };
    Compiler::literal(false).element(interp, &element)
}

/// What `str(expression)` shows.
///
/// # Errors
/// As [`Compiler::element`].
pub fn shown(interp: &mut Interpreter, value: &Value) -> Evaluated<String> {
    if let Some(column) = column::of(value) {
        let table = column.table.borrow().as_ref().map(|table| table.name.clone());
        let name = column.name_text();
        return Ok(table.map_or(name.clone(), |table| format!("{table}.{name}")));
    }
    let element = comparator::element(interp, value)?;
    Compiler::literal(true).element(interp, &element)
}
