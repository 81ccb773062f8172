//! Compiled code as bytes, for [`super::code_cache`]. Only this very build of the program reads them again.

use std::rc::Rc;

use foldhash::HashMap;
use ruff_python_ast::{CmpOp, Operator, UnaryOp};
use ruff_text_size::{TextRange, TextSize};

use super::code::{AnnotationCode, Code, Condition, Conversion, Instruction, Kind, Parameters};
use super::deferral::{Deferral, Deferred};
use super::source::Source;
use super::value::Value;

/// The code of a file as bytes.
pub(super) fn write(code: &Code) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.code(code);
    let mut bytes = Vec::with_capacity(writer.bytes.len() + writer.texts.len() * 16);
    put_length(&mut bytes, writer.texts.len());
    for text in &writer.texts {
        put_length(&mut bytes, text.len());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes.extend_from_slice(&writer.bytes);
    bytes
}

/// The code that [`write`] wrote; None for anything else. `names` shares texts between files.
pub(super) fn read(
    bytes: &[u8],
    source: &Rc<Source>,
    names: &mut HashMap<Box<str>, Rc<str>>,
) -> Option<Rc<Code>> {
    let mut reader = Reader { bytes, at: 0, texts: Vec::new(), source };
    let count = reader.length()?;
    for _ in 0..count {
        let length = reader.length()?;
        let text = std::str::from_utf8(reader.take(length)?).ok()?;
        let shared = match names.get(text) {
            Some(known) => known.clone(),
            None => {
                let shared: Rc<str> = text.into();
                names.insert(text.into(), shared.clone());
                shared
            }
        };
        reader.texts.push(shared);
    }
    let code = reader.code()?;
    (reader.at == bytes.len()).then_some(code)
}

#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    texts: Vec<Rc<str>>,
    numbers: HashMap<Rc<str>, u32>,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    texts: Vec<Rc<str>>,
    source: &'a Rc<Source>,
}

fn put_length(bytes: &mut Vec<u8>, length: usize) {
    put_number(bytes, u32::try_from(length).unwrap_or(u32::MAX));
}

/// Seven bits a byte, the lowest first.
fn put_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

impl Writer {
    fn number(&mut self, number: u32) {
        put_number(&mut self.bytes, number);
    }

    fn length(&mut self, length: usize) {
        put_length(&mut self.bytes, length);
    }

    fn text(&mut self, text: &Rc<str>) {
        let next = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(text) {
            Some(known) => *known,
            None => {
                self.texts.push(text.clone());
                self.numbers.insert(text.clone(), next);
                next
            }
        };
        self.number(number);
    }

