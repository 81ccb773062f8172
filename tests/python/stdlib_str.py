#: text_upper_text
text = "Hello, World"
print(text.upper(), text.lower(), text.swapcase(), text.title(), text.capitalize(), text.casefold())

#: text_find_o
text = "Hello, World"
print(text.find("o"), text.find("o", 5), text.rfind("o"), text.find("zz"), text.index("W"), text.count("l"))

#: a_b_c
print("a,b,,c".split(","), "a b  c".split(), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1), " a b ".split(None, 1))

#: x_strip_xxaxx
print("  x ".strip(), "xxaxx".strip("x"), "xxaxx".lstrip("x"), "xxaxx".rstrip("x"), sep="|")

#: join_a_b
print("-".join(["a", "b"]), "-".join(()), "".join("abc"))

#: abc_center_abc
print("abc".center(9, "*"), "abc".ljust(6, "."), "abc".rjust(6), "42".zfill(5), "-42".zfill(5), "ab".center(5))

#: a_b_c_2
print("a.b.c".partition("."), "a.b.c".rpartition("."), "abc".partition("x"), "abc".rpartition("x"))

#: abcabc_replace_b
print("abcabc".replace("b", "X"), "abcabc".replace("b", "X", 1), "aaa".replace("", "-"))

#: prefix_name_removeprefix_prefix_
print("prefix_name".removeprefix("prefix_"), "name.py".removesuffix(".py"), "name".removeprefix("x"))

#: abc_startswith_a
print("abc".startswith("a"), "abc".startswith(("x", "a")), "abc".endswith("c"), "abc".startswith("b", 1), "abc".endswith("b", 0, 2))

#: abc_isalpha_abc1
print("abc".isalpha(), "abc1".isalnum(), "12".isdigit(), "1.2".isdecimal(), " ".isspace(), "Abc".istitle(), "ABC".isupper(), "abc".islower(), "a1".isidentifier(), "1a".isidentifier(), "".isalpha())

#: a_nb_r
print("a\nb\r\nc".splitlines(), "a\nb\n".splitlines(True), "".splitlines())

#: a_tb_expandtabs
print("a\tb".expandtabs(4), "héllo".encode(), "héllo".encode("latin-1"), "x".encode("ascii"))

#: abc_translate_str
print("abc".translate(str.maketrans("ab", "xy", "c")), "abc".translate({ord("a"): None, ord("b"): "ZZ"}))

#: abcdef_abcdef_abcdef
print("abcdef"[1:4], "abcdef"[::-1], "abcdef"[-2:], "abc" * 3, "b" in "abc", "abc" < "abd", len("héllo"))

#: it_s_say
print(repr("it's"), repr('say "hi"'), repr("both ' and \""), repr("tab\t nl\n \x00 é \u200b"))

#: format_a_format
print("{} {}".format(1, "a"), "{0}{1}{0}".format("a", "b"), "{x:>5}|{y!r}".format(x=1, y="q"), "{{}}".format())

#: real_k_format
print("{0[1]} {1.real} {2[k]}".format([1, 2], 3, {"k": "v"}), "{:{w}.{p}f}".format(3.14159, w=8, p=2))

#: s_r_d
print("%s %r %d %5.2f %x %o %e %%" % ("a", "b", 3, 2.5, 255, 8, 12345.678), "%(a)s-%(b)03d" % {"a": 1, "b": 2})

#: s_s_d
print("%-5s|%5s|%+d|% d|%05d|%c" % ("ab", "cd", 3, 4, 42, "z"), "%s" % (1,), "%s" % [1, 2])

#: errors
for bad in (lambda: "abc".index("z"), lambda: "%d" % "x", lambda: "{}".format(), lambda: "a" + 1, lambda: "x".join([1]), lambda: "%s %s" % ("a",), lambda: "%s" % ("a", "b"), lambda: "abc".split("")):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)

#: upper_lower_lower
print("ß".upper(), "ǅ".lower(), "İ".lower() == "i̇", "ΑΣ".lower())

#: str_b_abc
print(str(b"abc", "utf-8"), str(), str(12), str(None), ascii("é"), "a" "b")

#: abc___len___abc
print("abc".__len__(), "abc".__contains__("b"), "abc".__eq__("abc"), str.upper("x"), str.join(",", ["a", "b"]))
