#if defined(__x86_64__)
#include "../x86/avx2.h"
#include "edge_kernels.h"
#include "positions.h"

// Counting digits takes divisions. Where no source axis is moved by more than one of the row, the
// pixel and the block, what pixels and blocks add is the same everywhere, and is counted once. That
// needs more stack than microcontrollers have.

enum { MOST_PIXELS = 512, MOST_BLOCKS = 2048, CHUNK = 16, MOST_WINDOWS = MOST_BLOCKS / 4 };

/// Rows from which on windows pay.
enum { PAYING_ROWS = 8 };

/// What an index adds to a place in the input.
typedef struct {
  int32_t rows, bytes;
  int32_t is_inside;
} shift;

/// As many bytes of an input row as a chunk of an output row has, and which of them go where in the
/// chunk: -1 for none.
typedef struct {
  int32_t from;
  int8_t take[CHUNK];
} window;

/// A call, counted.
typedef struct {
  plan of;
  position start;
  uint32_t by_row;            // source axes that rows move, or nothing does
  shift pixels[MOST_PIXELS];
  shift blocks[MOST_BLOCKS];
  int32_t is_flat;            // whether a row is bytes of one input row, and nothing is filled
  int32_t bytes[MOST_BLOCKS];  // of which byte of that row each is, if so
  int32_t window_count;        // 0 where bytes are moved one by one
  window windows[MOST_WINDOWS];
  int32_t last_window[MOST_BLOCKS / CHUNK];  // one past it, by chunk
} counted;

static uint32_t axes_of(const er_rearrange_digit *digits, int32_t count) {
  uint32_t axes = 0;
  for (int32_t i = 0; i < count; ++i) axes |= UINT32_C(1) << digits[i].axis;
  return axes;
}

/// The place along some of the axes.
static shift shift_of(const plan *p, const position *at, uint32_t axes) {
  int32_t by_unit[3] = {0, 0, 0};
  int32_t is_inside = 1;
  for (int32_t i = 0; i < p->params->axis_count; ++i) {
    const er_rearrange_axis *axis = &p->axes[i];
    if (!(axes >> i & 1)) continue;
    is_inside &= at->along[i] >= 0 && at->along[i] < axis->extent;
    if (is_inside) by_unit[axis->unit] += at->along[i] * axis->stride;
  }
  const shift s = {by_unit[0], by_unit[1] * p->call->inputs->pixel_bytes + by_unit[2], is_inside};
  return s;
}

static void count_up(const counted *c, const er_rearrange_digit *digits, int32_t count,
                     uint32_t axes, shift *shifts, int32_t length) {
  for (int32_t i = 0; i < length; ++i) {
    position at = c->start;
    move(&c->of, digits, count, i, &at);
    shifts[i] = shift_of(&c->of, &at, axes);
  }
}

/// Whether all pixels and blocks are bytes inside the same input row; then says which.
static int32_t flatten(counted *c) {
  const er_rearrange_params *q = c->of.params;
  if (q->block_bytes != 1 || q->width * q->blocks > MOST_BLOCKS ||
      c->of.call->outputs->pixel_bytes != q->blocks)
    return 0;
  int32_t *next = c->bytes;
  for (int32_t x = 0; x < q->width; ++x)
    for (int32_t i = 0; i < q->blocks; ++i) {
      if (c->pixels[x].rows || !c->pixels[x].is_inside || !c->blocks[i].is_inside) return 0;
      *next++ = c->pixels[x].bytes + c->blocks[i].bytes;
    }
  return 1;
}

/// The windows of the chunk of `count` bytes from `first` on; 0 where there is no room for them.
static int32_t open_windows(counted *c, int32_t first, int32_t count, int32_t last_start) {
  uint32_t open = (UINT32_C(1) << count) - 1;
  while (open) {
    if (c->window_count == MOST_WINDOWS) return 0;
    int32_t from = last_start;
    for (int32_t i = 0; i < count; ++i)
      if (open >> i & 1 && c->bytes[first + i] < from) from = c->bytes[first + i];
    window *w = &c->windows[c->window_count++];
    w->from = from;
    for (int32_t i = 0; i < CHUNK; ++i) {
      const int32_t at = open >> i & 1 ? c->bytes[first + i] - from : CHUNK;
      w->take[i] = at < CHUNK ? (int8_t)at : -1;
      if (at < CHUNK) open &= ~(UINT32_C(1) << i);
    }
  }
  return 1;
}

/// Opens the windows of a flat row, none of which reaches beyond its last byte.
static void open_all_windows(counted *c) {
  const int32_t count = c->of.params->width * c->of.params->blocks;
  int32_t last = 0;
  for (int32_t i = 0; i < count; ++i) last = c->bytes[i] > last ? c->bytes[i] : last;
  for (int32_t first = 0; first < count && last >= CHUNK - 1; first += CHUNK) {
    const int32_t here = count - first < CHUNK ? count - first : CHUNK;
    if (!open_windows(c, first, here, last - (CHUNK - 1))) {
      c->window_count = 0;
      return;
    }
    c->last_window[first / CHUNK] = c->window_count;
  }
}