    fn all<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Self, &T)) {
        self.length(items.len());
        for item in items {
            one(self, item);
        }
    }

    fn code(&mut self, code: &Code) {
        self.text(&code.name);
        self.text(&code.qualified_name);
        self.number(code.range.start().to_u32());
        self.number(code.range.end().to_u32());
        code.kind.put(self);
        let parameters = &code.parameters;
        for count in [parameters.positional_only, parameters.positional, parameters.keyword_only] {
            self.length(count);
        }
        parameters.var_positional.put(self);
        parameters.var_keyword.put(self);
        self.all(&code.instructions, |writer, instruction| put_instruction(*instruction, writer));
        let mut last = 0_u32;
        for offset in &code.offsets {
            // mostly small steps to and fro
            let step = offset.wrapping_sub(last) as i32;
            self.number(((step << 1) ^ (step >> 31)) as u32);
            last = *offset;
        }
        self.all(&code.constants, Writer::value);
        self.all(&code.names, Writer::text);
        self.all(&code.codes, |writer, code| writer.code(code));
        self.all(&code.annotations, |writer, annotation| {
            writer.text(&annotation.name);
            writer.code(&annotation.code);
            annotation.has_value.put(writer);
        });
        self.all(&code.locals, Writer::text);
        self.all(&code.cells, |writer, (name, parameter)| {
            writer.text(name);
            writer.length(parameter.map_or(0, |parameter| parameter + 1));
        });
        self.all(&code.free, Writer::text);
        self.all(&code.captures, |writer, cell| writer.number(*cell));
        self.all(code.docstring.as_slice(), Writer::text);
        self.all(&code.keyword_names, |writer, names| writer.all(names, Writer::text));
        self.all(&code.statements, |writer, (start, end)| {
            writer.number(*start);
            writer.number(*end);
        });
        self.all(code.deferral.as_slice(), |writer, deferral| writer.deferral(deferral));
    }

    fn deferral(&mut self, deferral: &Deferral) {
        match &deferral.what {
            Deferred::Annotation => self.bytes.push(0),
            Deferred::Function { start, class, shadowed } => {
                self.bytes.push(1);
                self.number(*start);
                self.all(class.as_slice(), |writer, (name, qualified)| {
                    writer.text(name);
                    writer.text(qualified);
                });
                shadowed[0].put(self);
                shadowed[1].put(self);
            }
        }
        self.all(deferral.whole().map(std::slice::from_ref).unwrap_or_default(), |writer, code| {
            writer.code(code)
        });
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Ellipsis => self.bytes.push(1),
            Value::Bool(value) => {
                self.bytes.push(2);
                value.put(self);
            }
            Value::Int(value) => {
                self.bytes.push(3);
                self.bytes.extend_from_slice(&value.to_le_bytes());
            }
            Value::BigInt(value) => {
                self.bytes.push(4);
                self.text(&value.to_string().into());
            }
            Value::Float(value) => {
                self.bytes.push(5);
                self.bytes.extend_from_slice(&value.to_bits().to_le_bytes());
            }
            Value::Str(text) => {
                self.bytes.push(6);
                self.text(text);
            }
            Value::Bytes(bytes) => {
                self.bytes.push(7);
                self.length(bytes.len());
                self.bytes.extend_from_slice(bytes);
            }
            // the compiler makes no other constants
            _ => self.bytes.push(0),
        }
    }
}

impl Reader<'_> {
    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<u32> {
        let (mut number, mut shift) = (0_u32, 0);
        loop {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }

    fn length(&mut self) -> Option<usize> {
        Some(self.number()? as usize)
    }

    fn text(&mut self) -> Option<Rc<str>> {
        let number = self.length()?;
        self.texts.get(number).cloned()
    }

    fn all<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.length()?;
        // each takes a byte at least
        let mut items = Vec::with_capacity(count.min(self.bytes.len() - self.at));
        for _ in 0..count {
            items.push(one(self)?);
        }
        Some(items)
    }

    fn code(&mut self) -> Option<Rc<Code>> {
        let name = self.text()?;
        let qualified_name = self.text()?;
        let (start, end) = (self.number()?, self.number()?);
        if start > end || end as usize > self.source.text.len() {
            return None;
        }
        let range = TextRange::new(TextSize::new(start), TextSize::new(end));
        let kind = Kind::get(self)?;
        let parameters = Parameters {
            positional_only: self.length()?,
            positional: self.length()?,
            keyword_only: self.length()?,
            var_positional: bool::get(self)?,
            var_keyword: bool::get(self)?,
        };
        let instructions = self.all(get_instruction)?;
        let mut offsets = Vec::with_capacity(instructions.len());
        let mut last = 0_u32;
        for _ in 0..instructions.len() {
            let step = self.number()?;
            last = last.wrapping_add((step >> 1) ^ (step & 1).wrapping_neg());
            offsets.push(last);
        }
        Some(Rc::new(Code {
            name,
            qualified_name,
            source: self.source.clone(),
            range,
            kind,
            parameters,
            instructions,
            offsets,
            constants: self.all(Reader::value)?,
            names: self.all(Reader::text)?,
            codes: self.all(Reader::code)?,
            annotations: self.all(|reader| {
                Some(AnnotationCode {
                    name: reader.text()?,
                    code: reader.code()?,
                    has_value: bool::get(reader)?,
                })
            })?,
            locals: self.all(Reader::text)?,
            cells: self.all(|reader| Some((reader.text()?, reader.length()?.checked_sub(1))))?,
            free: self.all(Reader::text)?,
            captures: self.all(Reader::number)?,
            docstring: self.all(Reader::text)?.pop(),
            keyword_names: self.all(|reader| Some(reader.all(Reader::text)?.into()))?,
            statements: self.all(|reader| Some((reader.number()?, reader.number()?)))?,
            deferral: self.all(Reader::deferral)?.pop(),
        }))
    }

    fn deferral(&mut self) -> Option<Box<Deferral>> {
        let what = match self.byte()? {
            0 => Deferred::Annotation,
            _ => Deferred::Function {
                start: self.number()?,
                class: self.all(|reader| Some((reader.text()?, reader.text()?)))?.pop(),
                shadowed: [bool::get(self)?, bool::get(self)?],
            },
        };
        Some(match self.all(Reader::code)?.pop() {
            Some(whole) => Deferral::compiled(what, whole),
            None => Deferral::new(what),
        })
    }

    fn value(&mut self) -> Option<Value> {
        Some(match self.byte()? {
            1 => Value::Ellipsis,
            2 => Value::Bool(bool::get(self)?),
            3 => Value::Int(i64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            4 => Value::big(self.text()?.parse().ok()?),
            5 => Value::Float(f64::from_bits(u64::from_le_bytes(self.take(8)?.try_into().ok()?))),
            6 => Value::Str(self.text()?),
            7 => {
                let length = self.length()?;
                Value::Bytes(self.take(length)?.into())
            }
            _ => Value::None,
        })
    }
}

