"""Context managers made of generators, and others."""

import abc
from functools import wraps


class AbstractContextManager(abc.ABC):
    def __enter__(self):
        return self

    @abc.abstractmethod
    def __exit__(self, exc_type, exc_value, traceback):
        return None


class AbstractAsyncContextManager(abc.ABC):
    async def __aenter__(self):
        return self

    @abc.abstractmethod
    async def __aexit__(self, exc_type, exc_value, traceback):
        return None


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, function):
        @wraps(function)
        def inner(*args, **keywords):
            with self._recreate_cm():
                return function(*args, **keywords)

        return inner


class AsyncContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, function):
        @wraps(function)
        async def inner(*args, **keywords):
            async with self._recreate_cm():
                return await function(*args, **keywords)

        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, function, args, keywords):
        self.gen = function(*args, **keywords)
        self._again = (function, args, keywords)

    def _recreate_cm(self):
        return self.__class__(*self._again)

    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, value, traceback):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = kind()
        try:
            self.gen.throw(value)
        except StopIteration as error:
            return error is not value
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


class _AsyncGeneratorContextManager(AsyncContextDecorator):
    def __init__(self, function, args, keywords):
        self.gen = function(*args, **keywords)
        self._again = (function, args, keywords)

    def _recreate_cm(self):
        return self.__class__(*self._again)

    async def __aenter__(self):
        try:
            return await self.gen.__anext__()
        except StopAsyncIteration:
            raise RuntimeError("generator didn't yield") from None

    async def __aexit__(self, kind, value, traceback):
        if kind is None:
            try:
                await self.gen.__anext__()
            except StopAsyncIteration:
                return False
            raise RuntimeError("generator didn't stop")
        if value is None:
            value = kind()
        try:
            await self.gen.athrow(value)
        except StopAsyncIteration as error:
            return error is not value
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after athrow()")


def contextmanager(function):
    @wraps(function)
    def helper(*args, **keywords):
        return _GeneratorContextManager(function, args, keywords)

    return helper


def asynccontextmanager(function):
    @wraps(function)
    def helper(*args, **keywords):
        return _AsyncGeneratorContextManager(function, args, keywords)

    return helper


class closing(AbstractContextManager):
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


class suppress(AbstractContextManager):
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, kind, value, traceback):
        return kind is not None and issubclass(kind, self._exceptions)


class nullcontext(AbstractContextManager):
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *exc_info):
        pass

    async def __aenter__(self):
        return self.enter_result

    async def __aexit__(self, *exc_info):
        pass


class _RedirectStream(AbstractContextManager):
    _stream = None

    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []

    def __enter__(self):
        import sys

        self._old_targets.append(getattr(sys, self._stream))
        setattr(sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, *exc_info):
        import sys

        setattr(sys, self._stream, self._old_targets.pop())


class redirect_stdout(_RedirectStream):
    _stream = "stdout"


class redirect_stderr(_RedirectStream):
    _stream = "stderr"


class ExitStack(AbstractContextManager):
    def __init__(self):
        self._callbacks = []

    def enter_context(self, manager):
        result = type(manager).__enter__(manager)
        self.push(manager)
        return result

    def push(self, exit):
        if hasattr(type(exit), "__exit__"):
            self._callbacks.append(lambda *exc_info: type(exit).__exit__(exit, *exc_info))
        else:
            self._callbacks.append(exit)
        return exit

    def callback(self, function, /, *args, **keywords):
        def run(*exc_info):
            function(*args, **keywords)

        self._callbacks.append(run)
        return function

    def pop_all(self):
        other = type(self)()
        other._callbacks, self._callbacks = self._callbacks, []
        return other

    def close(self):
        self.__exit__(None, None, None)

    def __exit__(self, *exc_info):
        raised = exc_info[1]
        pending = raised
        while self._callbacks:
            callback = self._callbacks.pop()
            try:
                if callback(type(pending) if pending is not None else None, pending, None):
                    pending = None
            except BaseException as error:
                pending = error
        if pending is not None and pending is not raised:
            raise pending
        return raised is not None and pending is None


class AsyncExitStack(AbstractAsyncContextManager):
    def __init__(self):
        self._callbacks = []

    def enter_context(self, manager):
        result = type(manager).__enter__(manager)

        async def leave(*exc_info):
            return type(manager).__exit__(manager, *exc_info)

        self._callbacks.append(leave)
        return result

    async def enter_async_context(self, manager):
        result = await type(manager).__aenter__(manager)

        async def leave(*exc_info):
            return await type(manager).__aexit__(manager, *exc_info)

        self._callbacks.append(leave)
        return result

    def callback(self, function, /, *args, **keywords):
        async def run(*exc_info):
            function(*args, **keywords)

        self._callbacks.append(run)
        return function

    def push_async_callback(self, function, /, *args, **keywords):
        async def run(*exc_info):
            await function(*args, **keywords)

        self._callbacks.append(run)
        return function

    async def aclose(self):
        await self.__aexit__(None, None, None)

    async def __aexit__(self, *exc_info):
        raised = exc_info[1]
        pending = raised
        while self._callbacks:
            callback = self._callbacks.pop()
            try:
                if await callback(type(pending) if pending is not None else None, pending, None):
                    pending = None
            except BaseException as error:
                pending = error
        if pending is not None and pending is not raised:
            raise pending
        return raised is not None and pending is None


class chdir(AbstractContextManager):
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        import os

        os.chdir(self.path)

    def __exit__(self, *exc_info):
        pass
