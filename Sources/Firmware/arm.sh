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

check_cases() {
  local target=$1 at=$OUT/$1/cases source triple libraries gcc flags processor
  case $target in
  aarch64-linux) triple=aarch64-linux-gnu flags= ;;
  armv7-linux) triple=arm-linux-gnueabihf flags="-march=armv7-a -mfpu=neon -mfloat-abi=hard" ;;
  *) return 0 ;;
  esac
  libraries=/usr/$triple/lib gcc=/usr/lib/gcc-cross/$triple/12
  mkdir -p "$at"
  for source in Kernels/*.c Kernels/*/*.c $FIRMWARE/cases.c $FIRMWARE/linux.c; do
    # shellcheck disable=SC2086
    "$TOOLS/clang" --target=$triple $flags -std=c11 -O2 -fno-short-enums -isystem "$libraries/../include" \
      -IKernels/include -I$FIRMWARE -c "$source" -o "$at/$(basename "$source" .c).o"
  done
  (cd "$at" && "$TOOLS/llvm-ar" x "$OLDPWD/$OUT/$target/digits/libdigits.a" executor.o)
  "$TOOLS/ld.lld" -static -o "$at/cases" "$libraries/crt1.o" "$libraries/crti.o" "$gcc/crtbeginT.o" \
    "$at"/*.o "-L$libraries" "-L$gcc" --start-group -lc -lgcc -lgcc_eh --end-group "$gcc/crtend.o" \
    "$libraries/crtn.o"
  while read -r processor; do
    (cd $OUT/cases && $processor "$OLDPWD/$at/cases" > "$OLDPWD/$at/log") || { cat "$at/log"; exit 1; }
    echo "$target ($processor): $(tr '\n' ' ' < "$at/log")"
  done < <(processors "$target")
}

[ ! -d "$SHARED/conformance" ] || make_cases $OUT/cases
for target in host aarch64-linux armv7-linux; do
  while read -r line; do
    # shellcheck disable=SC2086
    check_model $target $line
  done < <(models)
  [ ! -d $OUT/cases ] || check_cases $target
done
[ -d "$SHARED/conformance" ] || echo "SKIPPED: kws, resnet8 and the operator cases; no folder $SHARED"
echo "arm: ok"