/// What an instruction holds.
trait Operand: Sized + Copy {
    fn put(self, writer: &mut Writer);
    fn get(reader: &mut Reader) -> Option<Self>;
}

impl Operand for u32 {
    fn put(self, writer: &mut Writer) {
        writer.number(self);
    }

    fn get(reader: &mut Reader) -> Option<Self> {
        reader.number()
    }
}

impl Operand for bool {
    fn put(self, writer: &mut Writer) {
        writer.bytes.push(u8::from(self));
    }

    fn get(reader: &mut Reader) -> Option<Self> {
        Some(reader.byte()? != 0)
    }
}

/// Enumerations by their place in a list.
macro_rules! listed {
    ($type:ident: $($name:ident),+) => {
        impl Operand for $type {
            fn put(self, writer: &mut Writer) {
                // a variant that is not listed does not compile
                match self {
                    $($type::$name => {})+
                }
                let all = [$($type::$name),+];
                let place = all.iter().position(|one| *one == self).unwrap_or(0);
                writer.length(place);
            }

            fn get(reader: &mut Reader) -> Option<Self> {
                let place = reader.length()?;
                [$($type::$name),+].get(place).copied()
            }
        }
    };
}

listed!(Kind: Module, Class, Function, Generator, Coroutine, AsyncGenerator, Expression);
listed!(Condition: If, While, Conditional, And, Or, Not, Assert, Comprehension, Guard, Pattern);
listed!(Conversion: None, Str, Repr, Ascii);
listed!(UnaryOp: Invert, Not, UAdd, USub);
listed!(Operator: Add, Sub, Mult, MatMult, Div, Mod, Pow, LShift, RShift, BitOr, BitXor, BitAnd, FloorDiv);
listed!(CmpOp: Eq, NotEq, Lt, LtE, Gt, GtE, Is, IsNot, In, NotIn);

/// Both ways for every instruction, numbered as they stand here.
macro_rules! instructions {
    ($($name:ident($($operand:ident),*)),+ $(,)?) => {
        #[derive(Clone, Copy)]
        enum Number {
            $($name),+
        }

        const NUMBERS: &[Number] = &[$(Number::$name),+];

        fn put_instruction(instruction: Instruction, writer: &mut Writer) {
            match instruction {
                $(instructions!(@pattern $name($($operand),*)) => {
                    writer.bytes.push(Number::$name as u8);
                    $($operand.put(writer);)*
                })+
            }
        }

        fn get_instruction(reader: &mut Reader) -> Option<Instruction> {
            let number = reader.byte()?;
            Some(match *NUMBERS.get(number as usize)? {
                $(Number::$name => {
                    $(let $operand = Operand::get(reader)?;)*
                    instructions!(@pattern $name($($operand),*))
                })+
            })
        }
    };
    (@pattern $name:ident()) => { Instruction::$name };
    (@pattern $name:ident($($operand:ident),+)) => { Instruction::$name($($operand),+) };
}

