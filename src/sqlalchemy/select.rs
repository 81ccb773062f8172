//! SELECT statements and what stands in their FROM.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::compile::Compiler;
use super::constraint::Shape;
use super::expression::{self, Element, Expression, Kind};
use super::operator::Operator;
use super::table::TableObject;
use crate::ddl::identifier;
use crate::python::interpreter::Interpreter;
use crate::python::raise::Evaluated;
use crate::python::value::{Class, Value};
use crate::schema::QualifiedName;

/// `table("name", column(…), …)`.
pub struct TableClause {
    pub name: QualifiedName,
    /// Name and type.
    pub columns: RefCell<Vec<(Rc<str>, Value)>>,
}

/// Something with columns.
pub enum FromItem {
    Table(Rc<TableObject>),
    Clause(TableClause),
    Alias {
        item: Rc<FromItem>,
        /// None: named when compiled.
        name: Option<Rc<str>>,
    },
    Subquery {
        select: Rc<Select>,
        name: Option<Rc<str>>,
        lateral: bool,
    },
    Cte {
        select: Rc<Select>,
        name: Option<Rc<str>>,
        recursive: bool,
    },
    Join {
        left: Rc<FromItem>,
        right: Rc<FromItem>,
        on: Option<Element>,
        /// `JOIN`, `LEFT OUTER JOIN`, `FULL OUTER JOIN`.
        kind: &'static str,
    },
    /// `func.unnest(…).alias("x")`, `.table_valued(…)`.
    Function {
        function: Element,
        name: Rc<str>,
        columns: Vec<Rc<str>>,
    },
    /// `values(column(…), …).data([…])`
    Values {
        name: Option<Rc<str>>,
        columns: Vec<(Rc<str>, Value)>,
        rows: Vec<Vec<Element>>,
    },
    /// `text("…").columns(…)` and plain texts in select_from.
    Text(Element),
}

/// Columns of a SELECT list that stand for a mapped class: the ORM makes objects of them.
#[derive(Clone)]
pub struct Entity {
    pub class: Rc<Class>,
    /// The key in rows: the class's name, or the alias's.
    pub name: Rc<str>,
    pub start: usize,
    pub count: usize,
}

/// What `aliased(Model)` gives: the alias, and the class that its rows are.
pub struct AliasedClass {
    pub class: Rc<Class>,
    pub item: Rc<FromItem>,
}

/// A SELECT, or several joined by UNION and the like.
#[derive(Clone, Default)]
pub struct Select {
    pub columns: Vec<Element>,
    pub entities: Vec<Entity>,
    pub from: Vec<Rc<FromItem>>,
    pub conditions: Vec<Element>,
    pub group_by: Vec<Element>,
    pub having: Vec<Element>,
    pub order_by: Vec<Element>,
    pub limit: Option<Element>,
    pub offset: Option<Element>,
    pub distinct: bool,
    pub distinct_on: Vec<Element>,
    /// ` FOR UPDATE …`
    pub locking: Option<String>,
    /// `UNION ALL`, and its parts.
    pub compound: Option<(&'static str, Vec<Rc<Select>>)>,
    /// `text("SELECT …").columns(…)`.
    pub text: Option<Element>,
    /// Said by `.correlate(…)`.
    pub correlate: Vec<Rc<FromItem>>,
}

impl Select {
    /// The type of the one column of a scalar subquery.
    pub fn scalar_type(&self) -> Value {
        match (&self.compound, self.columns.first()) {
            (Some((_, parts)), _) => parts.first().map_or(Value::None, |part| part.scalar_type()),
            (None, Some(column)) => expression::type_of(column),
            (None, None) => Value::None,
        }
    }

