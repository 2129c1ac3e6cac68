#!/bin/sh
# Installs what some tests need beside Node, on Debian and as root: a browser, Tcl/Tk, and a display to test windows on.
set -eu
if ! command -v apt-get >/dev/null; then
  echo "install-system: this is no Debian; tests that need a browser, Tk or a display are skipped" >&2
  exit 0
fi
packages="chromium libtk8.6 xvfb xdotool imagemagick fonts-dejavu-core"
# shellcheck disable=SC2086
if dpkg -s $packages >/dev/null 2>&1; then exit 0; fi
apt-get update -q
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
