"""Python's programs as processes of their own, forked from one that has what they import.

Nearly all the time of a short program goes into its imports. `forked` starts one process that does
them, and returns a folder with a `python` and an `atlassian-tasks` to start instead: they hand it
their arguments, environment, folder and streams, pass signals on, and end as what it forks.

What depends on how Python itself starts is no case for them: variables like PYTHONIOENCODING, which
are refused, signals that are to be ignored, closed streams, modules that nobody shall import.
"""

import atexit
import gc
import importlib
import marshal
import os
import re
import runpy
import signal
import socket
import subprocess
import sys
import warnings
from contextlib import suppress
from functools import cache
from pathlib import Path
from pkgutil import walk_packages
from select import select
from tempfile import TemporaryDirectory
from types import ModuleType

ROOT = Path(__file__).parents[1]
PATH = [str(ROOT / "facade"), str(ROOT / "generated")]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LATER = {"mcp": "atlassian_tasks.mcp", "pytest": "pytest"}  # by words of a command
_BEFORE = re.compile("PYTHON(?!PATH)|LC_|LANG")  # variables
# By way of sh, as pip does it: the path may be long, or have blanks. `socket` and `signal` would
# take as long as all the rest.
STARTED = f"""#!/bin/sh
'''exec' "{sys.executable}" -IS "$0" "$@"
' '''
import _signal, _socket, marshal, os, sys
from array import array
here = os.path.dirname(__file__)
socket = _socket.socket(_socket.AF_UNIX)
socket.connect(here + "/socket")
told = marshal.dumps((os.path.basename(__file__), sys.argv[1:], {{**os.environ}}, os.getcwd()))
streams = _socket.SOL_SOCKET, _socket.SCM_RIGHTS, array("i", range(3))
SIGNALS = {[*map(int, SIGNALS)]}
for number in SIGNALS:
    _signal.signal(number, lambda number, _: socket.send(bytes([number])))
socket.sendmsg([len(told).to_bytes(4, "big")], [streams])
socket.sendall(told)
code = int.from_bytes(socket.recv(4), "big", signed=True)
if -code in SIGNALS:
    _signal.signal(-code, _signal.SIG_DFL)
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


@cache
def forked() -> Path:
    """Return the folder; who starts the process ends it, too."""
    folder = TemporaryDirectory(prefix="forked-")
    for name in ("python", "atlassian-tasks"):
        started = Path(folder.name, name)
        started.write_text(STARTED)
        started.chmod(0o700)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{folder.name}/socket")
        listening.listen()
        process = subprocess.Popen(
            [sys.executable, __file__, str(listening.fileno())],
            stdin=subprocess.PIPE,
            pass_fds=[listening.fileno()],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(PATH)},
        )
    atexit.register(folder.cleanup)
    atexit.register(process.communicate)  # it ends with its standard input
    return Path(folder.name)


def forked_from(listening: socket.socket) -> tuple[str, list[str], dict[str, str], str]:
    """Fork for whatever is asked for; what is to be done is returned in the new process."""
    while listening in select([listening, sys.stdin], [], [])[0]:
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        asked, _ = listening.accept()
        size, streams, *_ = socket.recv_fds(asked, 4, 3)
        with asked.makefile("rb") as file:
            told = marshal.loads(file.read(int.from_bytes(size, "big")))
        for word in LATER.keys() & {*told[1]}:
            importlib.import_module(LATER[word])
        gc.freeze()  # or each would take most of its time to look through what all share
        if not os.fork() and _is_new(asked, streams):
            listening.close()
            return told
        for stream in (*streams, asked.detach()):
            os.close(stream)
    os._exit(0)


def _is_new(asked: socket.socket, streams: list[int]) -> bool:
    """Fork once more: the new process goes on, the other passes signals on and tells its end."""
    ended, lives = os.pipe()
    pid = os.fork()
    if not pid:
        asked.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        return True
    for stream in (0, 1, 2, lives, *streams):
        os.close(stream)
    while ended not in (ready := select([asked, ended], [], [])[0]):
        assert asked in ready
        os.kill(pid, (asked.recv(1) or bytes([signal.SIGKILL]))[0])
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with suppress(BrokenPipeError):
        asked.send(code.to_bytes(4, "big", signed=True))
    os._exit(0)


def become(name: str, words: list[str], environment: dict[str, str], folder: str) -> None:
    """Do what Python does before it begins, and then what it is told to."""
    if odd := {one for one, _ in environment.items() ^ os.environ.items() if _BEFORE.match(one)}:
        sys.exit(f"{odd} are heeded by Python itself: start that")
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number in SIGNALS:
        usual = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        signal.signal(number, usual)
    for number, stream in enumerate(("stdin", "stdout", "stderr")):
        was, mode = getattr(sys, stream), "w" if number else "r"
        lines = 1 if number == 2 or os.isatty(number) else -1
        new = os.fdopen(number, mode, lines, was.encoding, was.errors)
        setattr(sys, stream, new)
        setattr(sys, f"__{stream}__", new)
    if name == "atlassian-tasks":
        words = ["-m", "atlassian_tasks", *words]
    if words[:2] == ["-W", "error"]:
        words = words[2:]
        sys.warnoptions[:] = ["error"]
        warnings.simplefilter("error")
    match words:
        case ["-m", module, *_]:
            sys.argv, sys.path[0] = words[1:], folder
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case ["-c", code, *rest]:
            sys.argv, sys.path[0] = ["-c", *rest], ""
            main = sys.modules["__main__"] = ModuleType("__main__")
            exec(compile(code, "<string>", "exec"), main.__dict__)
        case [file, *_]:
            sys.argv, sys.path[0] = words, str(Path(file).resolve().parent)
            runpy.run_path(file, run_name="__main__")


if __name__ == "__main__":
    for package in ("atlassian_tasks", "atlassian_tasks_rest"):
        for found in walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not re.search(r"\.(mcp|airflow|__main__)", found.name):
                importlib.import_module(found.name)
    become(*forked_from(socket.socket(fileno=int(sys.argv[1]))))
