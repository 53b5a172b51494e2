#include "edge_kernels.h"

#include "../apart.h"
#include "../dsp/depthwise_row.h"

// Windows of 3x3, channel by channel: the inputs of a channel are staged as halfwords, three rows
// of a part of the width, which roll down with the window. That reads inputs again after outputs
// were stored, so it is done only where they are apart; all else is the scalar variant's.

enum { LINE = 30, KERNEL = 3, LARGEST_BIAS = 1 << 29 };

/// One channel of a band of rows.
typedef struct {
  const er_call *call;
  const er_window *window;
  const er_view *view;
  int32_t channel;  // of the view
  int32_t output;   // the output channel it makes
  int32_t first_column, columns;  // of the output
  int32_t before, inside;         // staged columns left of the image and inside it
  er_depthwise_row row;
  int16_t lines[KERNEL * LINE] __attribute__((aligned(4)));
} band;

static int is_regular(const er_call *call) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  if (w->kernel_h != KERNEL || w->kernel_w != KERNEL || w->dilation_h != 1 || w->dilation_w != 1)
    return 0;
  if (p->depth_multiplier != 1 || w->stride_w > 2) return 0;
  const int32_t *bias = call->constants;
  const int32_t *multiplier = bias + p->in_channels;
  const int32_t *shift = multiplier + p->in_channels;
  for (int32_t c = 0; c < p->in_channels; ++c)
    if (shift[c] > -1 || shift[c] < -ER_DSP_LARGEST_SHIFT || multiplier[c] < 0 ||
        bias[c] > LARGEST_BIAS || bias[c] < -LARGEST_BIAS)
      return 0;
  return 1;
}

/// What staged inputs are multiplied with: pairs of neighbouring weights, all doubled.
static __attribute__((noinline)) void prepare(band *b) {
  const er_depthwise_conv2d_s8_params *p = b->call->params;
  const int32_t channels = p->in_channels, o = b->output;
  const int32_t *bias = b->call->constants;
  const int8_t *w = (const int8_t *)(bias + 3 * channels) + o;
  er_depthwise_row *row = &b->row;
  int32_t sum = 0;
  for (int32_t i = 0; i < KERNEL; ++i, w += KERNEL * channels) {
    const int32_t w0 = 2 * w[0], w1 = 2 * w[channels], w2 = 2 * w[2 * channels];
    row->weights[2 * i] = (uint16_t)w0 | (uint32_t)w1 << 16;
    row->weights[2 * i + 1] = (uint16_t)w1 | (uint32_t)w2 << 16;
    sum += w0 + w1 + w2;
  }
  const int32_t shift = -bias[2 * channels + o];
  row->stage.twice_bias = 2 * bias[o] + p->input_offset * sum;
  row->stage.multiplier = bias[channels + o];
  row->stage.rounding = er_dsp_rounding(shift, p->output_offset);
  row->stage.shift = shift;
  row->pixel_bytes = b->call->outputs->pixel_bytes;
}

/// Stages `count` inputs, `step` bytes apart.
static __attribute__((noinline)) void stage_run(int16_t *to, const int8_t *x, ptrdiff_t step,
                                                int32_t count) {
  ptrdiff_t two = 2 * step, three = 3 * step, four = 4 * step;
  // Compilers would add `step` for each input instead.
  __asm__("" : "+r"(two), "+r"(three), "+r"(four));
  for (; count >= 4; count -= 4, to += 4, x += four) {
    to[0] = x[0];
    to[1] = x[step];
    to[2] = x[two];
    to[3] = x[three];
  }
  for (; count > 0; --count, x += step) *to++ = *x;
}

/// Finds the columns that are staged, and stages those outside the image once for all rows.
static __attribute__((noinline)) void begin_columns(band *b, int32_t first, int32_t columns) {
  const er_depthwise_conv2d_s8_params *p = b->call->params;
  const er_window *w = b->window;
  const int8_t pad = (int8_t)-p->input_offset;
  const int32_t origin = first * w->stride_w - w->pad_left;
  const int32_t count = (columns - 1) * w->stride_w + KERNEL;
  const int32_t end = w->in_width - origin < count ? w->in_width - origin : count;
  b->first_column = first;
  b->columns = columns;
  b->before = origin < 0 ? -origin : 0;
  b->inside = end > b->before ? end - b->before : 0;
  for (int32_t i = 0; i < KERNEL; ++i) {
    stage_run(b->lines + i * LINE, &pad, 0, count);
    b->row.rows[i] = b->lines + i * LINE;
  }
}

