"""Data, not a test: a program that tries what rights are about, and says what came of it, a line each."""

from __future__ import annotations

import sys

ACTIONS = [
    "open('/etc/passwd').close()",
    "import posix; posix.listdir('/')",
    "import posix; posix.stat('/')",
    "open('written.txt', 'w').close()",
    "import posix; posix.mkdir('made'); posix.rmdir('made')",
    "import posix; assert len(posix.environ) > 1, 'an environment'",
    "import posix; posix.putenv('A', 'b')",
    "import posix; assert posix.system('exit 3') >> 8 == 3, 'a process'",
    "import subprocess; subprocess.run(['/bin/true'])",
    "import os; os.popen('true').read()",
    "import os; os.fork()",
    "import os; os.kill(os.getpid(), 0)",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_DFL)",
    "import socket; socket.socket().close()",
    "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(1)",
    "import threading; t = threading.Thread(target=int); t.start(); t.join()",
    "import ctypes; ctypes.CDLL(None)",
    "import java; java.type('java.lang.System').exit(9)",
    "import polyglot; polyglot.eval(language='python', string='1')",
    "import time; time.tzset(); time.localtime()",
    "import os; os.getlogin()",
    "import pwd; pwd.getpwuid(0)",
    "import zlib; zlib.compress(b'a')",
    "import hashlib; hashlib.sha256(b'a').hexdigest()",
    "import hashlib; hashlib.pbkdf2_hmac('sha256', b'a', b'b', 1)",
    "import ssl; ssl.create_default_context()",
    "import sqlite3; sqlite3.connect(':memory:').execute('select 1')",
    "import locale; locale.setlocale(locale.LC_ALL, '')",
    "import unicodedata; unicodedata.name('a')",
    "'ß'.encode('gbk')",
    "'ß'.encode('idna')",
    "exit(4)",
]


def main() -> None:
    """From the action with the number that is the first argument."""
    for index in range(int(sys.argv[1]), len(ACTIONS)):
        print(f"try\t{index}\t{ACTIONS[index]}", flush=True)
        try:
            exec(ACTIONS[index], {})
        except BaseException as error:
            print(f"got\t{type(error).__name__}", flush=True)
        else:
            print("got\tdone", flush=True)
    print("end", flush=True)


if __name__ == "__main__":
    main()
