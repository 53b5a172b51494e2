#!/usr/bin/env bash
# board.sh USER@BOARD FOLDER: copies the executable and input.bin of a folder to a board, runs there
# and compares with output.bin.
set -euo pipefail
HOST=$1 FOLDER=$2

fail() {
  echo "error: $1" >&2
  exit "$2"
}

case $HOST in
'' | -*) fail "expected HOST=user@board, found HOST=$HOST" 64 ;;
esac
command -v ssh scp > /dev/null || fail "no ssh or no scp here: apt-get install openssh-client" 69
ssh -o BatchMode=yes -o ConnectTimeout=10 "$HOST" true ||
  fail "no way to $HOST by ssh without a password; 'ssh $HOST true' must work first" 69
scp -q "$FOLDER/model" "$FOLDER/input.bin" "$HOST:" || fail "cannot copy to $HOST" 74
ssh "$HOST" './model input.bin --output output.bin --time' ||
  fail "the program does not run on $HOST: is its processor BOARD_TARGET's?" 1
scp -q "$HOST:output.bin" "$FOLDER/found.bin" || fail "cannot copy from $HOST" 74
cmp "$FOLDER/found.bin" "$FOLDER/output.bin" || fail "the board's output differs" 1
echo "board: the same bytes"
