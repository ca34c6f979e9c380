"""The other processors of this machine, for work that takes long."""

import copyreg
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["parcels", "side_by_side", "spread"]

T = TypeVar("T")
R = TypeVar("R")
MOST = 8  # each one takes memory, and the disk serves them all


def _processors() -> int:
    """Tell how many processes may work at the same time."""
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(usable, MOST)


def parcels(items: Sequence[T], size: int) -> tuple[Sequence[T], ...]:
    """Cut a list into parts of a size; the last one may be smaller."""
    return tuple(items[start : start + size] for start in range(0, len(items), size))


def side_by_side(works: Sequence[Callable[[], R]], *, interrupted: Callable[[], None]) -> list[R]:
    """Do works in threads: each one mostly waits for programs and servers.

    Args:
        works: What is done; an exception of one is raised when all have ended.
        interrupted: Ends what the works wait for when this process is interrupted; they are not waited for then.

    Returns:
        What each work gives, in their sequence.
    """
    if len(works) == 1:
        return [works[0]()]
    results: dict[int, R] = {}
    errors: dict[int, BaseException] = {}

    def do(number: int) -> None:
        try:
            results[number] = works[number]()
        except BaseException as error:  # noqa: BLE001 - it is raised again where the work was asked for
            errors[number] = error

    # Daemons: what an interrupted work still does must not keep the process from ending.
    threads = [threading.Thread(target=do, args=(number,), daemon=True) for number in range(len(works))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        interrupted()
        raise
    for number in sorted(errors):
        raise errors[number]
    return [results[number] for number in range(len(works))]


def spread(work: Callable[[T], R], orders: Sequence[T]) -> Iterator[R]:
    """Do work in several processes, or here when there is only one order, or no other process can be had.

    Args:
        work: A function at the top of a module. It must not matter which process it runs in.
        orders: What it gets; they, and what it makes of them, can be pickled.

    Yields:
        What the work makes of each order, in their sequence.
    """
    count = min(_processors(), len(orders))
    results: dict[int, R] = {}
    done = 0
    for number, result in _spread(work, orders, count) if count > 1 else ():
        results[number] = result
        while done in results:
            yield results.pop(done)
            done += 1
    # What is left was the share of a process that could not begin, or that something ended.
    for number in range(done, len(orders)):
        yield results.pop(number) if number in results else work(orders[number])


def _spread(work: Callable[[T], R], orders: Sequence[T], count: int) -> Iterator[tuple[int, R]]:
    """Give each process its share at once; it answers through a pipe of its own, which ends when the process does."""
    from multiprocessing import connection, get_all_start_methods, get_context

    # A copy of a process with several threads may hold a lock that nobody gives back.
    may_fork = "fork" in get_all_start_methods() and sys.platform == "linux" and threading.active_count() == 1
    context: Any = get_context("fork" if may_fork else "spawn")  # typeshed hides Process behind each kind of context
    processes = []
    answers = []
    try:
        for share in range(count):
            order = [(number, orders[number]) for number in range(share, len(orders), count)]
            receiver, sender = context.Pipe(duplex=False)
            process = context.Process(target=_serve, args=(work, order, sender), daemon=True)
            try:
                process.start()
            except OSError:
                break  # such as a limit on processes: it works here, only slower
            finally:
                sender.close()
            processes.append(process)
            answers.append(receiver)
        while answers:
            ready: Any = connection.wait(answers)
            for receiver in ready:
                try:
                    answer: tuple[int, Any, Exception | None] = receiver.recv()
                except EOFError:
                    answers.remove(receiver)
                    continue
                number, result, error = answer
                if error is not None:
                    raise error
                yield number, result
    finally:
        for process in processes:
            process.terminate()
            process.join()


def _serve(work: Callable[[T], R], share: Sequence[tuple[int, T]], sender: "Connection") -> None:
    # Ctrl-C is for the process that began it all: it ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number, order in share:
        try:
            sender.send((number, work(order), None))
        except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
            sender.send((number, None, error))
    sender.close()


def _read_only(content: dict[Any, Any]) -> "MappingProxyType[Any, Any]":
    return MappingProxyType(content)


def _reduce(proxy: "MappingProxyType[Any, Any]") -> tuple[Callable[..., "MappingProxyType[Any, Any]"], tuple[Any, ...]]:
    # The type itself cannot be sent: pickle looks for it under a name that it does not have.
    return _read_only, (dict(proxy),)


# Our values hold read-only mappings, and pickle does not know how to send one.
copyreg.pickle(MappingProxyType, _reduce)
