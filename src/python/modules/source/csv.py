"""Comma-separated values."""

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = range(4)


class Error(Exception):
    pass


class Dialect:
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = QUOTE_MINIMAL


class excel(Dialect):
    pass


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    lineterminator = "\n"
    quoting = QUOTE_ALL


_dialects = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}


def register_dialect(name, dialect=excel, **options):
    _dialects[name] = type(name, (dialect,), options)


def list_dialects():
    return list(_dialects)


def _dialect(dialect, options):
    base = _dialects[dialect] if isinstance(dialect, str) else dialect
    return type("dialect", (base,), options) if options else base


def reader(csvfile, dialect="excel", **options):
    form = _dialect(dialect, options)
    lines = iter(csvfile)
    for line in lines:
        row = []
        field = ""
        quoted = False
        was_quoted = False
        index = 0
        started = False
        while True:
            if index >= len(line):
                if not quoted:
                    break
                try:
                    line = next(lines)
                except StopIteration:
                    break
                index = 0
                continue
            char = line[index]
            index += 1
            if quoted:
                if char == form.quotechar:
                    if form.doublequote and line[index:index + 1] == form.quotechar:
                        field += char
                        index += 1
                    else:
                        quoted = False
                else:
                    field += char
            elif char == form.delimiter:
                row.append(field)
                field, started, was_quoted = "", True, False
            elif char == form.quotechar and not field and not was_quoted and form.quoting != QUOTE_NONE:
                quoted = was_quoted = started = True
            elif char in "\r\n":
                break
            elif char == " " and form.skipinitialspace and not field:
                pass
            else:
                field += char
                started = True
        if started or row or field:
            row.append(field)
        if form.quoting == QUOTE_NONNUMERIC:
            row = [float(value) for value in row]
        yield row


class _Writer:
    def __init__(self, csvfile, form):
        self._file = csvfile
        self._form = form

    def _shown(self, value):
        form = self._form
        text = "" if value is None else str(value)
        special = any(char in text for char in (form.delimiter, form.quotechar, "\r", "\n"))
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if form.quoting == QUOTE_ALL or special or (form.quoting == QUOTE_NONNUMERIC and not number):
            return form.quotechar + text.replace(form.quotechar, form.quotechar * 2) + form.quotechar
        return text

    def writerow(self, row):
        values = list(row)
        text = self._form.delimiter.join(self._shown(value) for value in values)
        if len(values) == 1 and not text:
            text = self._form.quotechar * 2
        return self._file.write(text + self._form.lineterminator)

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)


def writer(csvfile, dialect="excel", **options):
    return _Writer(csvfile, _dialect(dialect, options))


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", **options):
        self._rows = reader(f, dialect, **options)
        self._fieldnames = fieldnames
        self.restkey = restkey
        self.restval = restval
        self.line_num = 0

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            self._fieldnames = next(self._rows, None)
        return self._fieldnames

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self._rows)
        while not row:
            row = next(self._rows)
        self.line_num += 1
        values = dict(zip(names, row))
        if len(row) > len(names):
            values[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            values[name] = self.restval
        return values


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", **options):
        self.fieldnames = fieldnames
        self.restval = restval
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, **options)

    def writeheader(self):
        return self.writer.writerow(self.fieldnames)

    def writerow(self, rowdict):
        extra = [key for key in rowdict if key not in self.fieldnames]
        if extra and self.extrasaction == "raise":
            raise ValueError("dict contains fields not in fieldnames: " + ", ".join(repr(key) for key in extra))
        return self.writer.writerow([rowdict.get(name, self.restval) for name in self.fieldnames])

    def writerows(self, rowdicts):
        for row in rowdicts:
            self.writerow(row)