    /// The names and types of its columns, as `subquery().c` has them.
    pub fn column_names(&self) -> Vec<(Rc<str>, Value)> {
        if let Some((_, parts)) = &self.compound {
            return parts.first().map(|part| part.column_names()).unwrap_or_default();
        }
        self.columns
            .iter()
            .zip(repeated(&self.columns))
            .filter_map(|(column, label)| {
                if let Some(label) = label {
                    return Some((label.into(), expression::type_of(column)));
                }
                let name: Rc<str> = match &column.kind {
                    Kind::Column(column) => column.key_text().into(),
                    Kind::Name { name, .. } | Kind::Label { name, .. } => name.clone(),
                    Kind::Function { name, .. } => format!("{name}_1").into(),
                    _ => return None,
                };
                Some((name, expression::type_of(column)))
            })
            .collect()
    }
}

impl FromItem {
    /// The names and types of its columns.
    pub fn columns(&self) -> Vec<(Rc<str>, Value)> {
        match self {
            FromItem::Table(table) => table
                .column_objects()
                .iter()
                .map(|column| (column.key_text().into(), column.type_.borrow().clone()))
                .collect(),
            FromItem::Clause(clause) => clause.columns.borrow().clone(),
            FromItem::Alias { item, .. } => item.columns(),
            FromItem::Subquery { select, .. } | FromItem::Cte { select, .. } => select.column_names(),
            FromItem::Join { left, right, .. } => {
                let mut columns = left.columns();
                columns.extend(right.columns());
                columns
            }
            FromItem::Function { columns, .. } => {
                columns.iter().map(|name| (name.clone(), Value::None)).collect()
            }
            FromItem::Values { columns, .. } => columns.clone(),
            FromItem::Text(_) => Vec::new(),
        }
    }

    /// The same thing to select from.
    pub fn same(&self, other: &FromItem) -> bool {
        match (self, other) {
            (FromItem::Table(a), FromItem::Table(b)) => Rc::ptr_eq(a, b),
            (a, b) => std::ptr::eq(a, b),
        }
    }