instructions! {
    Constant(a), LoadFast(a), StoreFast(a), DeleteFast(a), LoadCell(a), StoreCell(a), DeleteCell(a),
    LoadClassCell(a), LoadGlobal(a), StoreGlobal(a), DeleteGlobal(a), LoadName(a), StoreName(a), DeleteName(a),
    LoadAttribute(a), StoreAttribute(a), DeleteAttribute(a), LoadItem(), StoreItem(), DeleteItem(),
    BuildTuple(a), BuildList(a), BuildSet(a), BuildDict(a), BuildSlice(), BuildString(a), ListAppend(a),
    ListExtend(a), ListToTuple(), SetAdd(a), SetUpdate(a), DictInsert(a), DictUpdate(a), KeywordInsert(a),
    DictMerge(a), Format(a, b), Unary(a), Binary(a), InPlace(a), Compare(a), Pop(), Duplicate(), DuplicateTwo(),
    Sink(a), Jump(a), JumpIfFalse(a, b), JumpIfTrue(a, b), JumpIfFalseKeep(a, b), JumpIfTrueKeep(a, b),
    JumpIfNone(a), JumpIfUnknownKeep(a), Iterate(), Next(a), AsyncIterate(), AsyncNext(a), Unpack(a),
    UnpackStarred(a, b), Call(a), CallKeywords(a, b), CallSpread(a), Return(), Yield(), YieldFrom(), Await(),
    MakeFunction(a, b, c), MakeClass(a), Annotate(a), Protect(a), Unprotect(), EndHandler(), MatchException(a),
    MatchGroup(a), EndGroup(), LoadException(), Reraise(), Raise(a), Enter(a, b), Exit(a), ExitRaised(a),
    AssertionFailed(a), Import(a, b, c), ImportFrom(a), ImportStar(), MatchSequence(a, b, c), MatchKeys(),
    MatchRest(), MatchClass(a, b), TypeParameter(a, b), TypeAlias(a, b), Locals(), Refuse(a),
}

#[cfg(test)]
mod tests {
    use super::super::{compiler, source};
    use super::*;

    const PROGRAM: &str = "
'''Says.'''
import a.b as c
from . import d
@c(1, x=-2.5, *d)
class C[T](c.B, metaclass=d):
    x: int = 1 << 70
    y: 'list[int]' = [b'\\x00', ..., None, True, not c]
    def method(self, first, /, second: str = 'ä', *rest, third=3, **more) -> None:
        if super().method(first) and self.__private or locals():
            return [n for n in rest if n not in more]
    async def other(self):
        async with self as s, d:
            yield s
try:
    match c:
        case [1, *_] | {'k': v, **r} | C(x=1): pass
except* c as e:
    raise d from e
finally:
    del c
f'{c!r:>{d}} {1 + 2}'
type A = int
";

    fn shown(code: &Code) -> String {
        let codes: Vec<String> = code.codes.iter().map(|code| shown(&code.body())).collect();
        let annotations: Vec<String> =
            code.annotations.iter().map(|one| format!("{} {}", one.name, shown(&one.code.body()))).collect();
        format!(
            "{} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {codes:?} {annotations:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            code.name,
            code.qualified_name,
            code.range,
            code.kind,
            code.parameters,
            code.instructions,
            code.offsets,
            code.constants,
            code.names,
            code.locals,
            code.cells,
            code.free,
            code.captures,
            code.docstring,
            code.keyword_names,
            code.statements,
        )
    }

    #[test]
    fn code_comes_back_as_it_was() {
        let source = Source::new("program.py", PROGRAM.to_owned());
        let syntax = source::parse(&source).unwrap_or_else(|error| panic!("{}", error.message));
        let code = compiler::module(&source, &syntax);
        let before = write(&code);
        // which compiles all that was put off
        let expected = shown(&code);
        for bytes in [before, write(&code)] {
            let again = read(&bytes, &source, &mut HashMap::default()).map(|code| shown(&code));
            assert_eq!(again.as_ref(), Some(&expected));
        }
    }

    #[test]
    fn what_is_cut_or_changed_does_no_harm() {
        let source = Source::new("program.py", PROGRAM.to_owned());
        let syntax = source::parse(&source).unwrap_or_else(|error| panic!("{}", error.message));
        let bytes = write(&compiler::module(&source, &syntax));
        for length in 0..bytes.len() {
            assert!(read(&bytes[..length], &source, &mut HashMap::default()).is_none());
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            let _ = read(&changed, &source, &mut HashMap::default());
        }
    }
}
