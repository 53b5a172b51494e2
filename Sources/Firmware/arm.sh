#!/usr/bin/env bash
# Builds static executables for 64-bit and 32-bit ARM Linux with `edgerun compile`, runs them under
# qemu, and compares every output byte and the measured arena.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Sources/Firmware/common.sh
need qemu-aarch64 qemu-user
need /usr/aarch64-linux-gnu/lib/crt1.o libc6-dev-arm64-cross
need /usr/lib/gcc-cross/aarch64-linux-gnu/12/crtend.o libgcc-12-dev-arm64-cross
need /usr/arm-linux-gnueabihf/lib/crt1.o libc6-dev-armhf-cross
need /usr/lib/gcc-cross/arm-linux-gnueabihf/12/crtend.o libgcc-12-dev-armhf-cross

OUT=build/arm
rm -rf "$OUT"
mkdir -p "$OUT"

# processors TARGET: how qemu runs its programs, a command a line.
processors() {
  case $1 in
  host) echo "env" ;;
  aarch64-linux) printf 'qemu-aarch64 -cpu %s\n' cortex-a53 cortex-a76 max ;;
  armv7-linux) echo "qemu-arm -cpu cortex-a15" ;;
  esac
}

check_model() {
  local target=$1 name=$2 model=$3 input=$4 golden=$5 at=$OUT/$1/$2 processor
  mkdir -p "$at"
  $EDGERUN compile "$model" --target "$target" -o "$at/$name" "${@:6}"
  while read -r processor; do
    $processor "$at/$name" "$input" --output "$at/output.bin" --crc > "$at/log"
    cmp "$at/output.bin" "$golden"
    grep -E '^arena ([0-9]+) bytes planned, \1 measured$' "$at/log" > /dev/null ||
      { grep arena "$at/log"; echo "error: the arena is not the planned one"; exit 1; }
    # Layer by layer as on the host.
    cmp "$at/log" "$OUT/host/$name/log"
    echo "$target $name ($processor): $(grep ^arena "$at/log"), program $(stat -c %s "$at/$name.program")"
  done < <(processors "$target")
}

# target TARGET: how its programs are compiled and linked.
target() {
  case $1 in
  aarch64-linux) TRIPLE=aarch64-linux-gnu FLAGS='' ;;
  armv7-linux) TRIPLE=arm-linux-gnueabihf FLAGS="-march=armv7-a -mfpu=neon -mfloat-abi=hard" ;;
  esac
  LIBRARIES=/usr/$TRIPLE/lib GCC=/usr/lib/gcc-cross/$TRIPLE/12
}

# benches TARGET: which kernels are counted, in which table, and how qemu runs them.
benches() {
  case $1 in
  aarch64-linux)
    echo dotprod aarch64-linux qemu-aarch64 -cpu cortex-a76
    echo i8mm aarch64-linux-i8mm qemu-aarch64 -cpu max
    ;;
  armv7-linux) echo neon armv7-linux qemu-arm -cpu cortex-a15 ;;
  esac
}

# compile_c FOLDER SOURCE...
compile_c() {
  local source
  for source in "${@:2}"; do
    # shellcheck disable=SC2086
    "$TOOLS/clang" --target=$TRIPLE $FLAGS -std=c11 -O2 -fno-short-enums -Wall -Wextra -Wconversion \
      -Werror "-DBENCH_KERNELS=\"bench_${ISA:-neon}.h\"" -isystem "$LIBRARIES/../include" \
      -IKernels/include -I$FIRMWARE -c "$source" -o "$1/$(basename "$source" .c).o"
  done
}

# link EXECUTABLE: of all objects in its folder.
link() {
  "$TOOLS/ld.lld" -static -Map "$1.map" -o "$1" "$LIBRARIES/crt1.o" "$LIBRARIES/crti.o" \
    "$GCC/crtbeginT.o" "$(dirname "$1")"/*.o "-L$LIBRARIES" "-L$GCC" --start-group -lc -lgcc \
    -lgcc_eh --end-group "$GCC/crtend.o" "$LIBRARIES/crtn.o"
}

# Random calls by every variant, beside the scalar ones.
check_variants() {
  local target=$1 at=$OUT/$1/variants processor
  mkdir -p "$at"
  compile_c "$at" Kernels/*.c Kernels/*/*.c $FIRMWARE/variants.c $FIRMWARE/linux.c
  link "$at/variants"
  while read -r processor; do
    $processor "$at/variants" > "$at/log" || { cat "$at/log"; exit 1; }
    echo "$target ($processor), random calls: $(tr '\n' ' ' < "$at/log")"
  done < <(processors "$target")
}

check_cases() {
  local target=$1 at=$OUT/$1/cases processor
  mkdir -p "$at"
  make_cases "$at/files" "$target"
  cp "$OUT/$target/variants"/*.o "$at/"
  rm "$at/variants.o"
  compile_c "$at" $FIRMWARE/cases.c
  (cd "$at" && "$TOOLS/llvm-ar" x "$OLDPWD/$OUT/$target/digits/libdigits.a" executor.o)
  link "$at/cases"
  while read -r processor; do
    (cd "$at/files" && $processor ../cases > ../log) || { cat "$at/log"; exit 1; }
    echo "$target ($processor): $(tr '\n' ' ' < "$at/log")"
  done < <(processors "$target")
}

# check_bench ISA TABLE PROCESSOR...: what the kernels take on layers of many shapes.
check_bench() {
  local ISA=$1 table=$2 at=$OUT/$2/bench
  mkdir -p "$at"
  compile_c "$at" Kernels/conv2d_s8/*_scalar.c Kernels/depthwise_conv2d_s8/*_{neon,scalar}.c \
    Kernels/conv2d_dot_s8/*.c $FIRMWARE/bench_linux.c $FIRMWARE/linux.c
  link "$at/bench"
  (cd "$at" && "${@:3}" -plugin "$(cd "$OLDPWD" && counting "$at/bench" "$at")" ./bench > log) ||
    { cat "$at/log"; exit 1; }
  bench_table "$at" > "$at/table"
  check_goals "$table" "$at/table"
  compare_figures "bench-$table" "$at/table"
}

make_plugin qemu-aarch64
for target in host aarch64-linux armv7-linux; do
  while read -r line; do
    # shellcheck disable=SC2086
    check_model $target $line
  done < <(models)
  [ $target != host ] || continue
  target $target
  check_variants $target
  [ ! -d "$SHARED/conformance" ] || check_cases $target
  while read -r line; do
    # shellcheck disable=SC2086
    check_bench $line
  done < <(benches $target)
done
[ -d "$SHARED/conformance" ] || echo "SKIPPED: kws, resnet8 and the operator cases; no folder $SHARED"
echo "arm: ok"
