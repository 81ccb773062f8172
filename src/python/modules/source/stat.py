"""Bits of file modes."""

S_IFMT_MASK = 0o170000
S_IRWXU, S_IRUSR, S_IWUSR, S_IXUSR = 0o700, 0o400, 0o200, 0o100
S_IRWXG, S_IRGRP, S_IWGRP, S_IXGRP = 0o070, 0o040, 0o020, 0o010
S_IRWXO, S_IROTH, S_IWOTH, S_IXOTH = 0o007, 0o004, 0o002, 0o001
ST_MODE, ST_SIZE, ST_MTIME = 0, 6, 8


def S_IFMT(mode):
    return mode & S_IFMT_MASK


def S_IMODE(mode):
    return mode & 0o7777


def S_ISDIR(mode):
    return S_IFMT(mode) == 0o040000


def S_ISREG(mode):
    return S_IFMT(mode) == 0o100000


def S_ISLNK(mode):
    return S_IFMT(mode) == 0o120000
