#: m_m_group
import re
m = re.match(r"(\w+)\s(?P<second>\w+)", "hello world again")
print(m, m.group(), m.group(1), m.group("second"), m[2], m.groups(), m.groupdict(), m.span(), m.start(2), m.end("second"), m.string, m.re.pattern, m.lastindex, m.lastgroup, bool(m))

#: re_match_b
import re
print(re.match("b", "abc"), re.search("b", "abc").span(), re.fullmatch("a.c", "abc"), re.fullmatch("ab", "abc"), re.search(r"x(y)?", "x").groups(), re.search(r"x(y)?", "x").groups("d"))

#: re_findall_r
import re
print(re.findall(r"\d+", "1 a22 b333"), re.findall(r"(\w)(\d)", "a1 b2"), re.findall(r"(\w)\d", "a1 b2"), [x.group() for x in re.finditer("a.", "abacad")], re.findall("", "ab"), re.findall("a*", "baac"))

#: re_sub_r
import re
m = re.match(r"(\w+)\s(?P<second>\w+)", "hello world again")
print(re.sub(r"\s+", "-", "a  b c"), re.sub("(a)(b)", r"\2\1", "abab"), re.sub(r"(?P<x>\d)", r"<\g<x>>", "1a2"), re.sub("a", lambda m: m.group().upper(), "banana", count=2), re.subn("a", "o", "banana"), re.sub("x*", "-", "abc"), re.sub(r"\b", "|", "ab cd"))

#: re_split_r
import re
print(re.split(r"[,;]\s*", "a, b;c"), re.split("(,)", "a,b"), re.split(",", "a,b,c", maxsplit=1), re.split(r"\W+", "Words, words."))

#: re_sub_r_2
import re
print(re.sub(r"(?<!^)(?=[A-Z])", "_", "CamelCaseName").lower(), re.sub("([A-Z]+)([A-Z][a-z])", r"\1_\2", "HTTPServer"), re.sub("([a-z0-9])([A-Z])", r"\1_\2", "getHTTPResponseCode").lower())

#: p_findall_n678
import re
p = re.compile(r"^(\d{3})-(\d+)$", re.M | re.I)
print(p.findall("123-45\n678-9"), p.pattern, p.groups, p.search("x\n111-2").group(), p.flags & re.M == re.M)

#: re_search_i
import re
print(re.search("(?i)ABC", "xabc").group(), re.search("a.b", "a\nb"), re.search("a.b", "a\nb", re.S).group() == "a\nb", re.search(r"""
   \d+  # number
   \s   # space
""", "12 ", re.X).group() == "12 ", re.search("^b", "a\nb"), re.search("^b", "a\nb", re.MULTILINE).group())

#: re_escape_a
import re
print(re.escape("a.b*c[d] e-f"), re.match(r"(a|b)\1", "aa").group(), re.search(r"(?P<q>['\"]).*?(?P=q)", "x 'y' z").group(), re.search(r"foo(?=bar)", "foobar").span(), re.search(r"(?<=x)y", "xy").span(), re.match(r"a{2,3}", "aaaa").group(), re.match("a+?", "aaa").group(), re.match(r"{x}", "{x}").group(), re.match("a{,2}b", "aab").group())

#: re_findall_r_2
import re
print(re.findall(r"[\w.]+@[\w-]+\.\w+", "me@x.com, you.two@site-a.org"), re.findall(r"[^\s,]+", "a, b,c"), re.match(r"[][a-]+", "[]-a").group(), re.search(r"\$\{(\w+)\}", "a ${VAR} b").group(1), re.match(r"\A\d\Z", "5").group(), re.search(r"end$", "the end\n").group(), re.findall(r"é\w", "éa éb"))

#: p_re_compile
import re
m = re.match(r"(\w+)\s(?P<second>\w+)", "hello world again")
p = re.compile(r"^(\d{3})-(\d+)$", re.M | re.I)
print(p == re.compile(r"^(\d{3})-(\d+)$", re.M | re.I), re.compile("a"), repr(re.compile("x", re.I)), isinstance(p, re.Pattern), re.match(r"(?:a|(b))(?(1)c|d)", "bc").group(), re.match(r"(\d+)(?:\.(\d+))?", "24").groups(), m.expand(r"\2 \1"), re.sub("a", r"\\", "ca"), re.sub("a", "\\n", "a") == "\n", p.match("xx123-4", 2) , re.compile("b").match("abc", 1).span(), re.compile("a|b").sub("", "abc"))

#: errors
import re
m = re.match(r"(\w+)\s(?P<second>\w+)", "hello world again")
for bad in (lambda: re.compile("("), lambda: re.compile("[a"), lambda: re.compile("a)"), lambda: m.group(9), lambda: m.group("zz"), lambda: re.match("a", 5), lambda: re.match("a", None)):
    try:
        print(bad())
    except re.error as error:
        print("re.error")
    except Exception as error:
        print(type(error).__name__, error)

#: re_large_counted_class
import re
run_id = re.compile(r"^[a-zA-Z0-9][\w\-]{0,255}$")
print(bool(run_id.match("a" * 256)), bool(run_id.match("a" * 257)), bool(run_id.fullmatch("a\u00e9")))
