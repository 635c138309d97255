#include "selection.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Bytes 0 or 1 as bits: the product brings the lowest bit of byte i to bit 56 + i without carries.
static inline uint64_t pack64(const uint8_t *flags) {
  uint64_t word = 0;
  for (int part = 0; part < 8; part++) {
    uint64_t eight;
    memcpy(&eight, flags + part * 8, 8);
    word |= ((eight * 0x0102040810204080ULL) >> 56) << (part * 8);
  }
  return word;
}

#define INSIDE(value) ((value) >= least) & ((value) <= greatest)
#define NOT_OUTSIDE(value) !((value) < least) & !((value) > greatest)

#define PORTABLE_RANGE(name, type, test)                                                  \
  static uint64_t name##_rest(const type *values, size_t count, type least, type greatest) { \
    uint64_t word = 0;                                                                    \
    for (size_t row = 0; row < count; row++) word |= (uint64_t)(test(values[row])) << row; \
    return word;                                                                          \
  }                                                                                       \
  static void name##_portable(                                                            \
      const type *values, size_t count, type least, type greatest, uint64_t *words) {     \
    uint8_t flags[64];                                                                    \
    for (; count >= 64; count -= 64, values += 64) {                                      \
      for (int row = 0; row < 64; row++) flags[row] = (uint8_t)(test(values[row]));       \
      *words++ = pack64(flags);                                                           \
    }                                                                                     \
    if (count) *words = name##_rest(values, count, least, greatest);                      \
  }

PORTABLE_RANGE(range_i8, int8_t, INSIDE)
PORTABLE_RANGE(range_i16, int16_t, INSIDE)
PORTABLE_RANGE(range_i32, int32_t, INSIDE)
PORTABLE_RANGE(range_i64, int64_t, INSIDE)
PORTABLE_RANGE(range_f64, double, INSIDE)
PORTABLE_RANGE(range_or_nan_f64, double, NOT_OUTSIDE)

static uint64_t flags_rest(const uint8_t *flags, size_t count) {
  uint64_t word = 0;
  for (size_t row = 0; row < count; row++) word |= (uint64_t)(flags[row] & 1) << row;
  return word;
}

static void flags_portable(const uint8_t *flags, size_t count, uint64_t *words) {
  for (; count >= 64; count -= 64, flags += 64) *words++ = pack64(flags);
  if (count) *words = flags_rest(flags, count);
}

static inline uint32_t *rows_of_word(uint64_t word, uint32_t first, uint32_t *rows) {
  while (word) {
    *rows++ = first + (uint32_t)__builtin_ctzll(word);
    word &= word - 1;
  }
  return rows;
}

static size_t rows_portable(const uint64_t *words, size_t word_count, uint32_t *rows) {
  uint32_t *next = rows;
  for (size_t index = 0; index < word_count; index++) {
    uint32_t first = (uint32_t)(index * 64);
    if (words[index] == UINT64_MAX) {
      for (uint32_t row = 0; row < 64; row++) next[row] = first + row;
      next += 64;
    } else {
      next = rows_of_word(words[index], first, next);
    }
  }
  return (size_t)(next - rows);
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,popcnt")))

#define LOAD2(place) _mm256_loadu_si256((const __m256i *)(const void *)(place))
#define LOAD5(place) _mm512_loadu_si512((const void *)(place))

// MARK: AVX2

#define AVX2_RANGE(name, type, vector, make, ...)                                         \
  AVX2 static void name##_avx2(                                                           \
      const type *values, size_t count, type least, type greatest, uint64_t *words) {     \
    vector low = make(least), high = make(greatest);                                      \
    for (; count >= 64; count -= 64, values += 64) {                                      \
      uint64_t word = 0;                                                                  \
      __VA_ARGS__                                                                         \
      *words++ = word;                                                                    \
    }                                                                                     \
    if (count) *words = name##_rest(values, count, least, greatest);                      \
  }

#define OUTSIDE8(x) _mm256_or_si256(_mm256_cmpgt_epi8(low, x), _mm256_cmpgt_epi8(x, high))
AVX2_RANGE(range_i8, int8_t, __m256i, _mm256_set1_epi8, {
  for (int part = 0; part < 2; part++) {
    __m256i x = LOAD2(values + part * 32);
    word |= (uint64_t)(uint32_t)~_mm256_movemask_epi8(OUTSIDE8(x)) << (part * 32);
  }
})

