#!/bin/sh
# What the system itself must have, from Debian's package manager; everything else is in the virtual environment.
#
#   libpango        WeasyPrint draws the certificate with it
#   poppler-utils   the tests' independent eyes: pdfsig, pdftotext, pdftoppm
#   openssl         the tests' independent eye on the citizen's signature
#
# Run by make; asks for nothing when all is there.
set -eu
packages="libpango-1.0-0 libpangoft2-1.0-0 poppler-utils openssl python3-venv"
missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
# A Python that is not Debian's brings its own venv module.
if "${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null; then
    missing=$(printf '%s' "$missing" | sed 's/ python3-venv//')
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "This system has no apt-get. Please install what these Debian packages bring:$missing" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Please install these packages, then run make again:  sudo apt-get install$missing" >&2
    exit 1
fi
echo "Installing with apt-get:$missing"
install() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; }
install 2>/dev/null || { $as_root apt-get update -qq && install; }
