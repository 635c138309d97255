// Byte scanning with SIMD masks: what Swift's own SIMD types do not compile well to.
//
// Each function looks at 64 bytes and answers with one bit per byte, lowest address in the lowest
// bit. x86-64 uses SSE2 (every such processor has it), ARM uses NEON, everything else a portable
// loop over 8-byte words; the three give the same masks.
#ifndef KHOI_BYTE_SCAN_H
#define KHOI_BYTE_SCAN_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

/// Where in 64 bytes the characters that structure a CSV file stand.
typedef struct {
  uint64_t delimiters;
  uint64_t newlines;
  uint64_t returns;
  uint64_t quotes;
  /// Bytes of characters outside ASCII.
  uint64_t wide;
} khoi_csv_masks;

#if defined(__SSE2__)

static inline uint64_t khoi_equal64(__m128i a, __m128i b, __m128i c, __m128i d, __m128i value) {
  return (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, value)) |
         (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, value)) << 16 |
         (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(c, value)) << 32 |
         (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(d, value)) << 48;
}

static inline uint64_t khoi_high64(__m128i a, __m128i b, __m128i c, __m128i d) {
  return (uint64_t)(uint16_t)_mm_movemask_epi8(a) |
         (uint64_t)(uint16_t)_mm_movemask_epi8(b) << 16 |
         (uint64_t)(uint16_t)_mm_movemask_epi8(c) << 32 |
         (uint64_t)(uint16_t)_mm_movemask_epi8(d) << 48;
}

#define KHOI_LOAD64(p)                                            \
  __m128i a = _mm_loadu_si128((const __m128i *)(const void *)(p)); \
  __m128i b = _mm_loadu_si128((const __m128i *)(const void *)((p) + 16)); \
  __m128i c = _mm_loadu_si128((const __m128i *)(const void *)((p) + 32)); \
  __m128i d = _mm_loadu_si128((const __m128i *)(const void *)((p) + 48));

#define KHOI_EQUAL(value) khoi_equal64(a, b, c, d, _mm_set1_epi8((char)(value)))
#define KHOI_HIGH() khoi_high64(a, b, c, d)

static inline __m128i khoi_json_stops(__m128i x) {
  // min(x, 31) == x exactly where x is at most 31.
  __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(31)), x);
  __m128i quotes = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
  return _mm_or_si128(controls, _mm_or_si128(quotes, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));
}

#elif defined(__ARM_NEON)

static inline uint64_t khoi_gather64(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  // Keep one bit per byte, then add neighbours until eight bytes hold 64 bits.
  const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t low = vpaddq_u8(vandq_u8(a, bits), vandq_u8(b, bits));
  uint8x16_t high = vpaddq_u8(vandq_u8(c, bits), vandq_u8(d, bits));
  uint8x16_t all = vpaddq_u8(low, high);
  all = vpaddq_u8(all, all);
  return vgetq_lane_u64(vreinterpretq_u64_u8(all), 0);
}

#define KHOI_LOAD64(p)                                                                  \
  uint8x16_t a = vld1q_u8(p), b = vld1q_u8((p) + 16), c = vld1q_u8((p) + 32),            \
             d = vld1q_u8((p) + 48);
#define KHOI_EQUAL(value)                                                               \
  khoi_gather64(vceqq_u8(a, vdupq_n_u8(value)), vceqq_u8(b, vdupq_n_u8(value)),          \
                vceqq_u8(c, vdupq_n_u8(value)), vceqq_u8(d, vdupq_n_u8(value)))
#define KHOI_HIGH()                                                                     \
  khoi_gather64(vcgeq_u8(a, vdupq_n_u8(128)), vcgeq_u8(b, vdupq_n_u8(128)),              \
                vcgeq_u8(c, vdupq_n_u8(128)), vcgeq_u8(d, vdupq_n_u8(128)))
#define KHOI_CONTROLS()                                                                 \
  khoi_gather64(vcltq_u8(a, vdupq_n_u8(32)), vcltq_u8(b, vdupq_n_u8(32)),                \
                vcltq_u8(c, vdupq_n_u8(32)), vcltq_u8(d, vdupq_n_u8(32)))

