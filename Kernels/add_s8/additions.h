// What is left of a variant of add_s8 once an addition of its own is there. The includer defines
// ER_INLINE and ER_TARGET, the attributes of its functions, ER_VECTOR, ER_BYTEWISE, the walk over
// the bytes of such vectors, and ER_ADD_S8, the variant's name. `addition` is the type of an
// er_exact_addition in vectors, made by `in_vectors` and computed by
// `ER_VECTOR add(const addition *, ER_VECTOR scaled, ER_VECTOR halved, int32_t is_short)`.

#define ADDITION(name, first, second, is_short)                                       \
  ER_INLINE ER_VECTOR name(const void *context, ER_VECTOR first, ER_VECTOR second) {  \
    return add(context, scaled, halved, is_short);                                    \
  }
ADDITION(add_first_scaled, scaled, halved, 0)
ADDITION(add_second_scaled, halved, scaled, 0)
ADDITION(add_first_scaled_short, scaled, halved, 1)
ADDITION(add_second_scaled_short, halved, scaled, 1)

ER_TARGET void ER_ADD_S8(const er_call *call) {
  const er_add_s8_params *p = call->params;
  if (!er_is_exact(p)) {
    er_add_s8_scalar(call);
    return;
  }
  const er_exact_addition exact = er_make_exact_addition(p);
  const addition a = in_vectors(&exact, p);
  const int32_t width = p->width, channels = p->channels;
  if (exact.is_short && exact.scaled)
    ER_BYTEWISE(call, width, channels, &a, add_second_scaled_short);
  else if (exact.is_short)
    ER_BYTEWISE(call, width, channels, &a, add_first_scaled_short);
  else if (exact.scaled)
    ER_BYTEWISE(call, width, channels, &a, add_second_scaled);
  else
    ER_BYTEWISE(call, width, channels, &a, add_first_scaled);
}
