# What embedded.sh and arm.sh share; sourced by them, in the repository's folder.
SHARED=${EDGERUN_SHARED:-../shared}
EDGERUN=.build/release/edgerun
TOOLS=$(dirname "$(readlink -f "$(command -v swiftc)")")
FIRMWARE=Sources/Firmware
KWS=$SHARED/conformance/models/kws_ref_model
RESNET8=$SHARED/conformance/models/resnet8_cifar_quant
CASE_COUNT=60

# need COMMAND-OR-FILE PACKAGE...: installs Debian packages where the first is missing.
need() {
  local wanted=$1
  shift
  if ! command -v "$wanted" >/dev/null && [ ! -e "$wanted" ]; then
    echo "installing $*"
    local sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    $sudo apt-get update -q && $sudo apt-get install -q -y --no-install-recommends "$@"
  fi
}

# Prints the models there are: name, model file, input, golden output, options of compile.
models() {
  echo "digits Models/digits/model.json Models/digits/input.bin Models/digits/output.bin"
  echo "swiftnet Models/swiftnet-hpd/model.json Models/swiftnet-hpd/input.bin" \
    "Models/swiftnet-hpd/output.bin --stream-input"
  if [ -d "$SHARED/conformance" ]; then
    echo "kws $KWS.tflite $KWS.s0.in0.bin $KWS.s0.out0.bin"
    echo "resnet8 $RESNET8.tflite $RESNET8.s0.in0.bin $RESNET8.s0.out0.bin"
  fi
}

# make_cases FOLDER TARGET: every sixth operator case, as cases.c reads them.
make_cases() {
  local folder=$1 target=$2 index=0 model name
  mkdir -p "$folder"
  : > "$folder/cases.txt"
  for model in "$SHARED"/conformance/*.tflite; do
    index=$((index + 1))
    [ $((index % 6)) = 1 ] || continue
    name=$(basename "$model" .tflite)
    [ "$(wc -l < "$folder/cases.txt")" -lt $CASE_COUNT ] || break
    $EDGERUN compile "$model" --target "$target" --program-only -o "$folder/$name" 2>/dev/null ||
      continue
    cat "${model%.tflite}".in?.bin > "$folder/$name.in"
    cat "${model%.tflite}".out?.bin > "$folder/$name.out"
    cat "${model%.tflite}".litert_ref.out?.bin > "$folder/$name.alt" 2>/dev/null || true
    echo "$name" >> "$folder/cases.txt"
  done
  [ "$(wc -l < "$folder/cases.txt")" = $CASE_COUNT ] || {
    echo "error: expected $CASE_COUNT operator cases"
    exit 1
  }
}

# compare_figures NAME FILE: against the committed ones, or instead of them.
compare_figures() {
  local committed=$FIRMWARE/$1.txt
  if [ "${EDGERUN_UPDATE_EXPECTATIONS:-0}" != 0 ]; then
    cp "$2" "$committed"
  elif [ -d "$SHARED/conformance" ]; then
    diff -u "$committed" "$2" || { echo "error: figures differ from $committed"; exit 1; }
  else
    echo "SKIPPED: kws, resnet8 and the operator cases; no folder $SHARED"
    if grep -vxF -f "$committed" "$2"; then
      echo "error: figures that are not in $committed"
      exit 1
    fi
  fi
}

# make_plugin QEMU: builds what counts instructions. Since version 9, qemu asks for another version of
# the same interface.
make_plugin() {
  local version
  version=$("$1" --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
  cc -std=c11 -Wall -Wextra -Wconversion -Werror -O2 -shared -fPIC \
    -DPLUGIN_INTERFACE=$((version < 9 ? 1 : 2)) -o $OUT/instructions.so $FIRMWARE/instructions.c
}

# counting ELF FOLDER: the plugin and its arguments, for qemu in the folder. `instructions` there will
# have a line for every interval between two calls of mark: how many instructions ran of the
# executor, of each file of kernels but the scalar ones of a bench, and of what moves memory.
counting() {
  awk '$5 ~ /:\(\.text/ && $3 != "0" {
    name = $5
    sub(/:.*/, "", name); sub(/.*[\/(]/, "", name); sub(/\.o\)?$/, "", name)
    if (name == "startup") name = "memory"
    if (name ~ /^(main|semihosting|linux|crt|bench)/ || $5 ~ /lib(c|gcc|gcc_eh)\.a/) next
    if (name ~ /_scalar$/ && $5 ~ /\/bench\//) next
    print $1, $3, name
  }' "$1.map" > "$2/ranges"
  echo "$PWD/$OUT/instructions.so,ranges=ranges,out=instructions,marker=$("$TOOLS/llvm-nm" "$1" |
    awk '$3 == "mark" { print $1 }')"
}

# bench_table FOLDER: a line a layer, of `log` and of every other line of `instructions`.
bench_table() {
  if grep -v ' same$' "$1/log"; then
    echo "error: these layers differ from the scalar kernels" >&2
    exit 1
  fi
  awk 'NR == FNR { if (NR % 2) for (i = 2; i <= NF; i += 2) count[(NR + 1) / 2] += $i; next }
    { printf "%-26s %8d instructions %6.3f each\n", $1, count[FNR], count[FNR] / $2 }' \
    "$1/instructions" "$1/log"
}

# check_goals TARGET FILE: a table against what goals.txt permits.
check_goals() {
  cat "$2"
  awk -v target="$1" 'NR == FNR { if ($1 == target) most[$2] = $3; next }
    $1 in most && $4 > most[$1] {
      print "error: " $1 " takes " $4 " instructions each, expected at most " most[$1]
      failed = 1
    }
    END { exit failed }' $FIRMWARE/goals.txt "$2"
}
