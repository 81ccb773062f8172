//! Which characters show as themselves, and the codecs that programs name.

/// `ascii(value)` from its `repr`: everything beyond ASCII escaped.
pub fn ascii(repr: &str) -> String {
    let mut result = String::with_capacity(repr.len());
    for c in repr.chars() {
        if c.is_ascii() { result.push(c) } else { result.push_str(&escape(c)) }
    }
    result
}

fn escape(c: char) -> String {
    match u32::from(c) {
        code @ 0..=0xff => format!("\\x{code:02x}"),
        code @ 0x100..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

/// Whether `repr` shows the character as itself.
pub fn is_printable(c: char) -> bool {
    let code = u32::from(c);
    if c.is_ascii() {
        return (0x20..0x7f).contains(&code);
    }
    !(c.is_control()
        || c.is_whitespace()
        || code == 0xad
        || (0x200b..=0x200f).contains(&code)
        || (0x202a..=0x202e).contains(&code)
        || (0x2060..=0x206f).contains(&code)
        || code == 0xfeff
        || (0xfff0..=0xfffb).contains(&code)
        || (0xe000..=0xf8ff).contains(&code)
        || code >= 0xe0000)
}

/// Why a codec refused.
#[derive(Debug, PartialEq)]
pub enum CodecError {
    /// No codec of that name is known here.
    Unknown,
    /// The text of CPython's UnicodeError.
    Invalid(String),
}

fn codec(encoding: &str) -> Option<&'static str> {
    match encoding.to_ascii_lowercase().replace(['-', ' '], "_").as_str() {
        "utf_8" | "utf8" | "u8" => Some("utf-8"),
        "utf_8_sig" => Some("utf-8-sig"),
        "ascii" | "us_ascii" | "646" => Some("ascii"),
        "latin_1" | "latin1" | "iso_8859_1" | "iso8859_1" | "l1" => Some("latin-1"),
        "utf_16_le" => Some("utf-16-le"),
        "utf_16_be" => Some("utf-16-be"),
        _ => None,
    }
}

/// `str.encode`.
///
/// # Errors
/// An unknown codec, or a character that it has no bytes for.
pub fn encode(text: &str, encoding: &str, errors: &str) -> Result<Vec<u8>, CodecError> {
    let name = codec(encoding).ok_or(CodecError::Unknown)?;
    let limit = match name {
        "utf-8" => return Ok(text.as_bytes().to_vec()),
        "utf-8-sig" => return Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
        "utf-16-le" => return Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "utf-16-be" => return Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        "ascii" => 128,
        _ => 256,
    };
    let mut bytes = Vec::with_capacity(text.len());
    for (position, c) in text.chars().enumerate() {
        match (u32::from(c), errors) {
            (code, _) if code < limit => bytes.push(code as u8),
            (_, "ignore") => {}
            (_, "replace") => bytes.push(b'?'),
            (_, "backslashreplace") => bytes.extend(escape(c).into_bytes()),
            (code, "xmlcharrefreplace") => bytes.extend(format!("&#{code};").into_bytes()),
            _ => {
                let shown = escape(c);
                return Err(CodecError::Invalid(format!(
                    "'{name}' codec can't encode character '{shown}' in position {position}: ordinal not in range({limit})"
                )));
            }
        }
    }
    Ok(bytes)
}

/// `bytes.decode`.
///
/// # Errors
/// An unknown codec, or bytes that it can't read.
pub fn decode(bytes: &[u8], encoding: &str, errors: &str) -> Result<String, CodecError> {
    let name = codec(encoding).ok_or(CodecError::Unknown)?;
    let bytes = match name {
        "utf-8-sig" => bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
        _ => bytes,
    };
    match name {
        "latin-1" => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
        "utf-16-le" | "utf-16-be" => {
            let units: Vec<u16> = bytes
                .chunks_exact(2)
                .map(|pair| {
                    let pair = [pair[0], pair[1]];
                    if name == "utf-16-le" { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
                })
                .collect();
            String::from_utf16(&units).map_err(|_| {
                CodecError::Invalid(format!("'{name}' codec can't decode bytes: illegal encoding"))
            })
        }
        "ascii" if errors == "strict" => match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => Ok(bytes.iter().map(|byte| char::from(*byte)).collect()),
            Some(at) => Err(CodecError::Invalid(format!(
                "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                bytes[at]
            ))),
        },
        _ => match (std::str::from_utf8(bytes), errors) {
            (Ok(text), _) => Ok(text.to_owned()),
            (Err(_), "replace") => Ok(String::from_utf8_lossy(bytes).into_owned()),
            (Err(_), "ignore") => Ok(String::from_utf8_lossy(bytes).replace('\u{fffd}', "")),
            (Err(error), _) => {
                let at = error.valid_up_to();
                let reason = match error.error_len() {
                    None => "unexpected end of data",
                    Some(_) if bytes[at] & 0xc0 == 0x80 || bytes[at] >= 0xf8 => "invalid start byte",
                    Some(_) => "invalid continuation byte",
                };
                Err(CodecError::Invalid(format!(
                    "'utf-8' codec can't decode byte 0x{:02x} in position {at}: {reason}",
                    bytes[at]
                )))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codecs() {
        assert_eq!(encode("é", "latin-1", "strict"), Ok(vec![0xe9]));
        assert_eq!(encode("é", "ascii", "ignore"), Ok(vec![]));
        assert_eq!(encode("é", "nope", "strict"), Err(CodecError::Unknown));
        assert_eq!(decode(b"\xc3\xa9", "UTF-8", "strict"), Ok("é".into()));
        assert!(matches!(decode(b"\xff", "utf-8", "strict"), Err(CodecError::Invalid(_))));
    }
}
