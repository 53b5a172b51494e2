#if defined(__x86_64__)
#include "../x86/blocks.h"
#include "../x86/columns.h"
#include "edge_kernels.h"

// Convolution with matrix tiles: the sums of up to 16 pixels and the 16 channels of a panel are one
// tile, to which the product of two more adds: rows of staged windows, and quads of weights, which
// are packed as such tiles have them. What tiles do not pay for is left to AVX-512.

#define ER_AMX_FEATURES "amx-tile,amx-int8,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
#define ER_AMX_TARGET __attribute__((target(ER_AMX_FEATURES)))
#define ER_AMX __attribute__((always_inline, target(ER_AMX_FEATURES))) static inline

enum { ROWS = 16, TILE_QUADS = 16, TILE_SUMS = ROWS * PANEL };

/// What storing the sums of tiles and loading them again is worth: fewer products, or products of
/// smaller tiles, are done sooner without. Found in networks, not in loops over one call: the unit
/// that multiplies tiles sleeps after 0.4 microseconds without work, and takes 0.3 to wake.
enum { LEAST_PRODUCTS = 1 << 16, LEAST_ROWS = 6, LEAST_QUADS = 6 };

/// The numbers of the tiles; instructions name them.
#define SUMS_00 0
#define SUMS_01 1
#define SUMS_10 2
#define SUMS_11 3
#define WINDOWS_0 4
#define WINDOWS_1 5
#define WEIGHTS_0 6
#define WEIGHTS_1 7

/// A call in tiles.
typedef struct {
  convolution shared;
  int32_t pixels;  // of a tile
  int32_t quads;   // of a tile
  int32_t (*sums)[2][TILE_SUMS];  // by group of pixels, then panel
} tiled;

/// As few tiles of at most 16 quads as a run can be cut into alike; of so many quads.
static int32_t quads_of_tile(int32_t quads) {
  int32_t count = (quads + TILE_QUADS - 1) / TILE_QUADS;
  while (quads % count) ++count;
  return quads / count;
}

/// Says what tiles look like, as LDTILECFG takes it: palette 1, then from byte 16 on the bytes of
/// their rows, 16 bits each, and from byte 48 on their rows. It takes as long as a short row's
/// products, so tiles stay as they are from call to call until er_end_run; what looks at them takes
/// a tenth.
ER_AMX void shape_tiles(const tiled *t) {
  const int64_t row_bytes = 4 * PANEL, window_bytes = 4 * t->quads;
  const int64_t sums = row_bytes * 0x0001000100010001;
  const int64_t factors = row_bytes * 0x0001000100000000 | window_bytes * 0x00010001;
  const int64_t rows = t->pixels * INT64_C(0x010101010101) | t->quads * INT64_C(0x0101) << 48;
  const __m512i wanted = _mm512_set_epi64(0, rows, 0, 0, factors, sums, 0, 1);
  _Alignas(64) int64_t shapes[8];
  _tile_storeconfig(shapes);
  if (!_mm512_cmpneq_epi64_mask(wanted, _mm512_load_si512(shapes))) return;
  _mm512_store_si512(shapes, wanted);
  _tile_loadconfig(shapes);
}

