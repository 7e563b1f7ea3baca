"""Calls of the library: a context for each, its report, progress, cancellation, the log.

A context of the library serves one thread at a time, so each call takes one that is free from a
pool and gives it back. That holds for any number of threads, and for a progress callback that
calls the library itself.
"""
from __future__ import annotations

import contextlib
import contextvars
import ctypes
import itertools
import threading
import weakref
from ctypes import byref
from types import FrameType, TracebackType
from typing import Any, Callable, Iterator, List, Mapping, Optional, Tuple, Type

# What `signal` wraps, without the enumerations that cost more than the rest of a call.
from _signal import SIGINT, getsignal, signal  # type: ignore[import]

from . import _signatures as c
from ._errors import (ClosedError, Diagnostic, InvalidArgument, diagnostic_at, error_of,
                      limit_name)
from ._library import library
from ._values import whole

Progress = Callable[[int, int], object]


def finalize(owner: object, free: Callable[[Any], object], pointer: Any) -> None:
    """Frees what `pointer` points to when `owner` goes, but not while the interpreter ends: then
    another thread may still be in a call, and the memory goes with the process."""
    weakref.finalize(owner, free, pointer).atexit = False


class Handle:
    """Owns one object of the library. Whoever uses the pointer holds the handle meanwhile, so
    closing or collecting the object around it takes nothing away from a running call."""

    __slots__ = ("pointer", "__weakref__")

    def __init__(self, pointer: Any, free: Callable[[Any], object]) -> None:
        self.pointer = pointer
        finalize(self, free, pointer)


class Owner:
    """An object that has a handle until it is closed."""

    _handle: Optional[Handle]

    def _open(self) -> Handle:
        handle = self._handle
        if handle is None:
            raise ClosedError(f"this {type(self).__name__} is closed")
        return handle

    def close(self) -> None:
        """Gives the memory back as soon as nothing uses it any more; may be called again."""
        self._handle = None

    @property
    def closed(self) -> bool:
        """True after close()."""
        return self._handle is None

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()


