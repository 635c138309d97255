// zlib and zstd behind one interface: bytes in, bytes out, a piece at a time.
#ifndef KHOI_COMPRESSION_H
#define KHOI_COMPRESSION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  KHOI_COMPRESSION_GZIP = 1,
  KHOI_COMPRESSION_ZSTD = 2,
};

// What a step came to.
enum {
  // It needs more input or more room.
  KHOI_COMPRESSION_CONTINUE = 0,
  // A gzip member or zstd frame has ended; another one may follow.
  KHOI_COMPRESSION_ENDED = 1,
  // The data is damaged; `khoi_decoder_error` says how.
  KHOI_COMPRESSION_DAMAGED = 2,
  // There is no memory left.
  KHOI_COMPRESSION_NO_MEMORY = 3,
};

typedef struct khoi_decoder khoi_decoder;

// A decoder of one kind of data; NULL where there is no memory for it.
khoi_decoder *khoi_decoder_create(int kind);
void khoi_decoder_destroy(khoi_decoder *decoder);

// Decodes until the input is used up, the room is full or a member has ended.
int khoi_decoder_run(
    khoi_decoder *decoder, const uint8_t *input, size_t input_count, size_t *consumed,
    uint8_t *output, size_t output_count, size_t *produced);

// Makes the decoder begin a new member or frame.
int khoi_decoder_restart(khoi_decoder *decoder);

// What is wrong with the data.
const char *khoi_decoder_error(const khoi_decoder *decoder);

// How many bytes the first frame says it holds; 0 where it does not say.
uint64_t khoi_zstd_content_size(const uint8_t *input, size_t count);

typedef struct khoi_encoder khoi_encoder;

khoi_encoder *khoi_encoder_create(int kind);
void khoi_encoder_destroy(khoi_encoder *encoder);

// Encodes until the input is used up or the room is full; with `is_last`, `ENDED` says that
// everything is out.
int khoi_encoder_run(
    khoi_encoder *encoder, const uint8_t *input, size_t input_count, size_t *consumed,
    uint8_t *output, size_t output_count, size_t *produced, int is_last);

#ifdef __cplusplus
}
#endif
#endif
