#!/usr/bin/env bash
# Makes package/, the content of the zip: ./package.sh [arm64|x86_64]
# Needs Python 3.13 with pip, on any machine: it takes wheels only, for the function's architecture.
set -euo pipefail
cd "$(dirname "$0")"

python=${PYTHON:-python3.13}
case ${1:-arm64} in
  arm64) machine=aarch64 ;;
  x86_64) machine=x86_64 ;;
  *) echo "The architecture must be arm64 or x86_64, got \"$1\"" >&2; exit 2 ;;
esac

rm -rf package
"$python" -m pip install --quiet --disable-pip-version-check --target package \
  --require-hashes --only-binary=:all: --no-compile --python-version 3.13 --implementation cp \
  --platform "manylinux_2_28_$machine" --platform "manylinux2014_$machine" \
  --requirement function/requirements.txt
cp function/handler.py function/model.py function/person.py package

# Tests are a seventh of it, and nothing imports them.
find package -type d -name tests -prune -exec rm -r {} +
# Lambda cannot keep bytecode, its file system is read-only: each cold start would compile anew.
# Unchecked, because the zip changes the times that are checked otherwise.
"$python" -m compileall -q -j 0 --invalidation-mode unchecked-hash package

bytes=$(find package -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
echo "package/ has $((bytes / 1048576)) MB of the 250 MB that Lambda allows"
[ "$bytes" -le $((250 * 1048576)) ]
