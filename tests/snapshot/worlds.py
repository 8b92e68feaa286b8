"""What is changed between the runs that are compared, one thing at a time."""

from __future__ import annotations

import os

from tests.snapshot.machine import World

USUAL = {"LANG": "C.UTF-8", "HOME": "/nowhere", "TZ": "UTC", "TERM": "dumb", "USER": "one", "PWD": "/nowhere"}
OTHER = {
    "HOME": "/home/other", "USER": "other", "LOGNAME": "other", "PWD": "/home/other", "OLDPWD": "/x", "TERM": "xterm",
    "PATH": "/opt/other/bin:/usr/bin:/bin", "TMPDIR": "/var/tmp", "TEMP": "/var/tmp", "TMP": "/var/tmp",
    "EDITOR": "ed", "PAGER": "cat", "BROWSER": "lynx", "DISPLAY": ":1", "COLUMNS": "40", "LINES": "10",
    "HOSTNAME": "other", "SHELL": "/bin/sh", "XDG_CONFIG_HOME": "/x", "XDG_CACHE_HOME": "/x", "XDG_DATA_HOME": "/x",
    "SSL_CERT_FILE": "/x.pem", "SSL_CERT_DIR": "/x", "HTTP_PROXY": "http://x", "NO_PROXY": "x", "NO_COLOR": "1",
    "PYTHONHASHSEED": "7", "PYTHONASYNCIODEBUG": "1", "PYTHONTZPATH": "/x", "PYTHONUSERBASE": "/x",
    "PYTHONDOCS": "http://x", "PYTHONBREAKPOINT": "0", "PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "1",
    "PY_SAX_PARSER": "x", "CANARY": "of the run", "CC": "tcc", "POSIXLY_CORRECT": "1",
}  # fmt: skip

USUAL_WORLD = World(USUAL)
WORLDS: dict[str, World] = {
    "the same": USUAL_WORLD,
    "another time and other random numbers": World(USUAL),
    "another environment": World({**USUAL, **OTHER}),
    "another time zone": World({**USUAL, "TZ": "Asia/Kathmandu"}),
    "another locale": World({**USUAL, "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "de"}),
    "another folder": World(USUAL, folder="elsewhere"),
    "a terminal": World(USUAL, terminal=True),
    **({"another user": World(USUAL, user="nobody")} if os.getuid() == 0 else {}),
}
