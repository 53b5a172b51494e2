// A plugin for qemu: how many instructions a program executes, exactly. Arguments:
//   ranges=FILE  lines of `FIRST SIZE NAME`, both numbers hexadecimal: code to count, and what as
//   marker=ADDR  hexadecimal: the first instruction of a function that ends an interval
//   out=FILE     a line for every interval but the first: `NAME COUNT` of every name that ran
// Counts are of instructions, not of cycles. Debian ships no header for plugins; what is declared
// here is the same in every version of the interface. PLUGIN_INTERFACE is the version to ask for.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PLUGIN_INTERFACE
#define PLUGIN_INTERFACE 1
#endif

typedef uint64_t plugin_id;
typedef struct block block;
typedef struct instruction instruction;
typedef void (*on_translation)(plugin_id id, block *translated);
typedef void (*on_execution)(unsigned int processor, void *context);

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, on_translation callback);
size_t qemu_plugin_tb_n_insns(const block *translated);
instruction *qemu_plugin_tb_get_insn(const block *translated, size_t index);
uint64_t qemu_plugin_insn_vaddr(const instruction *translated);
void qemu_plugin_register_vcpu_insn_exec_cb(instruction *translated, on_execution callback,
                                            int registers, void *context);

__attribute__((visibility("default"))) int qemu_plugin_version = PLUGIN_INTERFACE;
__attribute__((visibility("default"))) int qemu_plugin_install(plugin_id id, const void *machine,
                                                               int count, char **arguments);

enum { MOST_RANGES = 4096, MOST_NAMES = 256, NAME_BYTES = 96 };

static struct {
  uint64_t first, end;
  int name;
} ranges[MOST_RANGES];
static struct {
  char name[NAME_BYTES];
  uint64_t count;
} names[MOST_NAMES];
static int range_count, name_count, interval_count;
static uint64_t marker;
static FILE *report;

static int index_of(const char *name) {
  for (int i = 0; i < name_count; ++i)
    if (!strcmp(names[i].name, name)) return i;
  if (name_count == MOST_NAMES) return -1;
  snprintf(names[name_count].name, NAME_BYTES, "%s", name);
  return name_count++;
}

static int read_ranges(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  unsigned long long first, size;
  char name[NAME_BYTES];
  while (range_count < MOST_RANGES && fscanf(file, "%llx %llx %95s", &first, &size, name) == 3) {
    ranges[range_count].first = first;
    ranges[range_count].end = first + size;
    ranges[range_count].name = index_of(name);
    if (ranges[range_count].name < 0) break;
    ++range_count;
  }
  const int complete = feof(file);
  fclose(file);
  return complete;
}

static void count(unsigned int processor, void *counter) {
  (void)processor;
  ++*(uint64_t *)counter;
}

static void end_interval(unsigned int processor, void *context) {
  (void)processor;
  (void)context;
  for (int i = 0; i < name_count; ++i) {
    if (interval_count > 0 && names[i].count > 0)
      fprintf(report, "%s %llu ", names[i].name, (unsigned long long)names[i].count);
    names[i].count = 0;
  }
  if (interval_count++ > 0) fprintf(report, "\n");
  fflush(report);
}

static void translated(plugin_id id, block *code) {
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(code); ++i) {
    instruction *at = qemu_plugin_tb_get_insn(code, i);
    const uint64_t address = qemu_plugin_insn_vaddr(at);
    if (address == marker) qemu_plugin_register_vcpu_insn_exec_cb(at, end_interval, 0, NULL);
    for (int r = 0; r < range_count; ++r)
      if (address >= ranges[r].first && address < ranges[r].end)
        qemu_plugin_register_vcpu_insn_exec_cb(at, count, 0, &names[ranges[r].name].count);
  }
}

int qemu_plugin_install(plugin_id id, const void *machine, int argument_count, char **arguments) {
  (void)machine;
  int complete = 1;
  for (int i = 0; i < argument_count; ++i) {
    const char *value = strchr(arguments[i], '=');
    if (!value++) return 1;
    if (!strncmp(arguments[i], "ranges=", 7)) complete &= read_ranges(value);
    if (!strncmp(arguments[i], "marker=", 7)) marker = strtoull(value, NULL, 16);
    if (!strncmp(arguments[i], "out=", 4)) report = fopen(value, "w");
  }
  if (!complete || !report) return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  return 0;
}
