#!/usr/bin/env bash
# What a transcript gets for `cargo`: `cargo run [-q] -p NAME [--example NAME] [-- ARGUMENTS]` starts the
# program that is built already, on the port of this session.
set -euo pipefail

package='' example='' arguments=()
[ "${1-}" = run ] || { echo "transcripts only know 'cargo run'" >&2; exit 101; }
shift
while [ $# -gt 0 ]; do
  case $1 in
    -q | --quiet | --release) shift ;;
    -p | --package) package=$2; shift 2 ;;
    --example) example=$2; shift 2 ;;
    --) shift; arguments=("$@"); break ;;
    *) echo "transcripts do not know 'cargo run $1'" >&2; exit 101 ;;
  esac
done

program=$BOOK_PROGRAMS/${example:+examples/}${example:-$package}
[ "$package" = tester ] && exec "$BOOK_PROGRAMS/httpcourse" "${arguments[@]}"
[ -x "$program" ] || { echo "transcripts have no program '${example:-$package}'" >&2; exit 101; }
for argument in "${arguments[@]}"; do
  # An address of its own, or a question that needs none.
  case $argument in *:*[0-9] | -h | --help | -V | --version) exec "$program" "${arguments[@]}" ;; esac
done
exec "$program" "127.0.0.1:$BOOK_PORT" "${arguments[@]}"
