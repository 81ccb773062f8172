"""Coroutines, run one after the other to their end."""

import _introspection
import inspect as _inspect
import types as _types


class CancelledError(BaseException):
    pass


class InvalidStateError(Exception):
    pass


class QueueEmpty(Exception):
    pass


TimeoutError = TimeoutError
ALL_COMPLETED = "ALL_COMPLETED"
FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
iscoroutine = _inspect.iscoroutine
iscoroutinefunction = _inspect.iscoroutinefunction


def _finish(awaitable):
    """What the awaitable gives in the end."""
    if _introspection.is_unknown(awaitable):
        return awaitable
    if isinstance(awaitable, Future):
        return awaitable.result()
    if not _inspect.iscoroutine(awaitable):
        async def wait():
            return await awaitable

        awaitable = wait()
    while True:
        try:
            awaitable.send(None)
        except StopIteration as end:
            return end.value


class Future:
    def __init__(self, *, loop=None):
        self._done = False
        self._result = None
        self._error = None

    def done(self):
        return self._done

    def cancelled(self):
        return False

    def cancel(self, msg=None):
        return False

    def set_result(self, result):
        self._done, self._result = True, result

    def set_exception(self, error):
        self._done, self._error = True, error

    def result(self):
        if self._error is not None:
            raise self._error
        if not self._done:
            raise InvalidStateError("Result is not set.")
        return self._result

    def exception(self):
        return self._error

    def add_done_callback(self, callback, **options):
        callback(self)

    def __await__(self):
        return self.result()
        yield


class Task(Future):
    def __init__(self, coro, *, loop=None, name=None, context=None):
        Future.__init__(self)
        self._name = name
        try:
            self.set_result(_finish(coro))
        except Exception as error:
            self.set_exception(error)

    def get_name(self):
        return self._name


class AbstractEventLoop:
    def run_until_complete(self, future):
        return _finish(future)

    def run_forever(self):
        pass

    def create_task(self, coro, **options):
        return Task(coro, **options)

    def create_future(self):
        return Future()

    def run_in_executor(self, executor, func, *args):
        future = Future()
        future.set_result(func(*args))
        return future

    def call_soon(self, callback, *args, **options):
        callback(*args)

    def is_running(self):
        return False

    def is_closed(self):
        return False

    def close(self):
        pass

    def stop(self):
        pass

    def time(self):
        import time

        return time.monotonic()

    def set_debug(self, enabled):
        pass

    async def shutdown_asyncgens(self):
        pass


_loop = AbstractEventLoop()


def run(main, *, debug=None, loop_factory=None):
    return _finish(main)


class Runner:
    def __init__(self, **options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        pass

    def run(self, coro, **options):
        return _finish(coro)


def get_event_loop():
    return _loop


def get_running_loop():
    raise RuntimeError("no running event loop")


def new_event_loop():
    return AbstractEventLoop()


def set_event_loop(loop):
    pass


def get_event_loop_policy():
    return _Policy()


def set_event_loop_policy(policy):
    pass


class _Policy:
    def get_event_loop(self):
        return _loop


class DefaultEventLoopPolicy(_Policy):
    pass


class WindowsSelectorEventLoopPolicy(_Policy):
    pass


def create_task(coro, **options):
    return Task(coro)


def ensure_future(coro_or_future, *, loop=None):
    return coro_or_future if isinstance(coro_or_future, Future) else Task(coro_or_future)


def run_coroutine_threadsafe(coro, loop):
    return Task(coro)


async def gather(*awaitables, return_exceptions=False):
    results = []
    for awaitable in awaitables:
        try:
            results.append(await awaitable)
        except Exception as error:
            if not return_exceptions:
                raise
            results.append(error)
    return results


async def wait_for(fut, timeout):
    return await fut


async def wait(fs, *, timeout=None, return_when=ALL_COMPLETED):
    tasks = {ensure_future(item) for item in fs}
    return tasks, set()


async def shield(arg):
    return await arg


async def sleep(delay, result=None):
    return result


async def to_thread(func, /, *args, **keywords):
    return func(*args, **keywords)


def as_completed(fs, *, timeout=None):
    return iter(fs)


def current_task(loop=None):
    return None


def all_tasks(loop=None):
    return set()


class TaskGroup:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_info):
        pass

    def create_task(self, coro, **options):
        return Task(coro)


class timeout:
    def __init__(self, when):
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_info):
        pass


class Lock:
    def locked(self):
        return False

    async def acquire(self):
        return True

    def release(self):
        pass

    async def __aenter__(self):
        pass

    async def __aexit__(self, *exc_info):
        pass


class Semaphore(Lock):
    def __init__(self, value=1):
        pass


BoundedSemaphore = Semaphore


class Condition(Lock):
    pass


class Event:
    def __init__(self):
        self._set = False

    def set(self):
        self._set = True

    def clear(self):
        self._set = False

    def is_set(self):
        return self._set

    async def wait(self):
        return True


class Queue:
    def __init__(self, maxsize=0):
        self._items = []

    async def put(self, item):
        self._items.append(item)

    def put_nowait(self, item):
        self._items.append(item)

    async def get(self):
        return self.get_nowait()

    def get_nowait(self):
        if not self._items:
            raise QueueEmpty
        return self._items.pop(0)

    def qsize(self):
        return len(self._items)

    def empty(self):
        return not self._items

    def task_done(self):
        pass


def _refusal(name, what):
    def refused(*args, **keywords):
        _introspection.refuse("`asyncio.%s` would %s" % (name, what))

    return refused


for _name in ("create_subprocess_exec", "create_subprocess_shell"):
    globals()[_name] = _refusal(_name, "start a process")
for _name in ("open_connection", "start_server", "open_unix_connection", "start_unix_server"):
    globals()[_name] = _refusal(_name, "open a connection")
