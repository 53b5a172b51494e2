#include "../dsp/tap_sums.h"
#include "divisor.h"
#include "edge_kernels.h"

// Sums of channels in halfwords, sixteen or four channels at a time.

enum { MOST_TAPS = 255, MOST_ROWS = 16, POINT = ER_RECIPROCAL_POINT };

/// The taps of one output pixel.
typedef struct {
  er_divisor by;
  int32_t count;  // taps
  int32_t row_count, column_count;
  ptrdiff_t step;                 // from tap to tap
  const int8_t *rows[MOST_ROWS];  // of a view, at its first column and channel
} taps;

/// Four means, of the sums of channels 0 and 2, and of 1 and 3. Ties go away from zero.
static inline void store_means(const er_divisor *by, uint32_t sums02, uint32_t sums13,
                               int8_t *out) {
  const uint32_t s02 = er_usub16(sums02, sums02 >> 15 & by->even);
  const uint32_t s13 = er_usub16(sums13, sums13 >> 15 & by->even);
  out[0] = (int8_t)(er_smlawb(by->reciprocal, s02, by->rounding) >> POINT);
  out[1] = (int8_t)(er_smlawb(by->reciprocal, s13, by->rounding) >> POINT);
  out[2] = (int8_t)(er_smlawt(by->reciprocal, s02, by->rounding) >> POINT);
  out[3] = (int8_t)(er_smlawt(by->reciprocal, s13, by->rounding) >> POINT);
}

static __attribute__((noinline)) void pool_16(const taps *t, ptrdiff_t from, int8_t *out) {
  er_tap_sums sums;
  er_sum_taps(&sums, t->rows, from, t->step, t->row_count, t->column_count);
  const er_divisor by = t->by;
  store_means(&by, sums.quads[0][0], sums.quads[0][1], out);
  store_means(&by, sums.quads[1][0], sums.quads[1][1], out + 4);
  store_means(&by, sums.quads[2][0], sums.quads[2][1], out + 8);
  store_means(&by, sums.quads[3][0], sums.quads[3][1], out + 12);
}

/// `channels` is 1 or 4.
static __attribute__((noinline)) void pool_few(const taps *t, ptrdiff_t from, int32_t channels,
                                               int8_t *out) {
  uint32_t sums[2] = {0, 0};
  for (int32_t i = 0; i < t->row_count; ++i) {
    const int8_t *x = t->rows[i] + from;
    for (int32_t j = 0; j < t->column_count; ++j, x += t->step) {
      const uint32_t bytes = channels == 4 ? er_load_word(x) : (uint8_t)x[0];
      sums[0] = er_sxtab16(sums[0], bytes);
      sums[1] = er_sxtab16_odd(sums[1], bytes);
    }
  }
  int8_t means[4];
  store_means(&t->by, sums[0], sums[1], channels == 4 ? out : means);
  if (channels == 1) out[0] = means[0];
}

static void find_rows(taps *t, const er_view *view, int32_t first) {
  for (int32_t i = 0; i < t->row_count; ++i) t->rows[i] = er_row(view, first + i);
}

static void pool_view(taps *t, const er_view *view, int32_t column, int8_t *out) {
  const ptrdiff_t from = (ptrdiff_t)column * view->pixel_bytes;
  t->step = view->pixel_bytes;
  int32_t c = 0;
  for (; c + 16 <= view->channels; c += 16) pool_16(t, from + c, out + c);
  for (; c + 4 <= view->channels; c += 4) pool_few(t, from + c, 4, out + c);
  for (; c < view->channels; ++c) pool_few(t, from + c, 1, out + c);
}

static void count_taps(taps *t, int32_t columns) {
  t->column_count = columns;
  if (t->count == t->row_count * columns) return;
  t->count = t->row_count * columns;
  er_divide_by(&t->by, t->count);
}

static void pool_row(const er_call *call, int32_t row) {
  const er_average_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  const er_taps rows = er_taps_at(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, 1,
                                  w->in_height);
  const int32_t first = row / w->out_height * w->in_height + rows.origin + rows.first;
  int8_t *out_row = er_row(call->outputs, row);
  taps t = {.row_count = rows.last - rows.first};
  find_rows(&t, call->inputs, first);
  for (int32_t j = 0; j < w->out_width; ++j) {
    const int32_t x = er_nth_pixel(call, j, w->out_width);
    const er_taps columns = er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, 1, w->in_width);
    int8_t *out = er_pixel(call->outputs, out_row, x), *at = out;
    count_taps(&t, columns.last - columns.first);
    for (int32_t i = 0; i < p->input_count; at += call->inputs[i++].channels) {
      if (p->input_count > 1) find_rows(&t, &call->inputs[i], first);
      pool_view(&t, &call->inputs[i], columns.origin + columns.first, at);
    }
    er_clamp_bytes(out, (int32_t)(at - out), p->activation_min, p->activation_max);
  }
}

void er_average_pool_s8_dsp(const er_call *call) {
  const er_average_pool_s8_params *p = call->params;
  if (p->window.kernel_h > MOST_ROWS || p->window.kernel_w > MOST_TAPS / p->window.kernel_h) {
    er_average_pool_s8_scalar(call);
    return;
  }
  for (int32_t i = 0; i < call->row_count; ++i) pool_row(call, er_nth_row(call, i));
}
