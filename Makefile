# What a newcomer runs: `make run`, `make test`. CONTRIBUTING.md says what the rest is for.
SWIFT ?= swift
CHECKED := --explicit-target-dependency-import-check error
EDGERUN := .build/release/edgerun

.PHONY: run test variants lint sanitize tsan fuzz embedded arm board build setup expected accuracy \
  bench-planner bench-kernels bench-peers mutants valgrind clean

run: build
	$(EDGERUN) Models/digits/model.json Models/digits/input.bin

test: setup
	$(SWIFT) build -c release --build-tests $(CHECKED)
	$(SWIFT) test -c release --skip-build

# The tests of operators and whole models once for each instruction set of this processor, which is
# the last that they may use; EDGERUN_SHARED says where those models are.
variants: setup
	$(SWIFT) build -c release --build-tests $(CHECKED)
	@for isa in scalar avx2 avx_vnni avx512_vnni amx_int8; do \
	  [ $$isa = scalar ] || grep -qwm 1 $$isa /proc/cpuinfo || continue; \
	  name=$$(echo $$isa | tr -d _); echo "EDGERUN_ISA=$$name"; \
	  EDGERUN_ISA=$$name $(SWIFT) test -c release --skip-build \
	    --filter 'OperatorCaseTests|WholeModelTests' || exit 1; \
	done

build: setup
	$(SWIFT) build -c release --product edgerun $(CHECKED)

# CBLAS is the one system library; installed where it is missing.
setup:
	@if ! printf '#include <cblas.h>\nint main(void){return 0;}\n' | \
	  cc -x c - -lblas -o /dev/null 2>/dev/null; then \
	  echo "installing libblas-dev"; \
	  SUDO=$$( [ "$$(id -u)" = 0 ] || echo sudo ); \
	  $$SUDO apt-get update -q && $$SUDO apt-get install -q -y --no-install-recommends libblas-dev; \
	fi

# C that no target of the package has: what runs on a Linux or in qemu, and what runs on a board.
C_WARNINGS := -Wall -Wextra -Wconversion -Werror
CLANG = $(dir $(shell readlink -f $$(command -v swiftc)))clang
HOSTED_C := $(addprefix Sources/Firmware/,instructions.c linux.c memcheck.c runner.c)
FREESTANDING_C := $(wildcard Kernels/*/*_dsp.c Examples/*/*.c) $(addprefix Sources/Firmware/,\
  bench.c cases.c model.c semihosting.c startup.c variants.c)
lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	@! grep -rl '^import Foundation' Sources | \
	  grep -vE '^Sources/(EdgeFormats|edgerun|edgerun-fuzz|planner-bench)/'
	@! LC_ALL=C.UTF-8 grep -rnE '^.{101}' --include='*.[ch]' Kernels Sources Tests Examples
	@! LC_ALL=C.UTF-8 grep -rnE '^.{101}' --include='*.swift' Package.swift Sources Tests | \
	  grep ':[0-9]*: *//'
	@for file in $$(find Kernels -name '*.c') Sources/CAllocationCounter/*.c; do \
	  cc -std=c11 -fsyntax-only -Wall -Wextra -Wconversion -Werror -IKernels/include \
	    -ISources/CAllocationCounter/include $$file || exit 1; \
	done
	@cc -std=c11 -fsyntax-only $(C_WARNINGS) -D_GNU_SOURCE -IKernels/include $(HOSTED_C)
	@folder=$$(mktemp -d) && printf '%s\n' 'extern const unsigned char digits_program[16];' \
	  '#define DIGITS_PROGRAM_BYTES 16' '#define DIGITS_ARENA_BYTES 16' \
	  '#define DIGITS_INPUT0_BYTES 16' '#define DIGITS_OUTPUT0_BYTES 16' > $$folder/digits.h && \
	for file in $(FREESTANDING_C); do \
	  $(CLANG) --target=armv7em-none-eabi -mcpu=cortex-m4 -mfloat-abi=hard -ffreestanding -std=c11 \
	    -fsyntax-only $(C_WARNINGS) -IKernels/include -ISources/Firmware -I$$folder \
	    '-DMODEL_HEADER="digits.h"' -DMODEL=DIGITS -DMODEL_PROGRAM=digits_program \
	    '-DBENCH_KERNELS="bench_dsp.h"' $$file || exit 1; \
	done && rm -r $$folder
	@for file in Kernels/*/*_helium.c Sources/Firmware/bench.c; do \
	  $(CLANG) --target=armv8.1m.main-none-eabi -mcpu=cortex-m55 -mfloat-abi=hard -ffreestanding \
	    -std=c11 -fsyntax-only $(C_WARNINGS) -IKernels/include -ISources/Firmware \
	    '-DBENCH_KERNELS="bench_helium.h"' $$file || exit 1; \
	done
	@for target in aarch64-none-elf "armv7a-none-eabihf -mfpu=neon"; do \
	  for file in Kernels/*/*_neon.c Kernels/*/*_dotprod.c Kernels/*/*_i8mm.c \
	    Sources/Firmware/bench_linux.c; do \
	    $(CLANG) --target=$$target -ffreestanding -std=c11 -fsyntax-only $(C_WARNINGS) \
	      -IKernels/include -ISources/Firmware '-DBENCH_KERNELS="bench_neon.h"' $$file || exit 1; \
	  done; \
	done
	@for target in armv7em-none-none-eabi aarch64-none-none-elf; do \
	  swiftc -target $$target -enable-experimental-feature Embedded -wmo -parse-as-library -Osize \
	    -no-allocations -strict-memory-safety -warnings-as-errors -I Kernels/include \
	    -module-name EdgeRuntime -c Sources/EdgeRuntime/*.swift -o /dev/null || exit 1; \
	done
	@echo "lint: ok"

# What reads files that may be anything, and what runs them, under AddressSanitizer, undefined behaviour
# of the kernels a trap. Their tests have sums wrap, lay integers at any address, and change programs,
# whose shifts may be any. Leaks are not looked for: XCTest has some of its own, and Foundation one for
# every empty file it reads. A crash ends the run: Swift's backtracer reads stacks that AddressSanitizer
# guards, and would hang.
TRAPS := -fsanitize=undefined -fsanitize-trap=undefined
SANITIZED := KernelTests EdgeFormatsTests EdgeRuntimeTests ConversionTests MalformedFileTests \
  OperatorCaseTests GoldenFileTests
sanitize: export EDGERUN_KERNEL_FLAGS := $(TRAPS) -fno-sanitize=alignment,signed-integer-overflow
sanitize: export ASAN_OPTIONS := detect_leaks=0
sanitize: export SWIFT_BACKTRACE := enable=no
sanitize: setup
	$(SWIFT) build -c release --build-tests --sanitize=address --scratch-path .build/sanitize
	$(SWIFT) test -c release --skip-build --sanitize=address --scratch-path .build/sanitize \
	  $(addprefix --filter ,$(SANITIZED))

# Runs by several threads under ThreadSanitizer, of programs that were changed too.
THREADED := ThreadTests ThreadedModelTests CorruptedProgramTests
tsan: setup
	$(SWIFT) build -c release --build-tests --sanitize=thread --scratch-path .build/tsan
	$(SWIFT) test -c release --skip-build --sanitize=thread --scratch-path .build/tsan \
	  $(addprefix --filter ,$(THREADED))

# Readers, planner, checker, executor and kernels, each fed for so many seconds with changes of good
# files, sanitized as above; but changed programs may have any constants, with which kernels may
# overflow. What crashes or hangs (10 s) is left in .build/fuzz/corpus as TARGET-crash-…; one alone:
# .build/sanitize/release/edgerun-fuzz plan .build/fuzz/corpus -max_total_time=60
# The same changes in every clean clone, so that what fails fails again; SEED=0 for others each time.
SECONDS := 20
SEED := 1
FUZZER := .build/sanitize/release/edgerun-fuzz
BUILD_FUZZER := EDGERUN_FUZZ=1 $(SWIFT) build -c release --product edgerun-fuzz \
  --sanitize=address --scratch-path .build/sanitize
define FUZZ
@for target in $(1); do \
  SWIFT_BACKTRACE=enable=no SWIFT_DETERMINISTIC_HASHING=1 ASAN_OPTIONS=detect_leaks=0 \
    $(FUZZER) $$target .build/fuzz/corpus \
    -seed=$(SEED) -max_total_time=$(SECONDS) -print_final_stats=1 >.build/fuzz/$$target.log 2>&1 || \
    { tail -40 .build/fuzz/$$target.log; exit 1; }; \
  awk -v target=$$target '/number_of_executed_units/ { print target ": " $$2 " executions" }' \
    .build/fuzz/$$target.log; \
done
endef
fuzz: setup
	@mkdir -p .build/fuzz
	$(BUILD_FUZZER)
	$(call FUZZ,program)
	EDGERUN_KERNEL_FLAGS="$(TRAPS)" $(BUILD_FUZZER)
	$(call FUZZ,model tflite plan problem buffers safetensors npy)

# The executor and compiled models on emulated boards: Cortex-M4, M7 and M55, then 64-bit and 32-bit
# ARM Linux. Installs Debian's qemu and C libraries where they are missing.
embedded: build
	Sources/Firmware/embedded.sh

arm: build
	Sources/Firmware/arm.sh

# Copies a compiled model to a board, runs it there and compares: make board HOST=user@board.
BOARD_TARGET ?= aarch64-linux
BOARD_MODEL ?= Models/digits
board: build
	@test -n "$(HOST)" || { echo "error: expected HOST=user@board, found none"; exit 64; }
	mkdir -p build/board
	$(EDGERUN) compile $(BOARD_MODEL)/model.json --target $(BOARD_TARGET) -o build/board/model
	cp $(BOARD_MODEL)/input.bin $(BOARD_MODEL)/output.bin build/board/
	Sources/Firmware/board.sh $(HOST) build/board

# int8 against float on the digits nobody trained on.
accuracy: build
	$(EDGERUN) verify Models/digits/model.json Models/digits/test-images.npy \
	  --truth Models/digits/test-labels.txt | tail -n 2

# Rewrites what the tests expect of the shipped models' plans; a reviewer sees the difference.
expected: setup
	EDGERUN_UPDATE_EXPECTATIONS=1 $(SWIFT) test -c release --filter EndToEndTests.GoldenTests

# How good and how fast the planner is, and what memory networks take; EDGERUN_SHARED says where
# others' instances are. One table alone: .build/release/planner-bench graphs
bench-planner:
	$(SWIFT) build -c release --product planner-bench $(CHECKED)
	.build/release/planner-bench

# Each variant of the kernels on layers of many shapes, beside the scalar one and the machine's peak.
bench-kernels:
	$(SWIFT) build -c release --product kernel-bench $(CHECKED)
	.build/release/kernel-bench

# Layers and whole networks beside LiteRT with XNNPACK, in an environment of its own under .build.
PEERS := .build/peers
$(PEERS)/bin/python:
	python3 -m venv $(PEERS)
	$(PEERS)/bin/pip install -q -r Models/tools/requirements-peers.txt

bench-peers: build $(PEERS)/bin/python
	cd Models && ../$(PEERS)/bin/python -m tools.bench_peers

# 1,000 models with one wrong word, of each of five: what edgerun and TensorFlow Lite Micro make of
# them, and each whose outputs differ.
mutants: build $(PEERS)/bin/python
	cd Models && ../$(PEERS)/bin/python -m tools.mutants_peer

# The executor under valgrind, which is installed where it is missing.
valgrind: build
	Sources/Firmware/memcheck.sh

clean:
	rm -rf .build build