    /// Whether `other` is among what it joins, or itself.
    fn covers(&self, other: &FromItem) -> bool {
        match self {
            FromItem::Join { left, right, .. } => left.covers(other) || right.covers(other),
            item => item.same(other),
        }
    }
}

/// The expression for a column of `item`.
pub fn column_of(item: &Rc<FromItem>, name: &Rc<str>, type_: &Value) -> Element {
    match &**item {
        FromItem::Table(table) => match table.column_by_key(name) {
            Some(column) => Expression::untyped(Kind::Column(column)),
            None => named(item, name, type_),
        },
        FromItem::Join { left, right, .. } => {
            let in_left = left.columns().iter().any(|(known, _)| known == name);
            column_of(if in_left { left } else { right }, name, type_)
        }
        _ => named(item, name, type_),
    }
}

fn named(item: &Rc<FromItem>, name: &Rc<str>, type_: &Value) -> Element {
    let kind = Kind::Name { name: name.clone(), from: Some(item.clone()), literal: false };
    Expression::new(kind, type_.clone())
}

/// All columns of `item` as expressions.
pub fn all_columns(item: &Rc<FromItem>) -> Vec<Element> {
    item.columns().iter().map(|(name, type_)| column_of(item, name, type_)).collect()
}

/// What stands before the dot of a column of `item`.
pub fn from_name(compiler: &mut Compiler, item: &Rc<FromItem>) -> Option<String> {
    match &**item {
        FromItem::Table(table) => Some(identifier::qualified(&table.qualified_name())),
        FromItem::Clause(clause) => Some(identifier::qualified(&clause.name)),
        FromItem::Alias { item: inner, name } => {
            let base = match &**inner {
                FromItem::Table(table) => table.name.clone(),
                FromItem::Clause(clause) => clause.name.name.clone(),
                _ => "anon".to_owned(),
            };
            Some(identifier::quote(&given_or_anonymous(compiler, item, name.as_deref(), &base)))
        }
        FromItem::Subquery { name, .. } | FromItem::Cte { name, .. } | FromItem::Values { name, .. } => {
            Some(identifier::quote(&given_or_anonymous(compiler, item, name.as_deref(), "anon")))
        }
        FromItem::Function { name, .. } => Some(identifier::quote(name)),
        FromItem::Join { .. } | FromItem::Text(_) => None,
    }
}

fn given_or_anonymous(
    compiler: &mut Compiler,
    item: &Rc<FromItem>,
    name: Option<&str>,
    base: &str,
) -> String {
    if let Some(name) = name {
        return name.to_owned();
    }
    let address = Rc::as_ptr(item) as usize;
    if let Some((_, known)) = compiler.anonymous.iter().find(|(known, _)| *known == address) {
        return known.clone();
    }
    let prefix = format!("{base}_");
    let used = compiler.anonymous.iter().filter(|(_, name)| name.starts_with(&prefix)).count();
    let name = format!("{prefix}{}", used + 1);
    compiler.anonymous.push((address, name.clone()));
    name
}

/// What an expression selects from.
pub fn froms(element: &Expression, found: &mut Vec<Rc<FromItem>>) {
    let mut add = |item: Rc<FromItem>| {
        if !found.iter().any(|known| known.covers(&item)) {
            found.push(item);
        }
    };
    match &element.kind {
        Kind::Column(column) => {
            if let Some(table) = column.table.borrow().clone() {
                add(Rc::new(FromItem::Table(table)));
            }
        }
        Kind::Name { from: Some(from), .. } => add(from.clone()),
        Kind::Binary { left, right, .. } => {
            froms(left, found);
            froms(right, found);
        }
        Kind::List { clauses, .. } | Kind::Tuple(clauses) | Kind::Array(clauses) => {
            clauses.iter().for_each(|clause| froms(clause, found));
        }
        Kind::Function { arguments, .. } => arguments.iter().for_each(|argument| froms(argument, found)),
        Kind::Unary { operator: Operator::Exists, .. } => {}
        Kind::Unary { element, .. }
        | Kind::Modified { element, .. }
        | Kind::AsBoolean { element, .. }
        | Kind::Grouping(element)
        | Kind::Cast { element, .. }
        | Kind::TypeCoerce(element)
        | Kind::Extract { element, .. }
        | Kind::Label { element, .. } => froms(element, found),
        Kind::Case { value, whens, otherwise } => {
            value.iter().for_each(|value| froms(value, found));
            for (condition, result) in whens {
                froms(condition, found);
                froms(result, found);
            }
            otherwise.iter().for_each(|otherwise| froms(otherwise, found));
        }
        Kind::Filter { function, condition } => {
            froms(function, found);
            froms(condition, found);
        }
        Kind::Over { element, partition_by, order_by, .. } => {
            froms(element, found);
            partition_by.iter().chain(order_by).for_each(|element| froms(element, found));
        }
        Kind::WithinGroup { element, order_by } | Kind::OrderedArgument { element, order_by } => {
            froms(element, found);
            order_by.iter().for_each(|element| froms(element, found));
        }
        Kind::Slice { start, stop } => {
            froms(start, found);
            froms(stop, found);
        }
        Kind::Name { from: None, .. }
        | Kind::Bind(_)
        | Kind::Text { .. }
        | Kind::Null
        | Kind::True
        | Kind::False
        | Kind::Collation(_)
        | Kind::ScalarSelect(_)
        | Kind::NextValue(_)
        | Kind::Custom(_)
        | Kind::Unknown(_) => {}
    }
}

/// One thing of a FROM clause.
///
/// # Errors
/// As [`Compiler::element`].
pub fn from_sql(compiler: &mut Compiler, interp: &mut Interpreter, item: &Rc<FromItem>) -> Evaluated<String> {
    let name = from_name(compiler, item).unwrap_or_default();
    Ok(match &**item {
        FromItem::Table(_) | FromItem::Clause(_) => name,
        FromItem::Alias { item, .. } => format!("{} AS {name}", from_sql(compiler, interp, item)?),
        FromItem::Subquery { select, lateral, .. } => {
            let lateral = if *lateral { "LATERAL " } else { "" };
            compiler.label_columns = true;
            format!("{lateral}({}) AS {name}", compile(compiler, interp, select)?)
        }
        FromItem::Cte { select, recursive, .. } => {
            if !compiler.ctes.iter().any(|(known, _)| *known == name) {
                compiler.recursive |= recursive;
                let at = compiler.ctes.len();
                compiler.ctes.push((name.clone(), String::new()));
                compiler.label_columns = true;
                let sql = compile(compiler, interp, select)?;
                compiler.ctes[at].1 = sql;
            }
            name
        }
        FromItem::Join { left, right, on, kind } => {
            let left_sql = from_sql(compiler, interp, left)?;
            let right_sql = match &**right {
                FromItem::Join { .. } => format!("({})", from_sql(compiler, interp, right)?),
                _ => from_sql(compiler, interp, right)?,
            };
            let on = match on {
                Some(on) => on.clone(),
                None => join_condition(interp, left, right)?,
            };
            format!("{left_sql} {kind} {right_sql} ON {}", compiler.element(interp, &on)?)
        }
        FromItem::Function { function, .. } => format!("{} AS {name}", compiler.element(interp, function)?),
        FromItem::Values { columns, rows, .. } => {
            let mut lines = Vec::new();
            for row in rows {
                lines.push(format!("({})", compiler.list(interp, row, ", ")?));
            }
            let columns: Vec<String> = columns.iter().map(|(name, _)| identifier::quote(name)).collect();
            format!("(VALUES {}) AS {name} ({})", lines.join(", "), columns.join(", "))
        }
        FromItem::Text(text) => compiler.element(interp, text)?,
    })
}

/// The one foreign key between two tables, as `a.join(b)` without a condition uses.
fn join_condition(interp: &mut Interpreter, left: &FromItem, right: &FromItem) -> Evaluated<Element> {
    let tables = |item: &FromItem| {
        let mut found = Vec::new();
        collect_tables(item, &mut found);
        found
    };
    let (lefts, rights) = (tables(left), tables(right));
    for (from, to) in [(&lefts, &rights), (&rights, &lefts)] {
        for table in from {
            for constraint in table.constraints.borrow().clone() {
                let Shape::ForeignKey { targets, options } = &constraint.shape else { continue };
                let mut pairs = Vec::new();
                for (target, column) in targets.iter().zip(constraint.columns_in(interp, table)?) {
                    let target = super::foreign_key::resolve(
                        interp,
                        target,
                        table,
                        &column,
                        &options.link_to_name,
                        super::foreign_key::References::Named,
                    )?;
                    let Some(object) = target.object else { continue };
                    let owner = object.table.borrow().clone();
                    if !owner.is_some_and(|owner| to.iter().any(|table| Rc::ptr_eq(table, &owner))) {
                        continue;
                    }
                    let own = Expression::untyped(Kind::Column(column.clone()));
                    let other = Expression::untyped(Kind::Column(object));
                    let (a, b) = if std::ptr::eq(from, &lefts) { (own, other) } else { (other, own) };
                    pairs.push(expression::operate(interp, &a, &b, Operator::Eq, None, Value::None)?);
                }
                match pairs.len() {
                    0 => {}
                    1 => return Ok(pairs.remove(0)),
                    _ => return expression::conjunction(interp, Operator::And, &pairs),
                }
            }
        }
    }
    Err(interp.raise(
        "sqlalchemy.exc.NoForeignKeysError",
        "Can't find any foreign key relationships between the joined tables.",
    ))
}

fn collect_tables(item: &FromItem, found: &mut Vec<Rc<TableObject>>) {
    match item {
        FromItem::Table(table) => found.push(table.clone()),
        FromItem::Join { left, right, .. } => {
            collect_tables(left, found);
            collect_tables(right, found);
        }
        _ => {}
    }
}

/// The statement without its common table expressions, which the outermost one writes.
///
/// # Errors
/// As [`Compiler::element`].
pub fn compile(compiler: &mut Compiler, interp: &mut Interpreter, select: &Select) -> Evaluated<String> {
    let include_table = std::mem::replace(&mut compiler.include_table, true);
    let sql = compile_parts(compiler, interp, select);
    compiler.include_table = include_table;
    sql
}

fn compile_parts(compiler: &mut Compiler, interp: &mut Interpreter, select: &Select) -> Evaluated<String> {
    let mut sql = match (&select.text, &select.compound) {
        (Some(text), _) => compiler.element(interp, text)?,
        (None, Some((keyword, parts))) => {
            let mut texts = Vec::new();
            for part in parts {
                let text = compile(compiler, interp, part)?;
                let grouped = part.limit.is_some() || !part.order_by.is_empty() || part.compound.is_some();
                texts.push(if grouped { format!("({text})") } else { text });
            }
            texts.join(&format!(" {keyword} "))
        }
        (None, None) => simple(compiler, interp, select)?,
    };
    if !select.order_by.is_empty() {
        sql.push_str(&format!(" ORDER BY {}", compiler.list(interp, &select.order_by, ", ")?));
    }
    if let Some(limit) = &select.limit {
        sql.push_str(&format!(" \n LIMIT {}", compiler.element(interp, limit)?));
    }
    if let Some(offset) = &select.offset {
        if select.limit.is_none() {
            sql.push_str("\n LIMIT ALL");
        }
        sql.push_str(&format!(" OFFSET {}", compiler.element(interp, offset)?));
    }
    if let Some(locking) = &select.locking {
        sql.push_str(locking);
    }
    Ok(sql)
}

fn simple(compiler: &mut Compiler, interp: &mut Interpreter, select: &Select) -> Evaluated<String> {
    let mut found = select.from.clone();
    for element in select.columns.iter().chain(&select.conditions) {
        let mut own = Vec::new();
        froms(element, &mut own);
        for item in own {
            if !found.iter().any(|known| known.covers(&item)) {
                found.push(item);
            }
        }
    }
    let explicit = select.from.len();
    let outer: Vec<Rc<FromItem>> = compiler.enclosing.iter().flatten().cloned().collect();
    let correlated: Vec<Rc<FromItem>> = found
        .iter()
        .enumerate()
        .filter(|(index, item)| {
            let told = select.correlate.iter().any(|other| other.same(item));
            let known = outer.iter().any(|other| other.covers(item));
            !(known && (told || *index >= explicit))
        })
        .map(|(_, item)| item.clone())
        .collect();
    if !correlated.is_empty() {
        found = correlated;
    }
    compiler.enclosing.push(found.clone());
    let sql = simple_inside(compiler, interp, select, &found);
    compiler.enclosing.pop();
    sql
}

fn simple_inside(
    compiler: &mut Compiler,
    interp: &mut Interpreter,
    select: &Select,
    from: &[Rc<FromItem>],
) -> Evaluated<String> {
    let mut sql = "SELECT ".to_owned();
    if !select.distinct_on.is_empty() {
        sql.push_str(&format!("DISTINCT ON ({}) ", compiler.list(interp, &select.distinct_on, ", ")?));
    } else if select.distinct {
        sql.push_str("DISTINCT ");
    }
    let mut columns = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    let label_columns = std::mem::take(&mut compiler.label_columns);
    for (column, repeated) in select.columns.iter().zip(repeated(&select.columns)) {
        if let Some(label) = repeated {
            let sql = compiler.element(interp, column)?;
            columns.push(format!("{sql} AS {}", identifier::quote(&label)));
            continue;
        }
        let mut sql = selected(compiler, interp, column, &mut labels)?;
        match &column.kind {
            Kind::Column(column) if label_columns => {
                sql.push_str(&format!(" AS {}", identifier::quote(&column.name_text())));
            }
            Kind::Name { name, literal: false, from: Some(_) } if label_columns => {
                sql.push_str(&format!(" AS {}", identifier::quote(name)));
            }
            _ => {}
        }
        columns.push(sql);
    }
    sql.push_str(&columns.join(", "));
    if !from.is_empty() {
        let mut parts = Vec::new();
        for item in from {
            parts.push(from_sql(compiler, interp, item)?);
        }
        sql.push_str(&format!(" \nFROM {}", parts.join(", ")));
    }
    if !select.conditions.is_empty() {
        let condition = expression::conjunction(interp, Operator::And, &select.conditions)?;
        sql.push_str(&format!(" \nWHERE {}", compiler.element(interp, &condition)?));
    }
    if !select.group_by.is_empty() {
        sql.push_str(&format!(" GROUP BY {}", compiler.list(interp, &select.group_by, ", ")?));
    }
    if !select.having.is_empty() {
        let condition = expression::conjunction(interp, Operator::And, &select.having)?;
        sql.push_str(&format!(" \nHAVING {}", compiler.element(interp, &condition)?));
    }
    Ok(sql)
}

/// The labels that SQLAlchemy gives to columns whose name another one of the list has already:
/// `LABEL_STYLE_DISAMBIGUATE_ONLY`. Names that were given stay as they are.
fn repeated(columns: &[Element]) -> Vec<Option<String>> {
    let mut seen: Vec<(String, &Element)> = Vec::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    columns
        .iter()
        .map(|column| {
            let name = match &column.kind {
                Kind::Label { name, .. } => {
                    seen.push((name.to_string(), column));
                    return None;
                }
                Kind::Cast { element, .. } => own_name(element)?,
                _ => own_name(column)?,
            };
            let is_cast = matches!(column.kind, Kind::Cast { .. });
            let is_known = seen.iter().any(|(known, _)| *known == name);
            let is_same = is_cast || seen.iter().any(|(_, known)| same_column(known, column));
            seen.push((name.clone(), column));
            if !is_known {
                return None;
            }
            // what is no column of its own has one more underscore, so as not to take another's label
            let base = if is_same { format!("{name}_") } else { name };
            let number = numbers.entry(base.clone()).and_modify(|number| *number += 1).or_insert(1);
            Some(format!("{base}_{number}"))
        })
        .collect()
}

/// The name of a column that belongs to something.
fn own_name(column: &Element) -> Option<String> {
    match &column.kind {
        Kind::Column(column) => Some(column.name_text()),
        Kind::Name { name, from: Some(_), literal: false } => Some(name.to_string()),
        _ => None,
    }
}

fn same_column(a: &Element, b: &Element) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Column(a), Kind::Column(b)) => Rc::ptr_eq(a, b),
        (Kind::Name { name: a, from: Some(of_a), .. }, Kind::Name { name: b, from: Some(of_b), .. }) => {
            a == b && of_a.same(of_b)
        }
        _ => false,
    }
}