#define OUTSIDE16(x) _mm256_or_si256(_mm256_cmpgt_epi16(low, x), _mm256_cmpgt_epi16(x, high))
AVX2_RANGE(range_i16, int16_t, __m256i, _mm256_set1_epi16, {
  for (int part = 0; part < 2; part++) {
    __m256i a = LOAD2(values + part * 32);
    __m256i b = LOAD2(values + part * 32 + 16);
    // Packing takes turns between the halves of both; the permutation brings them into order.
    __m256i both = _mm256_permute4x64_epi64(_mm256_packs_epi16(OUTSIDE16(a), OUTSIDE16(b)), 0xD8);
    word |= (uint64_t)(uint32_t)~_mm256_movemask_epi8(both) << (part * 32);
  }
})

#define OUTSIDE32(x) _mm256_or_si256(_mm256_cmpgt_epi32(low, x), _mm256_cmpgt_epi32(x, high))
AVX2_RANGE(range_i32, int32_t, __m256i, _mm256_set1_epi32, {
  for (int part = 0; part < 8; part++) {
    __m256i x = LOAD2(values + part * 8);
    uint32_t out = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(OUTSIDE32(x)));
    word |= (uint64_t)(~out & 0xFF) << (part * 8);
  }
})

#define OUTSIDE64(x) _mm256_or_si256(_mm256_cmpgt_epi64(low, x), _mm256_cmpgt_epi64(x, high))
AVX2_RANGE(range_i64, int64_t, __m256i, _mm256_set1_epi64x, {
  for (int part = 0; part < 16; part++) {
    __m256i x = LOAD2(values + part * 4);
    uint32_t out = (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(OUTSIDE64(x)));
    word |= (uint64_t)(~out & 0xF) << (part * 4);
  }
})

#define DOUBLES_AVX2(above, below)                                                        \
  {                                                                                       \
    for (int part = 0; part < 16; part++) {                                               \
      __m256d x = _mm256_loadu_pd(values + part * 4);                                     \
      __m256d in = _mm256_and_pd(_mm256_cmp_pd(x, low, above), _mm256_cmp_pd(x, high, below)); \
      word |= (uint64_t)(uint32_t)_mm256_movemask_pd(in) << (part * 4);                   \
    }                                                                                     \
  }
AVX2_RANGE(range_f64, double, __m256d, _mm256_set1_pd, DOUBLES_AVX2(_CMP_GE_OQ, _CMP_LE_OQ))
AVX2_RANGE(
    range_or_nan_f64, double, __m256d, _mm256_set1_pd, DOUBLES_AVX2(_CMP_NLT_UQ, _CMP_NGT_UQ))

AVX2 static void flags_avx2(const uint8_t *flags, size_t count, uint64_t *words) {
  for (; count >= 64; count -= 64, flags += 64) {
    // The lowest bit of each byte moves to the highest, which is what the mask is made of.
    uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(LOAD2(flags), 7));
    uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(LOAD2(flags + 32), 7));
    *words++ = (uint64_t)b << 32 | a;
  }
  if (count) *words = flags_rest(flags, count);
}

AVX2 static size_t rows_avx2(const uint64_t *words, size_t word_count, uint32_t *rows) {
  return rows_portable(words, word_count, rows);
}

// MARK: AVX-512

#define AVX512_RANGE(name, type, vector, make, lanes, load, above, below)                 \
  AVX512 static void name##_avx512(                                                       \
      const type *values, size_t count, type least, type greatest, uint64_t *words) {     \
    vector low = make(least), high = make(greatest);                                      \
    for (; count >= 64; count -= 64, values += 64) {                                      \
      uint64_t word = 0;                                                                  \
      for (int part = 0; part < 64 / lanes; part++) {                                     \
        vector x = load(values + part * lanes);                                           \
        word |= (uint64_t)below(above(x, low), x, high) << (part * lanes % 64);           \
      }                                                                                   \
      *words++ = word;                                                                    \
    }                                                                                     \
    if (count) *words = name##_rest(values, count, least, greatest);                      \
  }

AVX512_RANGE(
    range_i8, int8_t, __m512i, _mm512_set1_epi8, 64, LOAD5, _mm512_cmpge_epi8_mask,
    _mm512_mask_cmple_epi8_mask)