#else

// Eight bytes at a time: the high bit of each byte is set where the test holds, then gathered.
static inline uint64_t khoi_pack8(uint64_t high_bits) {
  return (high_bits >> 7) * 0x0102040810204080ULL >> 56;
}

static inline uint64_t khoi_zero_bytes(uint64_t x) {
  const uint64_t low7 = 0x7F7F7F7F7F7F7F7FULL;
  return ~(((x & low7) + low7) | x | low7);
}

static inline uint64_t khoi_portable64(const uint8_t *p, int test, uint8_t value) {
  uint64_t mask = 0;
  for (int word = 0; word < 8; word++) {
    uint64_t x = 0;
    for (int byte = 0; byte < 8; byte++) x |= (uint64_t)p[word * 8 + byte] << (8 * byte);
    uint64_t hit;
    if (test == 0) hit = khoi_zero_bytes(x ^ (0x0101010101010101ULL * value));
    else if (test == 1) hit = x & 0x8080808080808080ULL;
    else hit = khoi_zero_bytes(x & 0xE0E0E0E0E0E0E0E0ULL);
    mask |= khoi_pack8(hit) << (8 * word);
  }
  return mask;
}

#define KHOI_LOAD64(p) const uint8_t *bytes = (p);
#define KHOI_EQUAL(value) khoi_portable64(bytes, 0, value)
#define KHOI_HIGH() khoi_portable64(bytes, 1, 0)
#define KHOI_CONTROLS() khoi_portable64(bytes, 2, 0)

#endif

static inline khoi_csv_masks khoi_scan_csv(
    const uint8_t *p, uint8_t delimiter, uint8_t newline, uint8_t quote) {
  KHOI_LOAD64(p)
  khoi_csv_masks masks;
  masks.delimiters = KHOI_EQUAL(delimiter);
  masks.newlines = KHOI_EQUAL(newline);
  masks.returns = KHOI_EQUAL(13);
  masks.quotes = KHOI_EQUAL(quote);
  masks.wide = KHOI_HIGH();
  return masks;
}

/// Where in 64 bytes a JSON string may end, needs work, or holds what it may not: quotes,
/// backslashes, and control characters below 0x20.
static inline uint64_t khoi_scan_json(const uint8_t *p) {
  KHOI_LOAD64(p)
#if defined(__SSE2__)
  return khoi_high64(
      khoi_json_stops(a), khoi_json_stops(b), khoi_json_stops(c), khoi_json_stops(d));
#else
  return KHOI_EQUAL('"') | KHOI_EQUAL('\\') | KHOI_CONTROLS();
#endif
}

/// The same for at least the first 16 bytes, as most strings are short.
static inline uint64_t khoi_scan_short_json(const uint8_t *p) {
#if defined(__SSE2__)
  __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
  return (uint64_t)_mm_movemask_epi8(khoi_json_stops(bytes));
#else
  return khoi_scan_json(p);
#endif
}

/// One bit per byte equal to `value`.
static inline uint64_t khoi_scan_byte(const uint8_t *p, uint8_t value) {
  KHOI_LOAD64(p)
  return KHOI_EQUAL(value);
}

/// The number of zero bits below the lowest set bit; `bits` must not be zero for a meaningful answer.
static inline uint32_t khoi_lowest_bit(uint64_t bits) {
#if defined(__x86_64__)
  // `rep bsf`: runs as `tzcnt` where the processor has it and skips the test for zero that the
  // plain intrinsic needs.
  uint64_t result;
  __asm__("rep bsfq %1, %0" : "=r"(result) : "r"(bits) : "cc");
  return (uint32_t)result;
#else
  return bits ? (uint32_t)__builtin_ctzll(bits) : 64;
#endif
}

/// Asks for the cache line at `p` to be loaded.
static inline void khoi_prefetch(const void *p) { __builtin_prefetch(p); }

#undef KHOI_LOAD64
#undef KHOI_EQUAL
#undef KHOI_HIGH
#undef KHOI_CONTROLS

#endif