/// Stages row `y` of the image in the place of the highest of the staged ones.
static inline void stage_row(band *b, int32_t image_row, int32_t y) {
  er_depthwise_row *row = &b->row;
  int16_t *to = b->lines + (row->rows[0] - b->lines);
  row->rows[0] = row->rows[1];
  row->rows[1] = row->rows[2];
  row->rows[2] = to;
  if (y >= 0 && y < b->window->in_height) {
    const int32_t column = b->first_column * b->window->stride_w - b->window->pad_left + b->before;
    stage_run(to + b->before,
              er_pixel(b->view, er_row(b->view, image_row + y), column) + b->channel,
              b->view->pixel_bytes, b->inside);
  } else {
    const int8_t pad =
        (int8_t)-((const er_depthwise_conv2d_s8_params *)b->call->params)->input_offset;
    stage_run(to + b->before, &pad, 0, b->inside);
  }
}

static inline void store_row(const band *b, er_depthwise_row *row) {
  int32_t done = 0;
  if (b->window->stride_w == 1 && b->columns > 1) {
    done = b->columns & ~1;
    row->end = row->rows[0] + done;
    er_depthwise_pairs(row);
  }
  if (done < b->columns) er_depthwise_singles(row, done, b->columns, b->window->stride_w);
}

/// Computes the band's columns of output rows [first, first + count) of one image.
static inline void convolve_columns(band *b, int32_t first, int32_t count) {
  const er_window *w = b->window;
  const int32_t image_row = first / w->out_height * w->in_height;
  int32_t top = first % w->out_height * w->stride_h - w->pad_top;
  int32_t next = top;
  for (int32_t i = first; i < first + count; ++i, top += w->stride_h) {
    for (next = next < top ? top : next; next < top + KERNEL; ++next) stage_row(b, image_row, next);
    const er_view *view = b->call->outputs;
    b->row.out = er_pixel(view, er_row(view, i), b->first_column) + b->output;
    store_row(b, &b->row);
  }
}

static __attribute__((noinline)) void clamp_rows(const er_call *call, int32_t first,
                                                 int32_t count) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  for (int32_t i = 0; i < count; ++i)
    for (int32_t x = 0; x < p->window.out_width; ++x)
      er_clamp_bytes(er_pixel(call->outputs, er_row(call->outputs, first + i), x), p->in_channels,
                     p->activation_min, p->activation_max);
}

/// Computes output rows [first, first + count) of one image, channel by channel.
static __attribute__((noinline)) void convolve_rows(const er_call *call, int32_t first,
                                                    int32_t count) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  const er_window *w = &p->window;
  const int32_t widest = w->stride_w == 1 ? LINE - KERNEL + 1 : (LINE - KERNEL) / 2 + 1;
  band b;
  b.call = call;
  b.window = w;
  b.output = 0;
  for (int32_t i = 0; i < p->input_count; ++i) {
    b.view = &call->inputs[i];
    for (b.channel = 0; b.channel < b.view->channels; ++b.channel, ++b.output) {
      prepare(&b);
      for (int32_t column = 0; column < w->out_width; column += widest) {
        const int32_t left = w->out_width - column;
        begin_columns(&b, column, left < widest ? left : widest);
        convolve_columns(&b, first, count);
      }
    }
  }
  if (p->activation_min != INT8_MIN || p->activation_max != INT8_MAX)
    clamp_rows(call, first, count);
}

static __attribute__((noinline)) int are_apart(const er_call *call, int32_t first, int32_t count) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  return er_are_apart(call, &p->window, p->input_count, KERNEL, first, count);
}

/// Computes one output row, some bytes of which lie among those of inputs.
static __attribute__((noinline)) void convolve_row(const er_call *call, int32_t row) {
  if (are_apart(call, row, 1)) {
    convolve_rows(call, row, 1);
    return;
  }
  er_call one = *call;
  one.first_row = row;
  one.row_count = 1;
  er_depthwise_conv2d_s8_scalar(&one);
}

void er_depthwise_conv2d_s8_dsp(const er_call *call) {
  const er_depthwise_conv2d_s8_params *p = call->params;
  if (!is_regular(call)) {
    er_depthwise_conv2d_s8_scalar(call);
    return;
  }
  const int32_t height = p->window.out_height;
  for (int32_t done = 0; done < call->row_count;) {
    const int32_t left = call->row_count - done;
    const int32_t row = er_nth_row(call, done);
    const int32_t in_image = call->row_step > 0 ? height - row % height : row % height + 1;
    const int32_t count = left < in_image ? left : in_image;
    const int32_t first = call->row_step > 0 ? row : row - count + 1;
    if (are_apart(call, first, count))
      convolve_rows(call, first, count);
    else
      for (int32_t i = 0; i < count; ++i) convolve_row(call, row + i * call->row_step);
    done += count;
  }
}
