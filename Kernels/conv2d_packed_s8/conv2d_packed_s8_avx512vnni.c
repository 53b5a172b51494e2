#if defined(__x86_64__)
#include "../x86/columns.h"
#include "../x86/narrow_blocks.h"
#include "../x86/prepared.h"
#include "../x86/single_pixels.h"
#include "edge_kernels.h"

#define BLOCK(pixels, panels)                                                              \
  ER_AVX512_TARGET static void block_##pixels##x##panels(const block *b) {                 \
    if (b->shared->is_direct)                                                              \
      compute(b, pixels, panels, 1);                                                       \
    else                                                                                   \
      compute(b, pixels, panels, 0);                                                       \
  }
#define BLOCKS_OF_6(panels)                                                                \
  BLOCK(1, panels) BLOCK(2, panels) BLOCK(3, panels) BLOCK(4, panels) BLOCK(5, panels)     \
      BLOCK(6, panels)
BLOCKS_OF_6(4)
BLOCKS_OF_6(3)
BLOCK(7, 3)
BLOCK(8, 3)
BLOCKS_OF_6(2)
BLOCK(8, 2)
BLOCK(10, 2)
BLOCK(12, 2)
BLOCKS_OF_6(1)
BLOCK(8, 1)
BLOCK(12, 1)
BLOCK(16, 1)

#define NARROW_BLOCK(name, pixels, is_half)                                                \
  ER_AVX512_TARGET static void name##_##pixels(const block *b) {                           \
    if (b->shared->is_direct)                                                              \
      compute_narrow(b, pixels, is_half, 1);                                               \
    else                                                                                   \
      compute_narrow(b, pixels, is_half, 0);                                               \
  }
NARROW_BLOCK(twos, 4, 0)
NARROW_BLOCK(twos, 6, 0)
NARROW_BLOCK(twos, 8, 0)
NARROW_BLOCK(twos, 10, 0)
NARROW_BLOCK(twos, 12, 0)
NARROW_BLOCK(half, 4, 1)
NARROW_BLOCK(half, 8, 1)
NARROW_BLOCK(half, 16, 1)

ER_AVX512_TARGET static void both_blocks(const block *b) {
  if (b->shared->is_direct)
    compute_both(b, 1);
  else
    compute_both(b, 0);
}

typedef void (*compute_block)(const block *);

/// Other kinds of blocks than those of so many panels; see narrow_blocks.h.
enum { TWOS = PANELS + 1, HALF, KINDS };

/// By kind and pixels; where there is none, the next smaller one is used.
static const compute_block blocks[KINDS][PIXELS + 1] = {
    [1] = {NULL, block_1x1, block_2x1, block_3x1, block_4x1, block_5x1, block_6x1, NULL, block_8x1,
           [12] = block_12x1, [16] = block_16x1},
    [2] = {NULL, block_1x2, block_2x2, block_3x2, block_4x2, block_5x2, block_6x2, NULL, block_8x2,
           [10] = block_10x2, [12] = block_12x2},
    [3] = {NULL, block_1x3, block_2x3, block_3x3, block_4x3, block_5x3, block_6x3, block_7x3,
           block_8x3},
    [4] = {NULL, block_1x4, block_2x4, block_3x4, block_4x4, block_5x4, block_6x4},
    [TWOS] = {NULL, block_1x1, block_2x1, block_3x1, twos_4, [6] = twos_6, [8] = twos_8,
              [10] = twos_10, [12] = twos_12},
    [HALF] = {NULL, block_1x1, block_2x1, block_3x1, half_4, [8] = half_8, [16] = half_16},
};
static const int32_t most_pixels[KINDS] = {0, 16, 12, 8, 6, 12, 16};

/// The kind of blocks that compute `panels` panels. Quads in twos pay where few are left over.
static inline int32_t kind_of(const block *b, int32_t panels) {
  if (panels > 1) return panels;
  if (b->last_count <= 8) return HALF;
  return b->shared->quads % 2 == 0 || b->shared->quads > 8 ? TWOS : 1;
}

