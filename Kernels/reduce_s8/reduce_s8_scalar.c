#include "edge_kernels.h"

enum { SUM, LARGEST, SMALLEST };

typedef struct {
  int32_t first, end;
} range;

/// The input positions that make output position `position` of an axis.
static range positions(int32_t is_reduced, int32_t position, int32_t extent) {
  const range all = {0, extent};
  const range one = {position, position + 1};
  return is_reduced ? all : one;
}

static void add_pixel(const er_reduce_s8_params *p, const int8_t *pixel, int32_t *totals) {
  const int32_t channels = p->channels, offset = p->input_offset;
  if (!p->over_channels) {
    for (int32_t c = 0; c < channels; ++c)
      totals[c] = er_wrapping_add(totals[c], pixel[c] + offset);
    return;
  }
  int32_t total = *totals;
  for (int32_t c = 0; c < channels; ++c) total = er_wrapping_add(total, pixel[c] + offset);
  *totals = total;
}

static void compare_pixel(const er_reduce_s8_params *p, const int8_t *pixel, int32_t *totals) {
  const int32_t step = !p->over_channels;
  for (int32_t c = 0; c < p->channels; ++c)
    if (p->summary == LARGEST ? pixel[c] > totals[c * step] : pixel[c] < totals[c * step])
      totals[c * step] = pixel[c];
}

static void reduce_pixel(const er_call *call, range images, range rows, range pixels, int8_t *out) {
  const er_reduce_s8_params *p = call->params;
  const int32_t start = p->summary == SUM ? 0 : p->summary == LARGEST ? -128 : 127;
  const int32_t channels = p->over_channels ? 1 : p->channels;
  int32_t *totals = call->scratch;
  for (int32_t c = 0; c < channels; ++c) totals[c] = start;
  for (int32_t n = images.first; n < images.end; ++n)
    for (int32_t y = rows.first; y < rows.end; ++y) {
      int8_t *row = er_row(call->inputs, n * p->height + y);
      for (int32_t x = pixels.first; x < pixels.end; ++x) {
        const int8_t *pixel = er_pixel(call->inputs, row, x);
        if (p->summary == SUM)
          add_pixel(p, pixel, totals);
        else
          compare_pixel(p, pixel, totals);
      }
    }
  for (int32_t c = 0; c < channels; ++c)
    out[c] = p->summary == SUM ? er_requantize_s8(totals[c], p->multiplier, p->shift,
                                                  p->output_offset, -128, 127)
                               : (int8_t)totals[c];
}

void er_reduce_s8_scalar(const er_call *call) {
  const er_reduce_s8_params *p = call->params;
  const int32_t out_height = p->over_rows ? 1 : p->height;
  const int32_t out_width = p->over_pixels ? 1 : p->width;
  for (int32_t i = 0; i < call->row_count; ++i) {
    const int32_t row = er_nth_row(call, i);
    const range images = positions(p->over_images, row / out_height, p->images);
    const range rows = positions(p->over_rows, row % out_height, p->height);
    int8_t *out = er_row(call->outputs, row);
    for (int32_t j = 0; j < out_width; ++j) {
      const int32_t x = er_nth_pixel(call, j, out_width);
      reduce_pixel(call, images, rows, positions(p->over_pixels, x, p->width),
                   er_pixel(call->outputs, out, x));
    }
  }
}
