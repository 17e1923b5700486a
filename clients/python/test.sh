#!/bin/sh
# Runs the tests with every Python from 3.9 to 3.13 that is on PATH, and with python3. Needs no package.
# PYTHONS="python3.12 …" in the environment: with these alone.
cd "$(dirname "$0")" || exit 1
export PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1
tested='' failed=0
for python in ${PYTHONS:-python3.9 python3.10 python3.11 python3.12 python3.13 python3}; do
  # One that is on PATH may still not start: pyenv's shims.
  if ! version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null); then
    echo "$python: not found"
    continue
  fi
  case " $tested " in *" $version "*) continue ;; esac
  tested="$tested $version"
  echo "$python: $version"
  "$python" -W error -m unittest discover -q -s tests || failed=1
done
if [ -z "$tested" ]; then
  echo 'no Python was found: install python3' >&2
  exit 1
fi
exit $failed
