#if defined(__x86_64__)
#include "../x86/channelwise.h"
#include "../x86/means.h"
#include "edge_kernels.h"

// The sum of a window is a dot product with ones.

/// What all vectors of a call have in common but the number of taps inside the image.
ER_AVX512_TARGET static void prepare(const er_channelwise *s, lanes *b, int32_t first) {
  const int32_t taps = s->window->kernel_h * s->window->kernel_w;
  b->first = first;
  b->count = s->channels - first < LANES ? s->channels - first : LANES;
  for (int32_t j = 0; j < PARTS; ++j) b->bias[j] = _mm512_set1_epi32(-128 * taps);
  for (int32_t q = 0; q < s->quads; ++q) {
    const int32_t count = taps - 4 * q < 4 ? taps - 4 * q : 4;
    const int32_t ones = (int32_t)(0x01010101U >> (8 * (4 - count)));
    for (int32_t j = 0; j < PARTS; ++j) {
      b->weights[PARTS * q + j] = _mm512_set1_epi32(ones);
      if (s->walk == IN_PAIRS) {
        b->weights[PARTS * q + j] = _mm512_set1_epi32(0x010101);
        b->weights[PARTS * (s->quads + q) + j] = _mm512_set1_epi32(0x01010100);
      }
    }
  }
}

ER_AVX512 void divide_by(lanes *b, int32_t count) {
  const __m512 scale = _mm512_set1_ps(er_mean_scale(count));
  const __m512 half = _mm512_set1_ps(er_mean_half(count));
  for (int32_t j = 0; j < PARTS; ++j) {
    b->scale[j] = scale;
    b->half[j] = half;
  }
}

ER_AVX512_TARGET __attribute__((noinline)) static void average_singly(
    const er_channelwise *s, const lanes *b, const uint8_t *staged, int8_t *out, int32_t pixels) {
  compute_singly(s, b, staged, out, pixels, AS_MEAN);
}

ER_AVX512_TARGET __attribute__((noinline)) static void average_pairs(
    const er_channelwise *s, const lanes *b, const uint8_t *staged, int8_t *out, int32_t pixels) {
  compute_pairs(s, b, staged, out, pixels, AS_MEAN);
}

/// Averages the staged windows of the pixels [x, x + count): runs of pixels with as many taps.
ER_AVX512 void average_tile(const er_channelwise *s, lanes *b, const uint8_t *staged, int8_t *out,
                            int32_t x, int32_t count, int32_t rows) {
  const er_window *w = s->window;
  for (int32_t done = 0; done < count;) {
    int32_t columns;
    const int32_t end = er_end_of_run(w, x, done, count, &columns);
    divide_by(b, rows * columns);
    (s->walk == IN_PAIRS ? average_pairs : average_singly)(
        s, b, staged + done * s->pixel_step + b->first,
        out + (ptrdiff_t)done * s->call->outputs->pixel_bytes + b->first, end - done);
    done = end;
  }
}

ER_AVX512 void average_row(er_channelwise *s, uint8_t *staged, int32_t row, int32_t most) {
  const er_window *w = s->window;
  const int32_t rows =
      er_taps_inside(row % w->out_height, w->stride_h, w->pad_top, w->kernel_h, w->in_height);
  int8_t *out = er_row(s->call->outputs, row);
  lanes *b = (lanes *)s->prepared;
  for (int32_t done = 0; done < w->out_width;) {
    const int32_t count = w->out_width - done < most ? w->out_width - done : most;
    const int32_t x = s->call->row_step > 0 ? done : w->out_width - done - count;
    stage(s, staged, row, x, count);
    for (int32_t c = 0; c < s->channels; c += LANES) {
      b->first = c;
      b->count = s->channels - c < LANES ? s->channels - c : LANES;
      average_tile(s, b, staged, er_pixel(s->call->outputs, out, x), x, count, rows);
    }
    done += count;
  }
}

ER_AVX512_TARGET void er_average_pool_s8_avx512vnni(const er_call *call) {
  _Alignas(64) uint8_t staged[ER_STAGED_BYTES + ER_STAGED_SLACK];
  const er_average_pool_s8_params *p = call->params;
  const er_window *w = &p->window;
  int32_t channels = 0;
  for (int32_t i = 0; i < p->input_count; ++i) channels += call->inputs[i].channels;
  const int32_t together = channels > LANES / 2 ? 1 : LANES / channels;
  const int32_t most = largest_tile(w, channels, together > 1 && w->stride_w > 1);
  if (most < 1) {
    er_average_pool_s8_scalar(call);
    return;
  }
  const int32_t in_pairs =
      together == 1 && w->kernel_w == 3 && w->kernel_h == 3 && w->stride_w == 1;
  __m512i constants[PREPARED_VECTORS];
  ptrdiff_t taps[MOST_TAPS + PARTS];
  er_channelwise s = {
      .call = call,
      .window = w,
      .held = er_no_rows(),
      .image = {call->inputs, p->input_count, channels, w->in_width, 128},
      .channels = channels,
      .together = together,
      .quads = in_pairs ? 3 : (w->kernel_h * w->kernel_w + 3) / 4,
      .walk = in_pairs ? IN_PAIRS : SINGLY,
      .offset = _mm512_setzero_si512(),
      .low = _mm512_set1_epi8((char)p->activation_min),
      .high = _mm512_set1_epi8((char)p->activation_max),
      .prepared = constants,
      .taps = taps,
  };
  prepare(&s, (lanes *)constants, 0);
  for (int32_t i = 0; i < call->row_count; ++i)
    average_row(&s, staged, er_nth_row(call, i), most);
}
#endif
