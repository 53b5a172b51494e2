#!/usr/bin/env bash
# Runs the executor under valgrind on the shipped models, with the kernels that valgrind knows the
# instructions of: no byte is read before it is written, none outside of the arena is touched.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Sources/Firmware/common.sh
need valgrind valgrind libc6-dbg

OUT=build/memcheck
rm -rf "$OUT"
mkdir -p "$OUT"

# check NAME MODEL INPUT GOLDEN [OPTION...]: at every level, by each set of instructions; with options
# at level stream only.
check() {
  local name=$1 model=$2 input=$3 golden=$4 level isa at
  for level in order rewrite stream; do
    [ "$level" = stream ] || [ $# = 4 ] || continue
    at=$OUT/$name-$level
    mkdir -p "$at"
    $EDGERUN compile "$model" --target host --level "$level" -o "$at/$name" "${@:5}"
    cc -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wconversion -Werror -O1 -no-pie -IKernels/include \
      $FIRMWARE/memcheck.c -Wl,--whole-archive "$at/lib$name.a" -Wl,--no-whole-archive -lm \
      -o "$at/memcheck"
    strip "$at/memcheck"
    for isa in scalar avx2; do
      EDGERUN_ISA=$isa valgrind --quiet --error-exitcode=70 --leak-check=full "$at/memcheck" \
        "$at/$name.program" "$input" "$at/output.bin"
      cmp "$at/output.bin" "$golden"
      echo "$name, level $level, $isa: no error, the same bytes"
    done
  done
}

while read -r line; do
  # shellcheck disable=SC2086
  check $line
done < <(models)
