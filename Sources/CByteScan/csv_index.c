#include "csv_index.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define KHOI_WIDE \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,pclmul,bmi,bmi2,popcnt")))

bool khoi_can_index_csv(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") &&
         __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

/// Ones from each set bit up to before the next one: prefix exclusive-or.
KHOI_WIDE static inline uint64_t khoi_regions(uint64_t bits) {
  __m128i product =
      _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8((char)0xFF), 0);
  return (uint64_t)_mm_cvtsi128_si64(product);
}

/// The four quarters of `places` as numbers of 32 bits, each `offset` larger.
KHOI_WIDE static inline void khoi_store_places(
    uint32_t *out, __m512i places, __m512i offset, size_t found) {
  _mm512_storeu_si512(
      out, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(places)), offset));
  if (found <= 16) return;
  _mm512_storeu_si512(
      out + 16,
      _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 1)), offset));
  if (found <= 32) return;
  _mm512_storeu_si512(
      out + 32,
      _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 2)), offset));
  _mm512_storeu_si512(
      out + 48,
      _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 3)), offset));
}

KHOI_WIDE size_t khoi_index_csv(
    const uint8_t *bytes, size_t blocks, uint8_t delimiter, uint8_t quote, uint32_t offset,
    khoi_csv_state *state, khoi_csv_ends *out) {
  const __m512i delimiter_vector = _mm512_set1_epi8((char)delimiter);
  const __m512i newline_vector = _mm512_set1_epi8(10);
  const __m512i return_vector = _mm512_set1_epi8(13);
  const __m512i quote_vector = _mm512_set1_epi8((char)quote);
  uint8_t numbers[64];
  for (int place = 0; place < 64; place++) numbers[place] = (uint8_t)place;
  const __m512i iota = _mm512_loadu_si512(numbers);
  khoi_csv_state now = *state;
  size_t count = out->count, records = out->records, return_count = out->returns;
  size_t block = 0;
  for (; block < blocks && count + 64 <= out->capacity; block++) {
    const __m512i text = _mm512_loadu_si512(bytes + 64 * block);
    uint64_t delimiters = _mm512_cmpeq_epi8_mask(text, delimiter_vector);
    uint64_t newlines = _mm512_cmpeq_epi8_mask(text, newline_vector);
    uint64_t returns = _mm512_cmpeq_epi8_mask(text, return_vector);
    const uint64_t quotes = _mm512_cmpeq_epi8_mask(text, quote_vector);
    khoi_csv_state next = now;
    next.saw_wide |= _mm512_movepi8_mask(text);
    if ((quotes | now.inside | now.closed_before) != 0) {
      const uint64_t region = khoi_regions(quotes) ^ now.inside;
      const uint64_t opening = quotes & region, closing = quotes & ~region;
      delimiters &= ~region;
      newlines &= ~region;
      returns &= ~region;
      const uint64_t structural = delimiters | newlines;
      const uint64_t may_open = (structural | closing) << 1 | now.opens_next;
      const uint64_t must_end = closing << 1 | now.closed_before;
      if ((opening & ~may_open) | (must_end & ~(structural | opening | returns))) break;
      next.saw_quotes |= quotes;
      next.opens_next = (structural | closing) >> 63;
      next.closed_before = closing >> 63;
      next.inside = (uint64_t)((int64_t)region >> 63);
    } else {
      next.opens_next = (delimiters | newlines) >> 63;
    }
    if ((returns | now.return_before) != 0) {
      const uint64_t after = returns << 1 | now.return_before;
      if (after & ~newlines) break;
      next.return_before = returns >> 63;
      return_count += (size_t)__builtin_popcountll(after);
    }
    now = next;
    records += (size_t)__builtin_popcountll(newlines);
    const uint64_t structural = delimiters | newlines;
    const size_t found = (size_t)__builtin_popcountll(structural);
    khoi_store_places(
        out->ends + count, _mm512_maskz_compress_epi8(structural, iota),
        _mm512_set1_epi32((int)(offset + 64 * (uint32_t)block)), found);
    count += found;
  }
  *state = now;
  out->count = count;
  out->records = records;
  out->returns = return_count;
  return block;
}

#else

bool khoi_can_index_csv(void) { return false; }

size_t khoi_index_csv(
    const uint8_t *bytes, size_t blocks, uint8_t delimiter, uint8_t quote, uint32_t offset,
    khoi_csv_state *state, khoi_csv_ends *out) {
  (void)bytes, (void)blocks, (void)delimiter, (void)quote, (void)offset, (void)state, (void)out;
  return 0;
}

#endif
