"""Types of pgvector for SQLAlchemy."""

from sqlalchemy.types import Float, UserDefinedType


class _Distances:
    def l2_distance(self, other):
        return self.expr.op("<->", return_type=Float)(other)

    def max_inner_product(self, other):
        return self.expr.op("<#>", return_type=Float)(other)

    def cosine_distance(self, other):
        return self.expr.op("<=>", return_type=Float)(other)

    def l1_distance(self, other):
        return self.expr.op("<+>", return_type=Float)(other)


class VECTOR(UserDefinedType):
    __module__ = "pgvector.sqlalchemy.vector"
    comparator_factory = _Distances

    def __init__(self, dim=None):
        self.dim = dim

    def get_col_spec(self, **kw):
        return "VECTOR" if self.dim is None else "VECTOR(%d)" % self.dim


class HALFVEC(UserDefinedType):
    __module__ = "pgvector.sqlalchemy.halfvec"
    comparator_factory = _Distances

    def __init__(self, dim=None):
        self.dim = dim

    def get_col_spec(self, **kw):
        return "HALFVEC" if self.dim is None else "HALFVEC(%d)" % self.dim


class SPARSEVEC(UserDefinedType):
    __module__ = "pgvector.sqlalchemy.sparsevec"
    comparator_factory = _Distances

    def __init__(self, dim=None):
        self.dim = dim

    def get_col_spec(self, **kw):
        return "SPARSEVEC" if self.dim is None else "SPARSEVEC(%d)" % self.dim


class BIT(UserDefinedType):
    __module__ = "pgvector.sqlalchemy.bit"

    def __init__(self, length=None):
        self.length = length

    def get_col_spec(self, **kw):
        return "BIT" if self.length is None else "BIT(%d)" % self.length


Vector = VECTOR
