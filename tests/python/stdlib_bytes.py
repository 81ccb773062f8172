#: b_b_decode
b = b"hello world"
print(b, b.decode(), b.upper(), b.split(), b.split(b"o"), b[0], b[1:4], b.hex(), b.hex("-"), b"ab" + b"c", b"ab" * 2)

#: b_find_b
b = b"hello world"
print(b.find(b"wor"), b.replace(b"l", b"L"), b.startswith(b"he"), b.endswith((b"x", b"ld")), b.strip(b"hd"), b",".join([b"a", b"b"]), len(b), 104 in b, b"ell" in b)

#: bytes_bytes_bytes
print(bytes(3), bytes([65, 66]), bytes("é", "utf-8"), bytes.fromhex("de ad"), list(b"ab"), bytes(), b"a" == b"a", b"a" < b"b", {b"k": 1}[b"k"])

#: b_it_s
print(repr(b"it's"), repr(b"\x00\xff\n\t\\"), b"\xc3\xa9".decode("utf-8"), b"\xe9".decode("latin-1"), b"\xff".decode("utf-8", "replace") == "\ufffd", b"a\xffb".decode("ascii", "ignore"))

#: errors
for bad in (lambda: b"\xff".decode(), lambda: "é".encode("ascii"), lambda: bytes([300]), lambda: "x".encode("nope"), lambda: bytes("a"), lambda: bytes.fromhex("zz")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