/// A column of the SELECT list; what has no name gets one, as SQLAlchemy labels it.
fn selected(
    compiler: &mut Compiler,
    interp: &mut Interpreter,
    column: &Element,
    labels: &mut Vec<String>,
) -> Evaluated<String> {
    let sql = compiler.element(interp, column)?;
    let mut numbered = |base: &str| {
        let prefix = format!("{base}_");
        let used = labels.iter().filter(|label| label.starts_with(&prefix)).count();
        labels.push(format!("{prefix}{}", used + 1));
        format!("{prefix}{}", used + 1)
    };
    Ok(match &column.kind {
        Kind::Label { name, .. } => format!("{sql} AS {}", identifier::quote(name)),
        Kind::Column(_) | Kind::Name { .. } | Kind::Text { .. } | Kind::Custom(_) => sql,
        Kind::Function { name, .. } => format!("{sql} AS {}", identifier::quote(&numbered(name))),
        Kind::Cast { element, .. } => match &element.kind {
            Kind::Column(inner) => format!("{sql} AS {}", identifier::quote(&inner.name_text())),
            Kind::Name { name, .. } => format!("{sql} AS {}", identifier::quote(name)),
            _ => format!("{sql} AS {}", numbered("anon")),
        },
        _ => format!("{sql} AS {}", numbered("anon")),
    })
}
