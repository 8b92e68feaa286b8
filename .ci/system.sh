#!/bin/sh
# What the system has to bring: a C compiler, binutils, zlib and libffi's files, a JDK 25, Python >= 3.11 with venv.
# As root on a Debian-like system what is missing is installed, saying so; elsewhere it is named with the command.
set -eu
PYTHON=${PYTHON:-python3}
missing=""
need() { missing="$missing $1"; }

command -v "$PYTHON" >/dev/null 2>&1 || need python3
"$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || need python3-venv
command -v gcc >/dev/null 2>&1 || need gcc
command -v ld >/dev/null 2>&1 && command -v ar >/dev/null 2>&1 || need binutils
if command -v gcc >/dev/null 2>&1; then
  echo '#include <stdio.h>' | gcc -E - >/dev/null 2>&1 || need libc6-dev
  echo '#include <zlib.h>' | gcc -E - >/dev/null 2>&1 || need zlib1g-dev
  echo '#include <ffi.h>' | gcc -E - >/dev/null 2>&1 || need libffi-dev
else
  need libc6-dev; need zlib1g-dev; need libffi-dev
fi

# For `make test-html` alone, which names the command itself: elsewhere a missing browser is no reason to stop.
chromium=""
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && chromium=$name && break
done
if [ -z "$chromium" ] && [ -n "${BROWSER_TESTS:-}" ] && [ "${SYSTEM:-yes}" != no ] && [ "$(id -u)" = 0 ]; then
  need chromium
fi

jdk25() {
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] && [ -f "$home/release" ] \
      && grep -q '^JAVA_VERSION="25[."]' "$home/release" && return 0
  done
  return 1
}
if ! jdk25; then
  jdk=openjdk-25-jdk-headless
  if command -v apt-cache >/dev/null 2>&1; then
    for name in openjdk-25-jdk-headless temurin-25-jdk; do
      if apt-cache show "$name" >/dev/null 2>&1; then jdk=$name; break; fi
    done
  fi
  need "$jdk"
fi

if [ -n "$missing" ]; then
  if [ "${SYSTEM:-yes}" != no ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing with apt-get:$missing (SYSTEM=no forbids it)"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086
    { apt-get -qq update && apt-get -qq install -y --no-install-recommends $missing >/dev/null; } || {
      echo "error: these packages could not be installed:$missing; a JDK 25 may also be named by JAVA_HOME" >&2
      exit 3
    }
  else
    echo "error: missing on this system; type: sudo apt-get install$missing" >&2
    exit 3
  fi
fi

# Packed executables come out smaller with zstd. Without it they are made with deflate, so nothing stops for it, and
# package lists are not fetched for it alone.
if command -v gcc >/dev/null 2>&1 && [ ! -e "$(gcc -print-file-name=libzstd.a)" ] \
    && [ "${SYSTEM:-yes}" != no ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
    && apt-cache show libzstd-dev >/dev/null 2>&1; then
  echo "Installing with apt-get: libzstd-dev (SYSTEM=no forbids it)"
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends libzstd-dev >/dev/null 2>&1 \
    || echo "libzstd-dev could not be installed: packed executables are made with deflate" >&2
fi

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "error: $PYTHON is older than 3.11; name a newer one: make PYTHON=python3.12 ..." >&2
  exit 3
}
