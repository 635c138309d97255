// Which values of a column lie in a range, one bit a row, and bits as row numbers: what Swift's own
// SIMD types do not compile well to.
//
// Each function has a portable form and, on x86-64, one for AVX2 and one for AVX-512 that are taken
// where the processor has them; all give the same bits. Row `i` is bit `i % 64` of word `i / 64`;
// the bits beyond the last row are zero.
#ifndef KHOI_SELECTION_H
#define KHOI_SELECTION_H

#include <stddef.h>
#include <stdint.h>

/// Sets the bits of the rows with `least <= value <= greatest`; writes `(count + 63) / 64` words.
void khoi_range_i8(
    const int8_t *values, size_t count, int8_t least, int8_t greatest, uint64_t *words);
void khoi_range_i16(
    const int16_t *values, size_t count, int16_t least, int16_t greatest, uint64_t *words);
void khoi_range_i32(
    const int32_t *values, size_t count, int32_t least, int32_t greatest, uint64_t *words);
void khoi_range_i64(
    const int64_t *values, size_t count, int64_t least, int64_t greatest, uint64_t *words);
/// NaN is outside of every range.
void khoi_range_f64(
    const double *values, size_t count, double least, double greatest, uint64_t *words);
/// NaN is inside of every range.
void khoi_range_or_nan_f64(
    const double *values, size_t count, double least, double greatest, uint64_t *words);

/// Sets the bits of the rows whose byte, 0 or 1, is 1.
void khoi_flags(const uint8_t *flags, size_t count, uint64_t *words);

/// The places of the set bits of `word_count` words in ascending order; returns how many.
///
/// There must be room for 16 rows more than that.
size_t khoi_rows(const uint64_t *words, size_t word_count, uint32_t *rows);

#endif
