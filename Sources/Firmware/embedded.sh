#!/usr/bin/env bash
# Builds firmwares for Cortex-M4, M7 and M55 with `edgerun compile`, runs them under qemu, compares
# every output byte, and holds sizes, arenas, stacks and the instructions that a run executes against
# figures.txt.
set -euo pipefail
cd "$(dirname "$0")/../.."
. Sources/Firmware/common.sh
need qemu-system-arm qemu-system-arm

OUT=build/embedded
rm -rf "$OUT"
mkdir -p "$OUT"
FIGURES=$OUT/figures.txt
: > "$FIGURES"
ALLOWED='mem(cpy|set|move)|__aeabi_mem(cpy|clr|set|move)[48]?|er_.*|edgerun_.*'

target() {
  case $1 in
  cortex-m4) MACHINE=mps2-an386 FLAGS="--target=armv7em-none-eabi -mcpu=cortex-m4 -mfpu=fpv4-sp-d16" ;;
  cortex-m7) MACHINE=mps2-an500 FLAGS="--target=armv7em-none-eabi -mcpu=cortex-m7 -mfpu=fpv5-d16" ;;
  cortex-m55) MACHINE=mps3-an547 FLAGS="--target=armv8.1m.main-none-eabi -mcpu=cortex-m55" ;;
  esac
  # What its kernels are for, as their sources are named, the fastest first.
  SETS="dsp scalar"
  [ "$1" != cortex-m55 ] || SETS="helium dsp scalar"
  # Beyond the RAM that the firmware may use, tests keep files in memory of their own.
  POOL=0x20100000
  [ "$1" != cortex-m55 ] || POOL=0x21000000
  FLAGS="$FLAGS -mfloat-abi=hard -ffreestanding -fno-short-enums -std=c11 -Os -ffunction-sections
    -fdata-sections -Wall -Wextra -Werror -IKernels/include -I$FIRMWARE"
}

# compile_c OBJECT SOURCE FLAG...
compile_c() { "$TOOLS/clang" $FLAGS "${@:3}" -c "$2" -o "$1"; }

# link ELF RAM_BYTES OBJECT-OR-LIBRARY...
link() {
  "$TOOLS/ld.lld" -T $FIRMWARE/mps.ld --gc-sections --defsym=RAM_BYTES="$2" \
    --defsym=pool_base=$POOL --defsym=pool_bytes=0x200000 -Map "$1.map" -o "$1" "${@:3}"
}

# run ELF FOLDER OPTION-OF-QEMU...: in the folder; what it printed.
run() {
  (cd "$2" && timeout 300 qemu-system-arm -M $MACHINE -nographic -monitor none -serial none \
    -semihosting-config enable=on,target=native "${@:3}" -kernel "$OLDPWD/$1" 2>&1)
}

# run_counted ELF FOLDER: as run; `instructions` in the folder counts as count_ranges says.
run_counted() {
  run "$1" "$2" -plugin "$(counting "$1" "$2")"
}

# text_of MAP PATTERN: bytes of code and constants that come from files so named.
text_of() {
  local total=0 size
  for size in $(awk -v p="$2" '$5 ~ p && $5 ~ /:\(\.(text|rodata|vectors)/ { print $3 }' "$1"); do
    total=$((total + 0x$size))
  done
  echo $total
}

figure() { echo "$*" | tee -a "$FIGURES"; }

at_most() { [ "$2" -le "$3" ] || { echo "error: $1 is $2, expected at most $3"; exit 1; }; }

check_symbols() {
  local unknown
  unknown=$("$TOOLS/llvm-nm" -u "$1" | awk 'NF == 2 { print $2 }' | sort -u | grep -vxE "$ALLOWED" || true)
  [ -z "$unknown" ] || { echo "error: $1 needs $unknown"; exit 1; }
}

check_model() {
  local cpu=$1 name=$2 model=$3 input=$4 golden=$5 at=$OUT/$1/$2
  mkdir -p "$at"
  $EDGERUN compile "$model" --target "$cpu" -o "$at/$name" "${@:6}"
  check_symbols "$at/lib$name.a"
  compile_c "$at/main.o" $FIRMWARE/model.c "-I$at" "-DMODEL_HEADER=\"$name.h\"" \
    "-DMODEL=${name^^}" "-DMODEL_PROGRAM=${name}_program"
  link "$at/$name.elf" 64K "$OUT/$cpu/startup.o" "$OUT/$cpu/semihosting.o" "$at/main.o" "$at/lib$name.a"
  cp "$input" "$at/input.bin"
  local run=run
  [ "$cpu" = cortex-m7 ] || run=run_counted
  $run "$at/$name.elf" "$at" > "$at/log" || { cat "$at/log"; exit 1; }
  cmp "$at/output.bin" "$golden"
  local planned measured stack state executor library
  planned=$(awk '/^planned/ { print $2 }' "$at/log")
  measured=$(awk '/^measured/ { print $2 }' "$at/log")
  stack=$(awk '/^stack/ { print $2 }' "$at/log")
  state=$(awk '/^executor/ { print $2 }' "$at/log")
  executor=$(text_of "$at/$name.elf.map" 'executor\.o')
  library=$(($(text_of "$at/$name.elf.map" "lib$name") - $(text_of "$at/$name.elf.map" 'program\.o')))
  [ "$planned" = "$measured" ] || { echo "error: $measured bytes touched of $planned"; exit 1; }
  at_most "stack" "$stack" 1024
  at_most "the executor's memory" "$state" 128
  at_most "text of executor and kernels" "$library" 24576
  [ "$cpu" != cortex-m4 ] || at_most "the executor's text" "$executor" 4096
  figure "$cpu $name program $(stat -c %s "$at/$name.program") arena $planned stack $stack" \
    "executor-state $state executor-text $executor library-text $library"
  [ ! -e "$at/instructions" ] ||
    figure "$cpu $name instructions $(sed -n 1p "$at/instructions" | sed 's/ *$//')"
}