/// Computes `panels` panels for all `pixels` of a tile.
static void compute_panels(block b, int32_t pixels, int32_t panels) {
  const int32_t kind = kind_of(&b, panels);
  while (pixels > 0) {
    int32_t count = first_part(pixels, most_pixels[kind]);
    while (!blocks[kind][count]) --count;
    blocks[kind][count](&b);
    b.inputs += count * b.shared->pixel_step;
    b.out += (ptrdiff_t)count * b.shared->call->outputs->pixel_bytes;
    pixels -= count;
  }
}

/// Computes all channels of the `pixels` output pixels from `out` on.
static void compute_tile(const convolution *s, const uint8_t *inputs, int8_t *out,
                         int32_t pixels) {
  const int32_t channels = s->params->out_channels;
  block b = {.shared = s, .inputs = inputs, .out = out};
  for (int32_t panels = (channels + PANEL - 1) / PANEL; panels > 0;) {
    const int32_t count =
        pixels == 1 && panels >= BOTH ? BOTH : first_part(panels, PANELS);
    const int32_t end = b.first_channel + PANEL * count;
    b.last_count = end <= channels ? PANEL : channels - (end - PANEL);
    if (count == BOTH) {
      const block both = b;  // whose address is taken, which would keep all blocks in memory
      both_blocks(&both);
    } else {
      compute_panels(b, pixels, count);
    }
    b.first_channel = end;
    panels -= count;
  }
}

/// One past the last byte that a view's rows may hold.
static uintptr_t end_of(const er_view *view) {
  return (uintptr_t)view->base + (uintptr_t)((ptrdiff_t)view->ring * view->row_bytes);
}

/// Whether windows of one pixel may be read where they lie: in whole quads, and never again once
/// what was computed from them is stored.
static int is_direct(const er_call *call) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const er_view *in = call->inputs, *out = call->outputs;
  if (w->kernel_h * w->kernel_w != 1 || w->pad_top || w->pad_left || p->input_count > 1) return 0;
  // Windows may also lie below the image and to its right.
  if ((w->out_height - 1) * w->stride_h >= w->in_height ||
      (w->out_width - 1) * w->stride_w >= w->in_width || p->in_channels % 4)
    return 0;
  if (p->out_channels <= PANEL * PANELS && call->row_step > 0) return 1;
  return !in->slots && !out->slots &&
         (end_of(in) <= (uintptr_t)out->base || end_of(out) <= (uintptr_t)in->base);
}

/// The input row from which output row `row` is computed, where windows have one row.
static inline const uint8_t *input_row(const convolution *s, int32_t row) {
  const er_window *w = &s->params->window;
  const int32_t image = row < w->out_height ? 0 : row / w->out_height;
  const int32_t y = (row - image * w->out_height) * w->stride_h;
  return (const uint8_t *)er_row(s->call->inputs, image * w->in_height + y);
}

/// Computes the `width` output pixels of one row from the inputs where they lie.
static void compute_directly(const convolution *s, int32_t row, int32_t width) {
  const int32_t fitting = width > LARGEST_TILE ? ER_STAGED_BYTES / s->params->in_channels : 0;
  const int32_t most = fitting > LARGEST_TILE ? fitting : LARGEST_TILE;
  const uint8_t *inputs = input_row(s, row);
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const int32_t count = first_part(width - done, most);
    compute_tile(s, inputs + done * s->pixel_step, er_pixel(s->call->outputs, out, done), count);
    done += count;
  }
}

/// Computes the `width` output pixels of one row, `most` at a time.
ER_AVX512 void compute_row(convolution *s, uint8_t *staged, int32_t row, int32_t width,
                           int32_t most) {
  int8_t *out = er_row(s->call->outputs, row);
  for (int32_t done = 0; done < width;) {
    const row_part part = stage_part(s, staged, row, width, done, most);
    compute_tile(s, staged, er_pixel(s->call->outputs, out, part.x), part.count);
    done += part.count;
  }
}

