/**
 * What the guard of a worker runs, in the shell (POSIX). Its standard input is held open by the worker alone
 * and ends with it, also when that is killed. Each line says which program there is now: `MARK GROUP`, or
 * only `MARK` before it is started, or `-`. At the end it takes down what the last line named: SIGTERM,
 * after `$1` tenths of a second SIGKILL; then it removes the directory `$2`. `grep` finds processes that have
 * the mark in their environment, where there is a /proc.
 */
export const GUARD_SCRIPT = `
trap '' TERM INT HUP
mark=- group=
while read -r now number; do mark=$now group=$number; done
marked() { grep -lsF -- "$mark" /proc/[0-9]*/environ 2>/dev/null | sed 's|^/proc/||; s|/environ$||'; }
send() {
  [ -z "$group" ] || kill -s "$1" -- "-$group" 2>/dev/null
  for process in $(marked); do kill -s "$1" "$process" 2>/dev/null; done
}
alive() { { [ -n "$group" ] && kill -s 0 -- "-$group" 2>/dev/null; } || [ -n "$(marked)" ]; }
if [ "$mark" != - ]; then
  send TERM
  left=$1
  while alive && [ "$left" -gt 0 ]; do sleep 0.1; left=$((left - 1)); done
  left=50
  while alive && [ "$left" -gt 0 ]; do send KILL; sleep 0.1; left=$((left - 1)); done
fi
rm -rf -- "$2"
`;