# compile_kernels CPU: all that run on the processor, the slower ones too.
compile_kernels() {
  local source set
  mkdir -p "$OUT/$1/kernels"
  for source in Kernels/*.c Kernels/*/*_accepts.c; do
    compile_c "$OUT/$1/kernels/$(basename "$source" .c).o" "$source"
  done
  for set in $SETS; do
    for source in Kernels/*/*_"$set".c; do
      compile_c "$OUT/$1/kernels/$(basename "$source" .c).o" "$source"
    done
  done
}

# Random calls by the kernels for the processor, beside the scalar ones.
check_variants() {
  local cpu=$1 at=$OUT/$1/variants
  mkdir -p "$at"
  compile_c "$at/main.o" $FIRMWARE/variants.c
  link "$at/variants.elf" 64K "$OUT/$cpu/startup.o" "$OUT/$cpu/semihosting.o" "$at/main.o" \
    "$OUT/$cpu/kernels"/*.o
  run "$at/variants.elf" "$at" > "$at/log" || { cat "$at/log"; exit 1; }
  echo "$cpu random calls: $(tr '\n' ' ' < "$at/log")"
}

check_cases() {
  local cpu=$1 at=$OUT/$1/cases
  mkdir -p "$at"
  make_cases "$at/files" "$cpu"
  (cd "$at" && "$TOOLS/llvm-ar" x "$OLDPWD/$OUT/$cpu/digits/libdigits.a" executor.o)
  compile_c "$at/main.o" $FIRMWARE/cases.c
  link "$at/cases.elf" 64K "$OUT/$cpu/startup.o" "$OUT/$cpu/semihosting.o" "$at"/*.o \
    "$OUT/$cpu/kernels"/*.o
  run "$at/cases.elf" "$at/files" > "$at/log" || { cat "$at/log"; exit 1; }
  figure "$cpu $(tr '\n' ' ' < "$at/log")"
}

# What the kernels for Cortex-M take on layers of many shapes.
check_bench() {
  local cpu=$1 at=$OUT/$1/bench isa=${SETS%% *} source text
  mkdir -p "$at"
  for source in Kernels/*/*_"$isa".c; do
    compile_c "$at/$(basename "$source" .c).o" "$source"
    compile_c "$at/$(basename "$source" "_$isa.c")_scalar.o" "${source%_"$isa".c}_scalar.c"
  done
  compile_c "$at/conv2d_s8_scalar.o" Kernels/conv2d_s8/conv2d_s8_scalar.c
  compile_c "$at/main.o" $FIRMWARE/bench.c "-DBENCH_KERNELS=\"bench_$isa.h\""
  link "$at/bench.elf" 64K "$OUT/$cpu/startup.o" "$OUT/$cpu/semihosting.o" "$at"/*.o
  run_counted "$at/bench.elf" "$at" > "$at/log" || { cat "$at/log"; exit 1; }
  text=$(text_of "$at/bench.elf.map" "_$isa\\.o")
  at_most "text of the kernels for $cpu" "$text" 10240
  echo "$cpu kernels text $text" > "$at/table"
  bench_table "$at" >> "$at/table"
  check_goals "$cpu" "$at/table"
  compare_figures "bench-$cpu" "$at/table"
}

# check_examples CPU: both say what the image shows.
check_examples() {
  local cpu=$1 at=$OUT/$1/digits flag importer=
  for flag in $FLAGS; do
    case $flag in
    --target=* | -W* | -O2 | -std=*) ;;
    *) importer="$importer -Xcc $flag" ;;
    esac
  done
  compile_c "$at/c.o" Examples/cortex-m/main.c "-I$at"
  compile_c "$at/memory.o" Examples/cortex-m-swift/memory.c "-I$at"
  # shellcheck disable=SC2086
  swiftc -target armv7em-none-none-eabi -enable-experimental-feature Embedded -wmo -Osize \
    -parse-as-library -no-allocations -Xfrontend -disable-stack-protector \
    -Xfrontend -function-sections $importer -Xcc "-I$at" -import-objc-header \
    Examples/cortex-m-swift/bridge.h -c Examples/cortex-m-swift/Main.swift -o "$at/swift.o"
  local common="$OUT/$cpu/startup.o $OUT/$cpu/semihosting.o $at/libdigits.a"
  # shellcheck disable=SC2086
  link "$at/c.elf" 64K "$at/c.o" $common
  # shellcheck disable=SC2086
  link "$at/swift.elf" 64K "$at/swift.o" "$at/memory.o" $common
  local language
  for language in c swift; do
    [ "$(run "$at/$language.elf" "$at")" = "digit 2" ] || { echo "error: example in $language"; exit 1; }
  done
  echo "$cpu examples ok"
}

make_plugin qemu-system-arm
for cpu in cortex-m4 cortex-m7 cortex-m55; do
  target $cpu
  mkdir -p $OUT/$cpu
  compile_c $OUT/$cpu/startup.o $FIRMWARE/startup.c -fno-builtin
  compile_c $OUT/$cpu/semihosting.o $FIRMWARE/semihosting.c
  while read -r line; do
    # shellcheck disable=SC2086
    check_model $cpu $line
  done < <(models)
  [ $cpu = cortex-m7 ] || check_bench $cpu
  compile_kernels $cpu
  check_variants $cpu
  [ $cpu != cortex-m4 ] || check_examples $cpu
  [ ! -d "$SHARED/conformance" ] || check_cases $cpu
done
compare_figures figures "$FIGURES"
echo "embedded: ok"
