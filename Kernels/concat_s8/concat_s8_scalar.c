#include "edge_kernels.h"

static void copy_pixels(const er_call *call, const er_view *input, int8_t *from, int8_t *to,
                        int32_t width) {
  if (input->pixel_bytes == input->channels && call->outputs->pixel_bytes == input->channels) {
    __builtin_memmove(to, from, (size_t)width * (size_t)input->channels);
    return;
  }
  for (int32_t i = 0; i < width; ++i) {
    const int32_t x = er_nth_pixel(call, i, width);
    __builtin_memmove(er_pixel(call->outputs, to, x), er_pixel(input, from, x),
                      (size_t)input->channels);
  }
}

/// Rows come from the one input that covers them, if any.
static void concat_rows(const er_call *call, int32_t row) {
  const er_concat_s8_params *p = call->params;
  const int32_t *extents = call->constants;
  const int32_t image = row / p->out_height;
  int32_t y = row % p->out_height - p->start;
  if (y < 0) return;
  for (int32_t i = 0; i < p->input_count; y -= extents[i], ++i) {
    if (y >= extents[i]) continue;
    const er_view *input = &call->inputs[i];
    copy_pixels(call, input, er_row(input, image * extents[i] + y), er_row(call->outputs, row),
                p->width);
    return;
  }
}

static int32_t end_of_inputs(const er_call *call) {
  const er_concat_s8_params *p = call->params;
  const int32_t *extents = call->constants;
  int32_t end = p->start;
  for (int32_t i = 0; i < p->input_count; ++i) end += extents[i];
  return end;
}

static void concat_pixels(const er_call *call, int32_t row) {
  const er_concat_s8_params *p = call->params;
  const int32_t *extents = call->constants;
  int8_t *out = er_row(call->outputs, row);
  const int32_t ascending = call->row_step > 0;
  int32_t x = ascending ? p->start : end_of_inputs(call);
  for (int32_t i = 0; i < p->input_count; ++i) {
    const int32_t n = er_nth_pixel(call, i, p->input_count);
    if (!ascending) x -= extents[n];
    copy_pixels(call, &call->inputs[n], er_row(&call->inputs[n], row),
                er_pixel(call->outputs, out, x), extents[n]);
    if (ascending) x += extents[n];
  }
}

static void concat_channels(const er_call *call, int32_t row) {
  const er_concat_s8_params *p = call->params;
  const int32_t *extents = call->constants;
  int8_t *out = er_row(call->outputs, row);
  for (int32_t i = 0; i < p->width; ++i) {
    const int32_t x = er_nth_pixel(call, i, p->width);
    int8_t *to = er_pixel(call->outputs, out, x) + p->start;
    for (int32_t n = 0; n < p->input_count; to += extents[n], ++n) {
      const er_view *input = &call->inputs[n];
      __builtin_memmove(to, er_pixel(input, er_row(input, row), x), (size_t)extents[n]);
    }
  }
}

void er_concat_s8_scalar(const er_call *call) {
  const er_concat_s8_params *p = call->params;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    if (p->axis == 0) concat_rows(call, row);
    if (p->axis == 1) concat_pixels(call, row);
    if (p->axis == 2) concat_channels(call, row);
  }
}
