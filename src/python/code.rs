//! What a syntax tree is turned into before it runs: flat instructions of a stack machine.
//!
//! A flat form is what makes generators, `finally` and `with` exact and cheap: a frame is data that can
//! be put aside. Names of variables are resolved to slots here, once.

use std::rc::Rc;

use ruff_python_ast::{CmpOp, Operator, UnaryOp};
use ruff_text_size::TextRange;

use super::source::Source;
use super::value::Value;

/// How a piece of code runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Module,
    Class,
    Function,
    Generator,
    Coroutine,
    AsyncGenerator,
    /// An annotation or other lazily evaluated expression: its names are looked up as in the class
    /// body around it.
    Expression,
}

/// How the parameters, the first slots of the frame, are filled. Order: positional, keyword-only,
/// `*args`, `**kwargs`.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    pub positional_only: usize,
    /// Positional ones, the positional-only included.
    pub positional: usize,
    pub keyword_only: usize,
    pub var_positional: bool,
    pub var_keyword: bool,
}

impl Parameters {
    pub fn named(&self) -> usize {
        self.positional + self.keyword_only
    }

    pub fn count(&self) -> usize {
        self.named() + usize::from(self.var_positional) + usize::from(self.var_keyword)
    }
}

/// A compiled body.
pub struct Code {
    pub name: Rc<str>,
    pub qualified_name: Rc<str>,
    pub source: Rc<Source>,
    pub range: TextRange,
    pub kind: Kind,
    pub parameters: Parameters,
    pub instructions: Vec<Instruction>,
    /// Of each instruction, where in the text it comes from.
    pub offsets: Vec<u32>,
    pub constants: Vec<Value>,
    pub names: Vec<Rc<str>>,
    pub codes: Vec<Rc<Code>>,
    /// Annotations of parameters and results, or of the statements of a class or module body.
    pub annotations: Vec<AnnotationCode>,
    /// Slots of local variables, parameters first.
    pub locals: Vec<Rc<str>>,
    /// Variables that inner functions use: name, and the parameter that it starts as.
    pub cells: Vec<(Rc<str>, Option<usize>)>,
    /// Variables of enclosing functions; they follow the own cells in the frame.
    pub free: Vec<Rc<str>>,
    /// Where the code around keeps those: numbers of its cells.
    pub captures: Vec<u32>,
    pub docstring: Option<Rc<str>>,
    /// Keyword names of calls.
    pub keyword_names: Vec<Rc<[Rc<str>]>>,
    /// Of a module or class body: the instructions of each statement there or inside an `if`, inner
    /// statements first.
    pub statements: Vec<(u32, u32)>,
    /// Of what is compiled when it is first needed, see [`Code::body`].
    pub deferral: Option<Box<super::deferral::Deferral>>,
}

/// An annotation before the code around it runs.
pub struct AnnotationCode {
    pub name: Rc<str>,
    pub code: Rc<Code>,
    pub has_value: bool,
}

/// Which construct asks for a truth, for the refusal when the value is Unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    If,
    While,
    Conditional,
    And,
    Or,
    Not,
    Assert,
    Comprehension,
    Guard,
    Pattern,
}

