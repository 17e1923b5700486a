#!/bin/sh
# A program that trains nothing and misbehaves: `faulty.sh PLACE BYTES`. Its metrics follow from arm, fold,
# seed and epoch alone. PLACE is a directory of the suite: `plan/TRIAL` names what this trial does wrong
# (once, or at every attempt), `did/TRIAL` says that it has done so, `saved/TRIAL` how many epochs its
# checkpoint has, and whatever must not be is told in `violations`. BYTES is how much it prints where it
# prints much.
place=$1 bytes=$2
trial=$(echo "$FANOUT_TRIAL_KEY" | tr '/=' '__')
fault=$(cat "$place/plan/$trial" 2>/dev/null || echo none)

violated() { echo "$fault at $FANOUT_TRIAL_KEY, attempt $FANOUT_ATTEMPT: $*" >>"$place/violations"; }
first() { mkdir "$place/did/$trial" 2>/dev/null; }

# Whether an earlier program of this worker, or a child of it, lives. The name of a file is a process, what is
# in it the variable that this has in its environment.
running=$place/running/$PPID
mkdir -p "$running"
for file in "$running"/*; do
  [ -e "$file" ] || continue
  if grep -zqxF -f "$file" "/proc/${file##*/}/environ" 2>/dev/null; then
    violated "$(cat "$file") of this worker is still running"
  fi
  rm -f "$file"
done
lives() { echo "FANOUT_TRIAL_KEY=$FANOUT_TRIAL_KEY" >"$running/$1"; }
lives $$

from=$(cat "$FANOUT_CHECKPOINT/state" 2>/dev/null || echo 0)
saved=$(cat "$place/saved/$trial" 2>/dev/null || echo 0)
case $from in
  [0-4]) [ "$from" -ge "$saved" ] || violated "the checkpoint has $from epochs, and $saved were saved" ;;
  *) violated "the checkpoint has '$from'" from=0 ;;
esac
if [ "$fault" = torn ] && [ -e "$place/did/$trial" ]; then
  [ "$(cat "$FANOUT_CHECKPOINT/half")" = '{"epoch": 1' ] ||
    violated 'the half that was written is not as it was left'
fi

accuracy() {
  awk -v arm="$FANOUT_ARM" -v fold="$FANOUT_FOLD" -v seed="$FANOUT_SEED" -v epoch="$1" \
    'BEGIN { printf "%.6f", 0.3 + length(arm) / 100 + fold / 31 + seed / 97 + epoch / 211 }'
}
report() {
  if [ "$fault" = nan ] && [ "$1" -ge 2 ]; then echo "epoch=$1 accuracy=nan"
  elif [ "$fault" = unended ] && [ "$1" = 3 ]; then printf 'epoch=3 accuracy=%s' "$(accuracy 3)"
  elif [ "$silenced" ]; then echo "{\"epoch\": $1, \"accuracy\": $(accuracy "$1")}" >>"$FANOUT_METRICS"
  else echo "epoch=$1 accuracy=$(accuracy "$1")"; fi
}
save() {
  echo "$1" >"$FANOUT_CHECKPOINT/new" && mv "$FANOUT_CHECKPOINT/new" "$FANOUT_CHECKPOINT/state" || exit 1
  echo "$1" >"$place/new-$$" && mv "$place/new-$$" "$place/saved/$trial"
}
child() { # child COMMAND…: starts it, and has it looked for by the next program of this worker
  "$@" </dev/null >/dev/null 2>&1 &
  lives $!
}

eat() { # in a group of processes that may have little memory
  echo $$ >"$place/memory/cgroup.procs" || violated 'it cannot enter its group'
  exec tail /dev/zero
}

misbehave() {
  [ "$fault" = none ] && return
  case $fault in
    silent) first; echo loss=1; exit 0 ;;
    fails) first; exit 1 ;;
    starves) first; eat ;;
    nan | unended) first; return ;;
  esac
  first || return
  case $fault in
    hang) sleep 1000 ;;
    deaf) trap '' TERM; while :; do sleep 1; done ;;
    children)
      child sleep 1000
      child setsid sleep 1000
      child setsid sh -c 'trap "" TERM; while :; do sleep 1; done'
      ;;
    much) head -c "$bytes" /dev/zero | tr '\0' x; echo ;;
    binary) head -c 1000000 /dev/urandom; printf '\n\377\n' ;;
    half) printf 'epoch=2 accuracy=0.9'; exit 1 ;;
    closed) silenced=yes; exec >&- 2>&- ;;
    again) exit 75 ;;
    moves) mkdir -p "$FANOUT_DIRECTORY/x/y"; cd "$FANOUT_DIRECTORY/x/y" || exit 1 ;;
    torn) printf '{"epoch": 1' >"$FANOUT_CHECKPOINT/half"; kill -s KILL $$ ;;
    SIG*) kill -s "${fault#SIG}" $$; sleep 1000 ;;
    fills) head -c 1000000000 /dev/zero >"$FANOUT_DIRECTORY/ballast"; exit 1 ;;
    keeps) head -c 1000000000 /dev/zero >"$FANOUT_CHECKPOINT/ballast"; exit 1 ;;
    eats) eat ;;
  esac
}

silenced=
[ "$fault" = silent ] && misbehave
[ "$from" -gt 3 ] && from=3
epoch=$from
while [ "$epoch" -le 3 ]; do
  report "$epoch"
  save $((epoch + 1))
  [ "$epoch" -ge 1 ] && misbehave
  epoch=$((epoch + 1))
done
