#!/bin/sh
# Runs a script of this folder on the Node that the project brings, after installing the dependencies where they are
# missing. The system's own Node may be too old to run TypeScript, and on a fresh machine nothing is installed yet.
set -eu
cd "$(dirname "$0")/../.."
if [ ! -x node_modules/.bin/node ]; then
  echo 'installing the dependencies (usually a minute)' >&2
  npm ci --no-audit --no-fund >&2
fi
script=$1
shift
PATH="$PWD/node_modules/.bin:$PATH" exec node "infra/devstack/$script" "$@"
