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

# make_cases FOLDER: every sixth operator case, as cases.c reads them.
make_cases() {
  local folder=$1 index=0 model name
  mkdir -p "$folder"
  : > "$folder/cases.txt"
  for model in "$SHARED"/conformance/*.tflite; do
    index=$((index + 1))
    [ $((index % 6)) = 1 ] || continue
    name=$(basename "$model" .tflite)
    [ "$(wc -l < "$folder/cases.txt")" -lt $CASE_COUNT ] || break
    $EDGERUN compile "$model" --target cortex-m4 --program-only -o "$folder/$name" 2>/dev/null ||
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
