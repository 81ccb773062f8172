"""`alembic.autogenerate.rewriter`: functions for operations of one class, applied to all of them."""

from alembic.operations import ops


class Rewriter:
    def __init__(self):
        self._chained = ()
        self._functions = {}

    def chain(self, other):
        chained = Rewriter()
        chained._functions = self._functions
        chained._chained = self._chained + (other,)
        return chained

    def rewrites(self, operator):
        def register(function):
            self._functions[operator] = function
            return function

        return register

    def __call__(self, context, revision, directives):
        self.process_revision_directives(context, revision, directives)
        for other in self._chained:
            other(context, revision, directives)

    def process_revision_directives(self, context, revision, directives):
        self._list(context, revision, directives)

    def _function(self, directive):
        for known in type(directive).__mro__:
            if known in self._functions:
                return self._functions[known]
        return None

    def _rewrite(self, context, revision, directive):
        function = self._function(directive)
        if function is None or self in directive._mutations:
            return [directive]
        found = function(context, revision, directive)
        if found is None:
            found = []
        elif not isinstance(found, (list, tuple)):
            found = [found]
        for one in found:
            one._mutations = one._mutations.union([self])
        return list(found)

    def _each(self, context, revision, directive):
        rewritten = self._rewrite(context, revision, directive)
        for one in rewritten:
            if isinstance(one, ops.MigrationScript):
                one.upgrade_ops = [self._one(context, revision, it) for it in one.upgrade_ops_list]
                one.downgrade_ops = [self._one(context, revision, it) for it in one.downgrade_ops_list]
            elif isinstance(one, ops.OpContainer):
                self._list(context, revision, one.ops)
        return rewritten

    def _one(self, context, revision, container):
        found = self._each(context, revision, container)
        if len(found) != 1:
            raise ValueError(
                "Can only return single object for %s traverse" % type(container).__name__
            )
        return found[0]

    def _list(self, context, revision, directives):
        rewritten = []
        for directive in directives:
            rewritten.extend(self._each(context, revision, directive))
        directives[:] = rewritten
