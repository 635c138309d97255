#include "compression.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

struct khoi_decoder {
  int kind;
  const char *error;
  z_stream gzip;
  ZSTD_DStream *zstd;
};

khoi_decoder *khoi_decoder_create(int kind) {
  khoi_decoder *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  decoder->kind = kind;
  if (kind == KHOI_COMPRESSION_GZIP) {
    // 16: a gzip header, and no other.
    if (inflateInit2(&decoder->gzip, 15 + 16) == Z_OK) return decoder;
  } else {
    decoder->zstd = ZSTD_createDStream();
    if (decoder->zstd) return decoder;
  }
  free(decoder);
  return NULL;
}

void khoi_decoder_destroy(khoi_decoder *decoder) {
  if (!decoder) return;
  if (decoder->kind == KHOI_COMPRESSION_GZIP) inflateEnd(&decoder->gzip);
  ZSTD_freeDStream(decoder->zstd);
  free(decoder);
}

int khoi_decoder_restart(khoi_decoder *decoder) {
  decoder->error = NULL;
  if (decoder->kind == KHOI_COMPRESSION_GZIP) {
    return inflateReset(&decoder->gzip) == Z_OK ? KHOI_COMPRESSION_CONTINUE
                                                : KHOI_COMPRESSION_DAMAGED;
  }
  return ZSTD_isError(ZSTD_initDStream(decoder->zstd)) ? KHOI_COMPRESSION_DAMAGED
                                                       : KHOI_COMPRESSION_CONTINUE;
}

const char *khoi_decoder_error(const khoi_decoder *decoder) {
  return decoder->error ? decoder->error : "damaged data";
}

static unsigned int clamped(size_t count) {
  return count > UINT_MAX ? UINT_MAX : (unsigned int)count;
}

static int run_gzip(
    khoi_decoder *decoder, const uint8_t *input, size_t input_count, size_t *consumed,
    uint8_t *output, size_t output_count, size_t *produced) {
  z_stream *stream = &decoder->gzip;
  unsigned int input_room = clamped(input_count);
  unsigned int output_room = clamped(output_count);
  stream->next_in = (z_const Bytef *)input;
  stream->avail_in = input_room;
  stream->next_out = output;
  stream->avail_out = output_room;
  int code = inflate(stream, Z_NO_FLUSH);
  *consumed = input_room - stream->avail_in;
  *produced = output_room - stream->avail_out;
  switch (code) {
    case Z_STREAM_END: return KHOI_COMPRESSION_ENDED;
    case Z_OK:
    case Z_BUF_ERROR: return KHOI_COMPRESSION_CONTINUE;
    case Z_MEM_ERROR: return KHOI_COMPRESSION_NO_MEMORY;
    default: decoder->error = stream->msg; return KHOI_COMPRESSION_DAMAGED;
  }
}

static int run_zstd(
    khoi_decoder *decoder, const uint8_t *input, size_t input_count, size_t *consumed,
    uint8_t *output, size_t output_count, size_t *produced) {
  ZSTD_inBuffer in = {input, input_count, 0};
  ZSTD_outBuffer out = {output, output_count, 0};
  size_t code = ZSTD_decompressStream(decoder->zstd, &out, &in);
  *consumed = in.pos;
  *produced = out.pos;
  if (ZSTD_isError(code)) {
    decoder->error = ZSTD_getErrorName(code);
    return KHOI_COMPRESSION_DAMAGED;
  }
  return code == 0 ? KHOI_COMPRESSION_ENDED : KHOI_COMPRESSION_CONTINUE;
}

int khoi_decoder_run(
    khoi_decoder *decoder, const uint8_t *input, size_t input_count, size_t *consumed,
    uint8_t *output, size_t output_count, size_t *produced) {
  return decoder->kind == KHOI_COMPRESSION_GZIP
             ? run_gzip(decoder, input, input_count, consumed, output, output_count, produced)
             : run_zstd(decoder, input, input_count, consumed, output, output_count, produced);
}

uint64_t khoi_zstd_content_size(const uint8_t *input, size_t count) {
  unsigned long long size = ZSTD_getFrameContentSize(input, count);
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) return 0;
  return size;
}