/// Sums up the windows of one or two groups of pixels, which begin at `windows`, for one or two
/// panels, whose weights begin at `weights`.
ER_AMX void sum_up(tiled *t, const uint8_t *const windows[2], const int8_t *weights,
                   const int32_t groups, const int32_t panels) {
  const convolution *s = &t->shared;
  const int32_t steps = s->quads / t->quads;
  _tile_zero(SUMS_00);
  if (panels > 1) _tile_zero(SUMS_01);
  if (groups > 1) _tile_zero(SUMS_10);
  if (groups > 1 && panels > 1) _tile_zero(SUMS_11);
  int32_t segment = s->held.start;
  for (int32_t ky = 0; ky < s->rows; ++ky, ++segment) {
    if (segment == s->rows) segment = 0;
    for (int32_t run = 0; run < s->runs; ++run) {
      ptrdiff_t at = segment * s->segment + run * s->run_step;
      for (int32_t i = 0; i < steps; ++i, at += 4 * t->quads, weights += 4 * PANEL * t->quads) {
        _tile_loadd(WINDOWS_0, windows[0] + at, s->pixel_step);
        _tile_loadd(WEIGHTS_0, weights, 4 * PANEL);
        _tile_dpbusd(SUMS_00, WINDOWS_0, WEIGHTS_0);
        if (groups > 1) {
          _tile_loadd(WINDOWS_1, windows[1] + at, s->pixel_step);
          _tile_dpbusd(SUMS_10, WINDOWS_1, WEIGHTS_0);
        }
        if (panels > 1) {
          _tile_loadd(WEIGHTS_1, weights + s->panel_bytes, 4 * PANEL);
          _tile_dpbusd(SUMS_01, WINDOWS_0, WEIGHTS_1);
          if (groups > 1) _tile_dpbusd(SUMS_11, WINDOWS_1, WEIGHTS_1);
        }
      }
    }
  }
  _tile_stored(SUMS_00, t->sums[0][0], 4 * PANEL);
  if (panels > 1) _tile_stored(SUMS_01, t->sums[0][1], 4 * PANEL);
  if (groups > 1) _tile_stored(SUMS_10, t->sums[1][0], 4 * PANEL);
  if (groups > 1 && panels > 1) _tile_stored(SUMS_11, t->sums[1][1], 4 * PANEL);
}

/// Requantises and stores `pixels` pixels of a group, from its pixel `first` on.
ER_AMX void finish(const block *b, int32_t sums[2][TILE_SUMS], int32_t first, const int32_t pixels,
                   const int32_t panels) {
  const int32_t *bias = (const int32_t *)b->shared->call->constants + b->first_channel;
  __m512i held[PIXELS][PANELS];
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j)
    ER_UNROLLED for (int32_t i = 0; i < pixels; ++i)
      held[i][j] = _mm512_add_epi32(_mm512_loadu_si512(bias + PANEL * j),
                                    _mm512_load_si512(sums[j] + PANEL * (first + i)));
  ER_UNROLLED for (int32_t j = 0; j < panels; ++j) requantize(b, held, pixels, j, 0xFFFF, 0);
  store(b, held, pixels, panels);
}

ER_AMX void finish_group(block b, int32_t sums[2][TILE_SUMS], int32_t pixels,
                         const int32_t panels) {
  const ptrdiff_t out_step = b.shared->call->outputs->pixel_bytes;
  int32_t first = 0;
  for (; pixels - first >= 8; first += 8, b.out += 8 * out_step) finish(&b, sums, first, 8, panels);
  for (; pixels - first >= 2; first += 2, b.out += 2 * out_step) finish(&b, sums, first, 2, panels);
  if (pixels > first) finish(&b, sums, first, 1, panels);
}

/// Computes the panels from `first_channel` on, at most two, for the `pixels` pixels of a staged
/// tile. The last group of pixels begins where it ends with the tile: some are computed twice.
ER_AMX void compute_panels(tiled *t, const uint8_t *staged, int8_t *out, int32_t pixels,
                           int32_t first_channel, const int32_t panels) {
  const convolution *s = &t->shared;
  const ptrdiff_t out_step = s->call->outputs->pixel_bytes;
  const int8_t *weights = s->weights + first_channel / PANEL * s->panel_bytes;
  for (int32_t done = 0; done < pixels; done += 2 * t->pixels) {
    const int32_t groups = pixels - done > t->pixels ? 2 : 1;
    const uint8_t *windows[2];
    int32_t at[2];
    for (int32_t g = 0; g < groups; ++g) {
      at[g] = done + g * t->pixels;
      if (at[g] > pixels - t->pixels) at[g] = pixels - t->pixels;
      windows[g] = staged + at[g] * s->pixel_step;
    }
    if (groups > 1)
      sum_up(t, windows, weights, 2, panels);
    else
      sum_up(t, windows, weights, 1, panels);
    for (int32_t g = 0; g < groups; ++g) {
      const block b = {.shared = s,
                       .out = out + at[g] * out_step,
                       .first_channel = first_channel,
                       .last_count = PANEL};
      finish_group(b, t->sums[g], t->pixels, panels);
    }
  }
}

