// Finding the ends of CSV fields with 512-bit vectors, where the processor has them.
//
// The same work as FieldIndex does block by block in Swift, several times as fast: one comparison
// gives a mask of 64 bytes, and the places of its bits are written by one instruction that keeps
// the marked bytes of a vector.
#ifndef KHOI_CSV_INDEX_H
#define KHOI_CSV_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What one block of 64 bytes hands on to the next.
typedef struct {
  /// All ones inside quotes.
  uint64_t inside;
  /// Bit 0: whether the byte before may stand before an opening quote.
  uint64_t opens_next;
  /// Bit 0: whether the byte before closed quotes.
  uint64_t closed_before;
  /// Bit 0: whether the byte before was a carriage return.
  uint64_t return_before;
  /// Not zero if there were quotes, or bytes outside ASCII.
  uint64_t saw_quotes;
  uint64_t saw_wide;
} khoi_csv_state;

/// The offsets of field ends: a row of numbers that grows.
typedef struct {
  uint32_t *ends;
  /// `ends` has room for 64 numbers more than that.
  size_t capacity;
  size_t count;
  size_t records;
  /// Line ends of two bytes.
  size_t returns;
} khoi_csv_ends;

/// Whether `khoi_index_csv` does anything on this processor.
bool khoi_can_index_csv(void);

/// Indexes `blocks` blocks of 64 bytes at `bytes`, the first of which has the offset `offset`.
///
/// Returns how many were done; fewer where there is no more room, or where the next one does not
/// follow RFC 4180.
size_t khoi_index_csv(
    const uint8_t *bytes, size_t blocks, uint8_t delimiter, uint8_t quote, uint32_t offset,
    khoi_csv_state *state, khoi_csv_ends *out);

#endif