class Exclusive(Owner):
    """An owner of what serves one call at a time."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._busy = threading.Lock()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[Any]:
        """The pointer, while nobody else uses it. Waiting would hang where a callback asks."""
        handle = self._open()
        if not self._busy.acquire(blocking=False):
            raise InvalidArgument(f"this {type(self).__name__} is in use by another call")
        try:
            yield handle.pointer
        finally:
            self._busy.release()


_NO_CALLBACK = c.lode_progress_fn(0)


class _Context:
    """A context of the library, and what went wrong in callbacks while it was used."""

    def __init__(self, settings: Settings, watched: bool) -> None:
        self.raised: Optional[BaseException] = None
        self.interrupts: List[Tuple[int, Optional[FrameType]]] = []
        self._ask = settings.progress
        # Kept here because the library keeps only the address.
        self._callback = c.lode_progress_fn(self._progress) if watched else _NO_CALLBACK
        options = c.lode_context_options(
            struct_size=ctypes.sizeof(c.lode_context_options), n_threads=settings.threads,
            progress=self._callback, max_diagnostics=settings.max_diagnostics)
        self.pointer = ctypes.POINTER(c.lode_context)()
        status = library.lode_context_new(byref(options), byref(self.pointer))
        if status < 0:
            raise error_of(status, None, ())
        finalize(self, library.lode_context_free, self.pointer)
        for code, most in settings.limits.items():
            library.lode_context_set_limit(self.pointer, code, most)

    def _progress(self, done: int, total: int, user: object) -> int:
        """Non-zero cancels. An exception would be lost in C, so it waits for the call to end."""
        try:
            cancel = self._ask is not None and bool(self._ask(done, total))
        except BaseException as error:
            self.raised = error
            cancel = True
        return int(cancel or bool(self.interrupts))

    def drain(self) -> List[Diagnostic]:
        """What was reported since the last time."""
        if not library.lode_report_count(self.pointer, 0):
            return []
        kept = range(library.lode_report_kept(self.pointer))
        found = [diagnostic_at(library.lode_report_get(self.pointer, k)) for k in kept]
        more = library.lode_report_count(self.pointer, 0) - len(found)
        library.lode_report_clear(self.pointer)
        if more > 0:
            found.append(Diagnostic("note", 0, f"{more} more were only counted", "", None, None))
        return found

    def error(self) -> Optional[Diagnostic]:
        pointer = library.lode_context_error(self.pointer)
        return diagnostic_at(pointer) if pointer else None


def _limit_code(name: str) -> int:
    codes = itertools.takewhile(limit_name, itertools.count(1))
    for code in codes:
        if limit_name(code) == name:
            return code
    raise InvalidArgument(f"there is no limit {name!r}")


class Settings:
    """How calls are made. In force inside its `with` block, for that thread or task alone:

        with lode.Settings(threads=4, progress=lambda done, total: print(done, total)):
            table = network.coalitions()

    `threads`: how many an analysis may use; results are the same for any number.
    `progress`: called now and then with how much is done and of how much (0: not known); a true
    result cancels, and the call raises `lode.Cancelled`. An exception ends the call, too, and
    comes out of it. `max_diagnostics`: kept of one call, the rest is counted. `limits`: how many
    are allowed of what `LimitError.limit` names, such as `{"depth": 1000}`.
    """

    def __init__(self, *, threads: int = 1, progress: Optional[Progress] = None,
                 max_diagnostics: int = 1000, limits: Optional[Mapping[str, int]] = None) -> None:
        for name, number in (("threads", threads), ("max_diagnostics", max_diagnostics)):
            if not isinstance(number, int) or not 0 < number < 1 << 31:
                raise InvalidArgument(f"{name} is {number!r}, not a whole number above 0")
        if progress is not None and not callable(progress):
            raise TypeError("progress must be callable")
        self.threads = threads
        self.progress = progress
        self.max_diagnostics = max_diagnostics
        self.limits = {_limit_code(name): whole(most, name, 1, (1 << 64) - 1)
                       for name, most in (limits or {}).items()}
        self._free: Tuple[List[_Context], List[_Context]] = ([], [])

    def __enter__(self) -> Settings:
        _in_force.set((*_in_force.get(), self))
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        _in_force.set(_in_force.get()[:-1])

    def take(self, watched: bool) -> _Context:
        """A context that nothing else uses, until put()."""
        try:
            return self._free[watched].pop()
        except IndexError:
            return _Context(self, watched)

    def put(self, context: _Context, watched: bool) -> None:
        """Gives a context back."""
        self._free[watched].append(context)


# The settings of the `with` blocks around, the innermost last.
_in_force: contextvars.ContextVar[Tuple[Settings, ...]] = contextvars.ContextVar(
    "lode.settings", default=(Settings(),))


def log(diagnostics: List[Diagnostic]) -> None:
    """Notes and warnings go to the logger `lode`; errors are raised instead."""
    import logging  # costs a sixth of the import of this package, and is seldom needed

    logger = logging.getLogger("lode")
    for diagnostic in diagnostics:
        if diagnostic.severity != "error":
            level = logging.INFO if diagnostic.severity == "note" else logging.WARNING
            logger.log(level, "%s", diagnostic, extra={"diagnostic": diagnostic})


def _begin_interruptible(context: _Context) -> Any:
    """Lets Ctrl-C cancel a call. Python runs a signal's handler inside the progress callback,
    where ctypes would swallow the exception it raises; so it runs after the call."""
    handler = getsignal(SIGINT)
    try:
        if callable(handler):
            signal(SIGINT, lambda number, frame: context.interrupts.append((number, frame)))
        return handler
    except ValueError:  # a sub-interpreter, which gets no signals
        return None


def _end_interruptible(context: _Context, handler: Any) -> None:
    if callable(handler):
        signal(SIGINT, handler)
        while context.interrupts:
            handler(*context.interrupts.pop(0))


def _run(context: _Context, function: Callable[..., int], args: Tuple[Any, ...],
         on_main: bool) -> int:
    if not on_main:
        return function(context.pointer, *args)
    handler = _begin_interruptible(context)
    try:
        return function(context.pointer, *args)
    finally:
        _end_interruptible(context, handler)


def call(function: Callable[..., int], *args: Any) -> List[Diagnostic]:
    """Calls `function(context, *args)` and returns the notes and warnings it made. Raises what
    it, or a progress callback, fails with. Other Python threads go on meanwhile."""
    settings = _in_force.get()[-1]
    on_main = threading.current_thread() is threading.main_thread()
    watched = on_main or settings.progress is not None
    context = settings.take(watched)
    try:
        status = _run(context, function, args, on_main)
    finally:
        raised, context.raised = context.raised, None
        cause = context.error()
        diagnostics = context.drain()
        settings.put(context, watched)
    if diagnostics:
        log(diagnostics)
    if raised is not None:
        raise raised
    if status < 0:
        raise error_of(status, cause, diagnostics)
    return diagnostics