ER_AMX_TARGET static void compute_tile(tiled *t, const uint8_t *staged, int8_t *out,
                                       int32_t pixels) {
  const int32_t channels = t->shared.params->out_channels;
  int32_t c = 0;
  for (; channels - c >= 2 * PANEL; c += 2 * PANEL) compute_panels(t, staged, out, pixels, c, 2);
  if (c < channels) compute_panels(t, staged, out, pixels, c, 1);
}

/// Computes the `width` output pixels of one row, `most` at a time.
ER_AMX void compute_row(tiled *t, uint8_t *staged, int32_t row, int32_t width, int32_t most) {
  convolution *s = &t->shared;
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const row_part part = stage_part(s, staged, row, width, done, most);
    compute_tile(t, staged, er_pixel(s->call->outputs, out, part.x), part.count);
    done += part.count;
  }
}

/// The least pixels of the parts that first_part cuts `width` pixels into.
static int32_t least_part(int32_t width, int32_t most) {
  return width <= most ? width : (most + 1) / 2;
}

ER_AMX_TARGET static void convolve_rows(const er_call *call) {
  _Alignas(64) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t flat = is_flat(call);
  const int32_t width = flat ? call->row_count * w->out_width : w->out_width;
  const int32_t most = largest_tile(w, p->in_channels, width);
  const int32_t least = least_part(width, most);
  if (least < LEAST_ROWS) {
    er_conv2d_packed_s8_avx512vnni(call);
    return;
  }
  _Alignas(64) int32_t sums[2][2][TILE_SUMS];
  tiled t = {.shared = convolution_of(call, flat),
             .pixels = least < ROWS ? least : ROWS,
             .sums = sums};
  t.quads = quads_of_tile(t.shared.quads);
  shape_tiles(&t);
  for (int32_t i = 0; i < (flat ? 1 : call->row_count); ++i)
    compute_row(&t, staged, flat ? call->first_row : er_nth_row(call, i), width, most);
}

/// Whether a call has whole panels, and products enough for tiles to pay.
static int32_t pays(const er_call *call) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  if (p->out_channels % PANEL) return 0;
  const int64_t quads = (er_packed_run_inputs(w, p->in_channels) + 3) / 4;
  const int64_t pixels = (int64_t)call->row_count * w->out_width;
  const int64_t inputs = 4 * quads * w->kernel_h * er_packed_runs(w);
  return pixels * inputs * p->out_channels >= LEAST_PRODUCTS &&
         quads_of_tile((int32_t)quads) >= LEAST_QUADS;
}

/// Rows for which tiles do not pay, or which are too short for them, as AVX-512 prepares them.
er_preparation er_conv2d_packed_s8_amxint8_prepare(const er_call *call, void *room) {
  const er_conv2d_packed_s8_params *p = call->params;
  const int32_t width = p->window.out_width;
  const int32_t most = largest_tile(&p->window, p->in_channels, width);
  const er_preparation none = {NULL, 0};
  er_call row = *call;
  row.row_count = 1;
  return pays(&row) && least_part(width, most) >= LEAST_ROWS
             ? none
             : er_conv2d_packed_s8_avx512vnni_prepare(call, room);
}

void er_conv2d_packed_s8_amxint8(const er_call *call) {
  if (pays(call))
    er_convolve_packed(call, convolve_rows);
  else
    er_conv2d_packed_s8_avx512vnni(call);
}
#endif
