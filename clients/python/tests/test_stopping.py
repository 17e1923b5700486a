"""A program learns that it shall stop, and SIGTERM keeps its meaning where the program does not ask."""

import signal
import subprocess
import sys
import threading
import unittest

from described import environment


def after_sigterm(program):
    """What a program prints, and its exit status, when it gets SIGTERM after its first line."""
    with subprocess.Popen(
        [sys.executable, "-c", f"import fanout, signal, sys, threading\n{program}"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        # A program that prints nothing, or does not end, is killed: its status says so.
        limit = threading.Timer(60, process.kill)
        limit.start()
        try:
            first = process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            # The program goes on when it can read a line, so it has the signal by then.
            output, _ = process.communicate(b"go\n")
        finally:
            limit.cancel()
        return (first + output).decode(), process.returncode


@unittest.skipIf(sys.platform == "win32", "there is no SIGTERM to send")
class Stopping(unittest.TestCase):
    def test_is_known_after_sigterm(self):
        output, status = after_sigterm("""
trial = fanout.trial()
print(trial.should_stop(), flush=True)
sys.stdin.readline()
print(trial.should_stop(), fanout.trial().should_stop())
sys.exit(fanout.TRY_AGAIN)
""")
        self.assertEqual((output, status), ("False\nTrue True\n", 75))

    def test_keeps_the_handler_that_was_there_before(self):
        output, status = after_sigterm("""
signal.signal(signal.SIGTERM, lambda number, frame: print("handled", number, flush=True))
print(fanout.trial().should_stop(), flush=True)
sys.stdin.readline()
print(fanout.trial().should_stop())
""")
        self.assertEqual((output, status), (f"False\nhandled {int(signal.SIGTERM)}\nTrue\n", 0))

    def test_leaves_sigterm_alone_in_a_program_that_never_asks(self):
        output, status = after_sigterm("""
fanout.trial()
print("started", flush=True)
sys.stdin.readline()
print("went on")
""")
        self.assertEqual((output, status), ("started\n", -signal.SIGTERM))

    def test_leaves_sigterm_alone_when_another_thread_asks(self):
        output, status = after_sigterm("""
thread = threading.Thread(target=lambda: print(fanout.trial().should_stop(), flush=True))
thread.start()
thread.join()
sys.stdin.readline()
print("went on")
""")
        self.assertEqual((output, status), ("False\n", -signal.SIGTERM))
