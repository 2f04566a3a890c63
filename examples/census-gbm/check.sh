#!/usr/bin/env bash
# Everything about this example that can be checked without an AWS account: ./check.sh
# Needs Python 3.13 and PyPI; with a Docker engine it builds the images, too. Says what it skipped.
set -euo pipefail
cd "$(dirname "$0")"

python=${PYTHON:-python3.13}
tools=.check/tools/bin function=.check/function/bin
failed=0 skipped=0
export AWS_DEFAULT_REGION=eu-west-1 SAM_CLI_TELEMETRY=0 PIP_ROOT_USER_ACTION=ignore

check() {
  local name=$1
  shift
  if "$@" > .check/output 2>&1; then
    echo "ok       $name"
  else
    failed=$((failed + 1))
    echo "FAILED   $name"
    sed 's/^/         /' .check/output
  fi
}

skip() {
  skipped=$((skipped + 1))
  echo "skipped  $1"
}

make_environment() {
  [ -e ".check/$1" ] || "$python" -m venv ".check/$1"
  ".check/$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
}

# Whether Lambda's image would find a wheel of everything but Placebo, without building one.
find_wheels() {
  awk '/^[a-z]/ { drop = /^placebo==/ } !drop' "$2" > .check/wheels.txt
  "$function/pip" install --quiet --dry-run --ignore-installed --target .check/none \
    --require-hashes --only-binary=:all: --python-version 3.13 --implementation cp \
    --platform "manylinux_2_28_$1" --platform "manylinux2014_$1" --no-deps \
    --requirement .check/wheels.txt
}

# The package as Lambda sees it: nothing else on the path.
run_package() {
  MODEL_FILE=../.check/model/tiny.joblib AWS_LAMBDA_FUNCTION_NAME=census-gbm \
    "$python" -I -S -c "
import json, os, sys
os.chdir('package'); sys.path.insert(0, os.getcwd())
import handler
answer = handler.handler(json.load(open('../event.json')), None)
assert answer['prediction'] in ('<=50K', '>50K'), answer"
}

if ! "$python" --version > /dev/null 2>&1; then
  echo "There is no $python; PYTHON may name another Python 3.13" >&2
  exit 2
fi
mkdir -p .check
check "tools of requirements-check.txt" make_environment tools --requirement requirements-check.txt
check "libraries, by their hashes" make_environment function --require-hashes \
  --requirement function/requirements-zappa.txt

check "Python: ruff" "$tools/ruff" check .
check "Python: format" "$tools/ruff" format --check .
check "shell scripts: shellcheck" "$tools/shellcheck" ./*.sh
check "Dockerfiles: hadolint" "$tools/hadolint" Dockerfile Dockerfile.zappa
for template in shared zip image; do
  check "$template.yaml: cfn-lint" "$tools/cfn-lint" "$template.yaml"
  check "$template.yaml: sam validate" "$tools/sam" validate --lint --template "$template.yaml"
done

check "function, its model from disk and S3, Flask behind Zappa, training" \
  "$function/python" test_census_gbm.py
for machine in aarch64 x86_64; do
  for requirements in function/requirements.txt function/requirements-zappa.txt; do
    check "wheels for $machine: $requirements" find_wheels "$machine" "$requirements"
  done
done
check "a small model" "$function/python" training/train.py tiny --directory .check/model
for architecture in arm64 x86_64; do
  PYTHON=$python check "zip for $architecture" ./package.sh "$architecture"
  if [ "$(uname -m)" = "${architecture/arm64/aarch64}" ]; then
    check "zip for $architecture: runs" run_package
  else
    skip "zip for $architecture: runs (this machine is $(uname -m))"
  fi
done

if docker info > /dev/null 2>&1; then
  install -D .check/model/tiny.joblib model/tiny.joblib
  check "image: disk" docker build --quiet --target disk --build-arg SIZE=tiny .
  check "image: slim" docker build --quiet --target slim .
else
  skip "images (there is no Docker engine)"
fi
skip "a deployment (that needs an AWS account)"

echo "$failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