AVX512_RANGE(
    range_i16, int16_t, __m512i, _mm512_set1_epi16, 32, LOAD5, _mm512_cmpge_epi16_mask,
    _mm512_mask_cmple_epi16_mask)
AVX512_RANGE(
    range_i32, int32_t, __m512i, _mm512_set1_epi32, 16, LOAD5, _mm512_cmpge_epi32_mask,
    _mm512_mask_cmple_epi32_mask)
AVX512_RANGE(
    range_i64, int64_t, __m512i, _mm512_set1_epi64, 8, LOAD5, _mm512_cmpge_epi64_mask,
    _mm512_mask_cmple_epi64_mask)
#define GE_F64(x, bound) _mm512_cmp_pd_mask(x, bound, _CMP_GE_OQ)
#define LE_F64(mask, x, bound) _mm512_mask_cmp_pd_mask(mask, x, bound, _CMP_LE_OQ)
#define NLT_F64(x, bound) _mm512_cmp_pd_mask(x, bound, _CMP_NLT_UQ)
#define NGT_F64(mask, x, bound) _mm512_mask_cmp_pd_mask(mask, x, bound, _CMP_NGT_UQ)
AVX512_RANGE(
    range_f64, double, __m512d, _mm512_set1_pd, 8, _mm512_loadu_pd, GE_F64, LE_F64)
AVX512_RANGE(
    range_or_nan_f64, double, __m512d, _mm512_set1_pd, 8, _mm512_loadu_pd, NLT_F64, NGT_F64)

AVX512 static void flags_avx512(const uint8_t *flags, size_t count, uint64_t *words) {
  __m512i ones = _mm512_set1_epi8(1);
  for (; count >= 64; count -= 64, flags += 64)
    *words++ = _mm512_test_epi8_mask(LOAD5(flags), ones);
  if (count) *words = flags_rest(flags, count);
}

AVX512 static size_t rows_avx512(const uint64_t *words, size_t word_count, uint32_t *rows) {
  const __m512i steps =
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  uint32_t *next = rows;
  for (size_t index = 0; index < word_count; index++) {
    uint64_t word = words[index];
    uint32_t first = (uint32_t)(index * 64);
    if (__builtin_popcountll(word) <= 6) {
      next = rows_of_word(word, first, next);
      continue;
    }
    for (int part = 0; part < 4; part++) {
      __mmask16 bits = (__mmask16)(word >> (part * 16));
      __m512i places = _mm512_add_epi32(steps, _mm512_set1_epi32((int)(first + part * 16)));
      // Compressing in the register and storing whole is many times faster than to memory.
      _mm512_storeu_si512(next, _mm512_maskz_compress_epi32(bits, places));
      next += __builtin_popcount(bits);
    }
  }
  return (size_t)(next - rows);
}

// 2 with AVX-512, 1 with AVX2, 0 with neither.
static int level(void) {
  static int known = -1;
  int level = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (level >= 0) return level;
  __builtin_cpu_init();
  level = 0;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) level = 1;
  if (level == 1 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    level = 2;
  __atomic_store_n(&known, level, __ATOMIC_RELAXED);
  return level;
}

#define CHOOSE(name, ...)                                   \
  switch (level()) {                                        \
    case 2: return name##_avx512(__VA_ARGS__);              \
    case 1: return name##_avx2(__VA_ARGS__);                \
    default: return name##_portable(__VA_ARGS__);           \
  }

#else

#define CHOOSE(name, ...) return name##_portable(__VA_ARGS__);

#endif

#define RANGE(name, type)                                                                 \
  void khoi_##name(                                                                       \
      const type *values, size_t count, type least, type greatest, uint64_t *words) {     \
    CHOOSE(name, values, count, least, greatest, words)                                   \
  }

RANGE(range_i8, int8_t)
RANGE(range_i16, int16_t)
RANGE(range_i32, int32_t)
RANGE(range_i64, int64_t)
RANGE(range_f64, double)
RANGE(range_or_nan_f64, double)

void khoi_flags(const uint8_t *flags, size_t count, uint64_t *words) {
  CHOOSE(flags, flags, count, words)
}

size_t khoi_rows(const uint64_t *words, size_t word_count, uint32_t *rows) {
  CHOOSE(rows, words, word_count, rows)
}