impl Condition {
    /// As a refusal names it.
    pub fn describe(self) -> &'static str {
        match self {
            Condition::If => "the condition of `if`",
            Condition::While => "the condition of `while`",
            Condition::Conditional => "the condition of `… if … else …`",
            Condition::And => "an operand of `and`",
            Condition::Or => "an operand of `or`",
            Condition::Not => "the operand of `not`",
            Condition::Assert => "the condition of `assert`",
            Condition::Comprehension => "the condition of a comprehension",
            Condition::Guard => "the guard of `case`",
            Condition::Pattern => "the subject of `match`",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    None,
    Str,
    Repr,
    Ascii,
}

/// One step of the machine. Numbers are indexes into the tables of [`Code`], or jump targets.
#[derive(Clone, Copy, Debug)]
pub enum Instruction {
    Constant(u32),
    // variables
    LoadFast(u32),
    StoreFast(u32),
    DeleteFast(u32),
    LoadCell(u32),
    StoreCell(u32),
    DeleteCell(u32),
    /// In a class body: its namespace first, then the cell.
    LoadClassCell(u32),
    LoadGlobal(u32),
    StoreGlobal(u32),
    DeleteGlobal(u32),
    /// Namespace of the class or module, then globals, then builtins.
    LoadName(u32),
    StoreName(u32),
    DeleteName(u32),
    // objects
    LoadAttribute(u32),
    StoreAttribute(u32),
    DeleteAttribute(u32),
    LoadItem,
    StoreItem,
    DeleteItem,
    // building
    BuildTuple(u32),
    BuildList(u32),
    BuildSet(u32),
    BuildDict(u32),
    BuildSlice,
    BuildString(u32),
    ListAppend(u32),
    ListExtend(u32),
    ListToTuple,
    SetAdd(u32),
    SetUpdate(u32),
    DictInsert(u32),
    DictUpdate(u32),
    /// As `DictInsert`, for `f(**x, name=y)`: a repeated name is a TypeError.
    KeywordInsert(u32),
    /// As `DictUpdate`, for `f(**x)`: a repeated key is a TypeError.
    DictMerge(u32),
    Format(Conversion, bool),
    // operators
    Unary(UnaryOp),
    Binary(Operator),
    InPlace(Operator),
    Compare(CmpOp),
    // stack
    Pop,
    Duplicate,
    DuplicateTwo,
    /// Brings the top below the next `n`.
    Sink(u32),
    // jumps
    Jump(u32),
    JumpIfFalse(u32, Condition),
    JumpIfTrue(u32, Condition),
    /// Keeps the value when it jumps.
    JumpIfFalseKeep(u32, Condition),
    JumpIfTrueKeep(u32, Condition),
    JumpIfNone(u32),
    /// Leaves an Unknown where it is and jumps: what follows would only be looked at, not called.
    JumpIfUnknownKeep(u32),
    // loops
    Iterate,
    /// Pushes the next value, or pops the iterator and jumps.
    Next(u32),
    AsyncIterate,
    AsyncNext(u32),
    Unpack(u32),
    /// With a starred target: how many before, how many after.
    UnpackStarred(u32, u32),
    // calls
    Call(u32),
    /// Positional arguments, then those whose names are in the table.
    CallKeywords(u32, u32),
    /// Function, list of arguments, and a dict if told.
    CallSpread(bool),
    Return,
    Yield,
    YieldFrom,
    Await,
    // definitions
    /// Code; how many defaults of keyword-only parameters lie on the stack as name, value; whether a
    /// tuple of defaults lies below.
    MakeFunction(u32, u32, bool),
    /// Pushes `__build_class__`'s answer: below lie bases (list) and keywords (dict); the code is the body.
    MakeClass(u32),
    Annotate(u32),
    // blocks
    Protect(u32),
    Unprotect,
    /// The end of a handler: the exception is no longer being handled.
    EndHandler,
    /// Takes the class to match; jumps when the exception being handled isn't one.
    MatchException(u32),
    /// `except*`: takes the class; pushes the part that matches, or jumps.
    MatchGroup(u32),
    /// The end of the `except*` clauses: raises what none of them took.
    EndGroup,
    /// Pushes the exception being handled.
    LoadException,
    /// Raises the exception being handled again.
    Reraise,
    /// How many operands: nothing, exception, exception and cause.
    Raise(u32),
    /// Where to go on an exception; whether it is `async with`.
    Enter(u32, bool),
    /// The normal end of a `with` block.
    Exit(bool),
    /// The end by an exception: swallows it if told, or raises it again.
    ExitRaised(bool),
    AssertionFailed(bool),
    // imports
    /// Dotted name; level; whether the last part is wanted instead of the first.
    Import(u32, u32, bool),
    /// Leaves the module on the stack.
    ImportFrom(u32),
    ImportStar,
    // match
    /// How many items before and after the star, whether there is one: the tuple of parts or None.
    MatchSequence(u32, u32, bool),
    /// Subject and tuple of keys: the tuple of values or None.
    MatchKeys,
    /// Subject and tuple of keys: the rest of the mapping.
    MatchRest,
    /// Number of positional patterns, keyword names: pushes the tuple of attributes or None.
    MatchClass(u32, u32),
    /// `[T]`: its name, and the class in `typing` that stands for it.
    TypeParameter(u32, u32),
    /// `type X = …`: name, code of the value.
    TypeAlias(u32, u32),
    /// `locals()`.
    Locals,
    /// What can't be evaluated: a constant says why.
    Refuse(u32),
}