/// What calls have in common whose rows are others.
typedef struct {
  convolution shared;
  int32_t width;  // output pixels of a row
  int32_t most;   // of them that are computed together; 0 where not even one can be
  compute_block whole;  // computes a row; null where one block does not
  int32_t last_count;   // channels of its last panel
} common;

/// The block of a row of `width` pixels.
static compute_block whole_block(const convolution *s, int32_t width) {
  const int32_t channels = s->params->out_channels, panels = (channels + PANEL - 1) / PANEL;
  if (panels > PANELS) return NULL;
  const block b = {.shared = s, .last_count = channels - (panels - 1) * PANEL};
  const int32_t kind = kind_of(&b, panels);
  return width <= most_pixels[kind] ? blocks[kind][width] : NULL;
}

/// - Parameter flat: whether the call's rows are computed as one long row.
static inline common common_of(const er_call *call, int32_t flat) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t width = flat ? call->row_count * w->out_width : w->out_width;
  const int32_t direct = is_direct(call);
  common c = {.shared = convolution_of(call, flat),
              .width = width,
              .most = direct ? width : largest_tile(w, p->in_channels, width)};
  if (direct) {
    c.shared.is_direct = 1;
    c.shared.pixel_step = (ptrdiff_t)w->stride_w * call->inputs->pixel_bytes;
  }
  return c;
}

/// Computes the call's rows, `count` of them; where that is fewer, they are one long row.
ER_AVX512 void compute_rows(common *c, int32_t count) {
  _Alignas(64) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  const er_call *call = c->shared.call;
  for (int32_t i = 0; i < count; ++i) {
    const int32_t row = count < call->row_count ? call->first_row : er_nth_row(call, i);
    if (c->shared.is_direct)
      compute_directly(&c->shared, row, c->width);
    else
      compute_row(&c->shared, staged, row, c->width, c->most);
  }
}

ER_AVX512_TARGET static void convolve_rows(const er_call *call) {
  const int32_t flat = is_flat(call);
  common c = common_of(call, flat);
  if (c.most < 1)
    er_conv2d_packed_s8_scalar(call);
  else
    compute_rows(&c, flat ? 1 : call->row_count);
}

/// Computes a row that is one block.
ER_AVX512 void compute_whole_row(common *c, int32_t row) {
  _Alignas(64) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  convolution *s = &c->shared;
  block b = {.shared = s, .out = er_row(s->call->outputs, row), .last_count = c->last_count};
  if (s->is_direct) {
    b.inputs = input_row(s, row);
  } else {
    stage_part(s, staged, row, c->width, 0, c->width);
    b.inputs = staged;
  }
  c->whole(&b);
}

/// Any other number of rows is left to the fastest variant, for which they may be one long row.
ER_AVX512_TARGET static void convolve_prepared(const er_call *call, void *prepared) {
  if (call->row_count != 1) {
    er_resolve(er_conv2d_packed_s8)(call);
    return;
  }
  common *c = prepared;
  c->shared.call = call;
  c->shared.image.views = call->inputs;
  c->shared.held = er_no_rows();
  if (c->whole)
    compute_whole_row(c, call->first_row);
  else
    compute_rows(c, 1);
}

/// Not what is computed on its side, nor what cannot be staged, wherever it lies.
er_preparation er_conv2d_packed_s8_avx512vnni_prepare(const er_call *call, void *room) {
  const er_conv2d_packed_s8_params *p = call->params;
  const er_window *w = &p->window;
  const er_preparation none = {NULL, 0};
  if (er_may_be_column(w) || largest_tile(w, p->in_channels, w->out_width) < 1) return none;
  common c = common_of(call, 0);
  c.last_count = (p->out_channels - 1) % PANEL + 1;
  if (c.most == c.width) c.whole = whole_block(&c.shared, c.width);
  if (room) *(common *)room = c;
  const er_preparation made = {convolve_prepared, er_prepared_bytes(sizeof c)};
  return made;
}

void er_conv2d_packed_s8_avx512vnni(const er_call *call) {
  er_convolve_packed(call, convolve_rows);
}
#endif
