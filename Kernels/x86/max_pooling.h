#include "max_pooled_window.h"

// Maximum pooling with vectors of any size. The includer defines ER_INLINE, the attributes of
// functions, and pool_channels, which computes one output pixel:
//   void pool_channels(const er_pooled_window *w, int32_t channels, int8_t *out)

enum { MOST_ROWS = 32 };

/// What the output pixels of one row have in common.
typedef struct {
  const er_call *call;
  const er_view *view;
  const int8_t *rows[MOST_ROWS];  // input rows inside the image, each at its first pixel
  int32_t row_count;
  int8_t *out;
} row;

/// Pools output pixel `x`, of which `columns` columns lie inside the image from input pixel `first`
/// on.
ER_INLINE void pool_pixel(const row *r, int32_t x, int32_t first, const int32_t row_count,
                          const int32_t columns) {
  const er_max_pool_s8_params *p = r->call->params;
  const ptrdiff_t step = r->view->pixel_bytes;
  const er_pooled_window w = {r->rows, first * step, step, row_count, columns, p};
  pool_channels(&w, r->view->channels, er_pixel(r->call->outputs, r->out, x));
}

/// Pools the pixels [from, to), whose columns all lie inside the image.
ER_INLINE void pool_inside(const row *r, const er_window *w, int32_t from, int32_t to,
                           const int32_t row_count, const int32_t columns) {
  const int32_t step = r->call->row_step;
  for (int32_t x = step > 0 ? from : to - 1; x >= from && x < to; x += step)
    pool_pixel(r, x, x * w->stride_w - w->pad_left, row_count, columns);
}

/// Pools the pixels [from, to), of whose columns some may lie outside the image.
ER_INLINE void pool_border(const row *r, const er_window *w, int32_t from, int32_t to) {
  const int32_t step = r->call->row_step;
  for (int32_t x = step > 0 ? from : to - 1; x >= from && x < to; x += step) {
    const er_taps taps = er_taps_at(x, w->stride_w, w->pad_left, w->kernel_w, 1, w->in_width);
    pool_pixel(r, x, taps.origin + taps.first, r->row_count, taps.last - taps.first);
  }
}

ER_INLINE void pool_middle(const row *r, const er_window *w, int32_t from, int32_t to) {
  if (r->row_count == 2 && w->kernel_w == 2)
    pool_inside(r, w, from, to, 2, 2);
  else if (r->row_count == 3 && w->kernel_w == 3)
    pool_inside(r, w, from, to, 3, 3);
  else
    pool_inside(r, w, from, to, r->row_count, w->kernel_w);
}

ER_INLINE void pool_row(row *r, int32_t index) {
  const er_max_pool_s8_params *p = r->call->params;
  const er_window *w = &p->window;
  const er_taps taps = er_taps_at(index % w->out_height, w->stride_h, w->pad_top, w->kernel_h, 1,
                                  w->in_height);
  const int32_t first = index / w->out_height * w->in_height + taps.origin + taps.first;
  r->row_count = taps.last - taps.first;
  for (int32_t ky = 0; ky < r->row_count; ++ky) r->rows[ky] = er_row(r->view, first + ky);
  r->out = er_row(r->call->outputs, index);

  const int32_t width = w->out_width, reach = w->in_width - w->kernel_w + w->pad_left;
  const int32_t begin = (w->pad_left + w->stride_w - 1) / w->stride_w;
  const int32_t left = begin < width ? begin : width;
  const int32_t end = reach < 0 ? 0 : reach / w->stride_w + 1;
  const int32_t right = end < left ? left : end < width ? end : width;
  if (r->call->row_step > 0) pool_border(r, w, 0, left);
  if (r->call->row_step < 0) pool_border(r, w, right, width);
  pool_middle(r, w, left, right);
  if (r->call->row_step > 0) pool_border(r, w, right, width);
  if (r->call->row_step < 0) pool_border(r, w, 0, left);
}

ER_INLINE void pool_rows(const er_call *call) {
  const er_max_pool_s8_params *p = call->params;
  // Several views make a pixel of the output together, but a row would be stored view by view.
  if (p->input_count > 1 || p->window.kernel_h > MOST_ROWS) {
    er_max_pool_s8_scalar(call);
    return;
  }
  row r = {.call = call, .view = call->inputs};
  for (int32_t i = 0; i < call->row_count; ++i) pool_row(&r, er_nth_row(call, i));
}
