/**
 * What the guard of a worker runs, in the shell (POSIX). Its standard input is held open by the worker alone
 * and ends with it, also when that is killed. Then the file `$2/program` says what ran last: `MARK GROUP`,
 * where the group is 0 before it is known, or `- 0` when there is nothing. The guard takes that down:
 * SIGTERM, and after `$1` tenths of a second SIGKILL; then it removes the directories from `$2` on. `grep`
 * finds processes that have the mark in their environment, where there is a /proc.
 */
export const GUARD_SCRIPT = `
trap '' TERM INT HUP
while read -r _; do :; done
read -r mark group <"$2/program" || mark=- group=0
marked() { grep -lsF -- "$mark" /proc/[0-9]*/environ 2>/dev/null | sed 's|^/proc/||; s|/environ$||'; }
send() {
  [ "$group" = 0 ] || kill -s "$1" -- "-$group" 2>/dev/null
  for process in $(marked); do kill -s "$1" "$process" 2>/dev/null; done
}
alive() { { [ "$group" != 0 ] && kill -s 0 -- "-$group" 2>/dev/null; } || [ -n "$(marked)" ]; }
if [ "$mark" != - ]; then
  send TERM
  left=$1
  while alive && [ "$left" -gt 0 ]; do sleep 0.1; left=$((left - 1)); done
  left=50
  while alive && [ "$left" -gt 0 ]; do send KILL; sleep 0.1; left=$((left - 1)); done
fi
shift
rm -rf -- "$@"
`;
