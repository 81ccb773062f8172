//! `_digest`: hash functions and base64.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, PAD};
use md5::Digest;

use crate::python::builtins::argument::text_of;
use crate::python::builtins::bytes::{bytes, bytes_of};
use crate::python::call::Bound;
use crate::python::interpreter::Interpreter;
use crate::python::library::ModuleBuilder;
use crate::python::raise::Evaluated;
use crate::python::value::Value;

/// # Errors
/// None.
pub fn build(_: &mut Interpreter, module: &mut ModuleBuilder) -> Evaluated<()> {
    module.function("hash", "name, data", hash);
    module.function("base64_encode", "data, url=False", |i, b| {
        let data = wanted(i, &b)?;
        let url = i.truth(&b.value("url"))?;
        let alphabet = if url { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
        Ok(bytes(GeneralPurpose::new(alphabet, PAD).encode(data).into_bytes()))
    });
    module.function("base64_decode", "data, url=False, strict=False", base64_decode);
    module.function("crc32", "data, value=0", |i, b| {
        let data = wanted(i, &b)?;
        let mut crc = !(b.value("value").as_int().unwrap_or(0) as u32);
        for byte in data {
            crc ^= u32::from(byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        Ok(Value::Int((!crc).into()))
    });
    Ok(())
}

fn wanted(interpreter: &mut Interpreter, bound: &Bound) -> Evaluated<Vec<u8>> {
    let value = bound.value("data");
    if let Some(data) = bytes_of(&value) {
        return Ok(data.to_vec());
    }
    if let Some(text) = text_of(&value).filter(|text| text.is_ascii()) {
        return Ok(text.as_bytes().to_vec());
    }
    let class = interpreter.type_name(&value);
    Err(interpreter.raise("TypeError", format!("a bytes-like object is required, not '{class}'")))
}

/// The digest, or None for a function that isn't here.
fn hash(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let data = wanted(interpreter, &bound)?;
    let name = text_of(&bound.value("name")).unwrap_or_default();
    Ok(match &*name {
        "md5" => bytes(md5::Md5::digest(&data).to_vec()),
        "sha1" => bytes(sha1::Sha1::digest(&data).to_vec()),
        "sha224" => bytes(sha2::Sha224::digest(&data).to_vec()),
        "sha256" => bytes(sha2::Sha256::digest(&data).to_vec()),
        "sha384" => bytes(sha2::Sha384::digest(&data).to_vec()),
        "sha512" => bytes(sha2::Sha512::digest(&data).to_vec()),
        _ => Value::None,
    })
}

fn base64_decode(interpreter: &mut Interpreter, bound: Bound) -> Evaluated {
    let data = wanted(interpreter, &bound)?;
    let url = interpreter.truth(&bound.value("url"))?;
    let strict = interpreter.truth(&bound.value("strict"))?;
    let alphabet = if url { &alphabet::URL_SAFE } else { &alphabet::STANDARD };
    let in_alphabet =
        |byte: &u8| byte.is_ascii_alphanumeric() || if url { b"-_" } else { b"+/" }.contains(byte);
    if strict && data.iter().any(|byte| !in_alphabet(byte) && *byte != b'=') {
        return Err(interpreter.raise("binascii.Error", "Only base64 data is allowed"));
    }
    let padding = data.iter().filter(|byte| **byte == b'=').count();
    let digits: Vec<u8> = data.into_iter().filter(in_alphabet).collect();
    if digits.len() % 4 == 1 {
        let message = format!(
            "Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4",
            digits.len()
        );
        return Err(interpreter.raise("binascii.Error", message));
    }
    if (4 - digits.len() % 4) % 4 > padding {
        return Err(interpreter.raise("binascii.Error", "Incorrect padding"));
    }
    let engine = GeneralPurpose::new(alphabet, NO_PAD.with_decode_allow_trailing_bits(true));
    match engine.decode(&digits) {
        Ok(decoded) => Ok(bytes(decoded)),
        Err(_) => Err(interpreter.raise("binascii.Error", "Incorrect padding")),
    }
}