/// Counts what a call moves; 0 where that is not the same everywhere.
static int32_t count(counted *c) {
  const plan *p = &c->of;
  const er_rearrange_params *q = p->params;
  const uint32_t by_pixel = axes_of(p->pixels, q->pixel_digits);
  const uint32_t by_block = axes_of(p->blocks, q->block_digits);
  c->by_row = ~(by_pixel | by_block);
  if (is_run(p) || q->width > MOST_PIXELS || q->blocks > MOST_BLOCKS || (by_pixel & by_block) ||
      (axes_of(p->rows, q->row_digits) & ~c->by_row))
    return 0;
  const position nowhere = {{0}};
  c->start = nowhere;
  for (int32_t axis = 0; axis < q->axis_count; ++axis) c->start.along[axis] = p->axes[axis].origin;
  count_up(c, p->blocks, q->block_digits, by_block, c->blocks, q->blocks);
  for (int32_t i = 0; i < q->blocks; ++i)
    if (c->blocks[i].rows) return 0;
  count_up(c, p->pixels, q->pixel_digits, by_pixel, c->pixels, q->width);
  c->is_flat = flatten(c);
  c->window_count = 0;
  if (c->is_flat && p->call->row_count >= PAYING_ROWS) open_all_windows(c);
  return 1;
}

/// What a chunk of a flat row is made of.
ER_AVX2 __m128i gathered(const counted *c, const int8_t *from, int32_t chunk) {
  const int32_t first = chunk > 0 ? c->last_window[chunk - 1] : 0;
  __m128i bytes = _mm_setzero_si128();
  for (const window *w = c->windows + first; w < c->windows + c->last_window[chunk]; ++w)
    bytes = _mm_or_si128(bytes, _mm_shuffle_epi8(_mm_loadu_si128((const void *)(from + w->from)),
                                                 _mm_loadu_si128((const void *)w->take)));
  return bytes;
}

/// Stores a flat row, chunk by chunk in the order of pixels: what one is made of is read before it
/// is stored.
ER_AVX2_TARGET static void store_chunks(const counted *c, const int8_t *from, int8_t *out) {
  const int32_t count = c->of.params->width * c->of.params->blocks;
  const int32_t chunks = (count + CHUNK - 1) / CHUNK;
  for (int32_t i = 0; i < chunks; ++i) {
    const int32_t chunk = er_nth_pixel(c->of.call, i, chunks);
    const __m128i bytes = gathered(c, from, chunk);
    int8_t *to = out + (ptrdiff_t)chunk * CHUNK;
    if ((chunk + 1) * CHUNK <= count) {
      _mm_storeu_si128((void *)to, bytes);
    } else {
      int8_t rest[CHUNK];
      _mm_storeu_si128((void *)rest, bytes);
      __builtin_memcpy(to, rest, (size_t)(count - chunk * CHUNK));
    }
  }
}

/// Stores a flat row byte by byte in the order of pixels.
static void store_bytes(const counted *c, const int8_t *from, int8_t *out) {
  const int32_t count = c->of.params->width * c->of.params->blocks;
  for (int32_t i = 0; i < count; ++i) {
    const int32_t byte = er_nth_pixel(c->of.call, i, count);
    out[byte] = from[c->bytes[byte]];
  }
}

static void store_pixel(const counted *c, const shift *row, const shift *pixel, int8_t *to) {
  const er_rearrange_params *q = c->of.params;
  const int32_t bytes = q->block_bytes;
  if (!row->is_inside || !pixel->is_inside) {
    fill(&c->of, to, q->blocks * bytes);
    return;
  }
  const int8_t *from =
      er_row(c->of.call->inputs, row->rows + pixel->rows) + row->bytes + pixel->bytes;
  for (int32_t i = 0; i < q->blocks; ++i, to += bytes) {
    if (!c->blocks[i].is_inside)
      fill(&c->of, to, bytes);
    else if (bytes == 1)
      *to = from[c->blocks[i].bytes];
    else
      __builtin_memmove(to, from + c->blocks[i].bytes, (size_t)bytes);
  }
}

static void store_row(const counted *c, int32_t index) {
  const er_call *call = c->of.call;
  const er_rearrange_params *q = c->of.params;
  position at = c->start;
  move(&c->of, c->of.rows, q->row_digits, index, &at);
  const shift row = shift_of(&c->of, &at, c->by_row);
  int8_t *out = er_row(call->outputs, index);
  if (c->is_flat && row.is_inside) {
    const int8_t *from = er_row(call->inputs, row.rows) + row.bytes;
    if (c->window_count > 0)
      store_chunks(c, from, out);
    else
      store_bytes(c, from, out);
    return;
  }
  for (int32_t j = 0; j < q->width; ++j) {
    const int32_t x = er_nth_pixel(call, j, q->width);
    store_pixel(c, &row, &c->pixels[x], er_pixel(call->outputs, out, x));
  }
}

void er_rearrange_avx2(const er_call *call) {
  counted c;
  c.of = plan_of(call);
  if (!count(&c)) {
    er_rearrange_scalar(call);
    return;
  }
  for (int32_t i = 0; i < call->row_count; ++i) store_row(&c, er_nth_row(call, i));
}
#endif
