#include "compression.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

struct khoi_encoder {
  int kind;
  z_stream gzip;
  ZSTD_CStream *zstd;
};

khoi_encoder *khoi_encoder_create(int kind) {
  khoi_encoder *encoder = calloc(1, sizeof *encoder);
  if (!encoder) return NULL;
  encoder->kind = kind;
  if (kind == KHOI_COMPRESSION_GZIP) {
    int code = deflateInit2(
        &encoder->gzip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    if (code == Z_OK) return encoder;
  } else {
    encoder->zstd = ZSTD_createCStream();
    if (encoder->zstd) return encoder;
  }
  free(encoder);
  return NULL;
}

void khoi_encoder_destroy(khoi_encoder *encoder) {
  if (!encoder) return;
  if (encoder->kind == KHOI_COMPRESSION_GZIP) deflateEnd(&encoder->gzip);
  ZSTD_freeCStream(encoder->zstd);
  free(encoder);
}

static unsigned int clamped(size_t count) {
  return count > UINT_MAX ? UINT_MAX : (unsigned int)count;
}

int khoi_encoder_run(
    khoi_encoder *encoder, const uint8_t *input, size_t input_count, size_t *consumed,
    uint8_t *output, size_t output_count, size_t *produced, int is_last) {
  if (encoder->kind == KHOI_COMPRESSION_GZIP) {
    z_stream *stream = &encoder->gzip;
    unsigned int input_room = clamped(input_count);
    unsigned int output_room = clamped(output_count);
    stream->next_in = (z_const Bytef *)input;
    stream->avail_in = input_room;
    stream->next_out = output;
    stream->avail_out = output_room;
    int code = deflate(stream, is_last && input_room == input_count ? Z_FINISH : Z_NO_FLUSH);
    *consumed = input_room - stream->avail_in;
    *produced = output_room - stream->avail_out;
    if (code == Z_STREAM_END) return KHOI_COMPRESSION_ENDED;
    return code == Z_OK || code == Z_BUF_ERROR ? KHOI_COMPRESSION_CONTINUE
                                               : KHOI_COMPRESSION_DAMAGED;
  }
  ZSTD_inBuffer in = {input, input_count, 0};
  ZSTD_outBuffer out = {output, output_count, 0};
  size_t left =
      ZSTD_compressStream2(encoder->zstd, &out, &in, is_last ? ZSTD_e_end : ZSTD_e_continue);
  *consumed = in.pos;
  *produced = out.pos;
  if (ZSTD_isError(left)) return KHOI_COMPRESSION_DAMAGED;
  return is_last && left == 0 ? KHOI_COMPRESSION_ENDED : KHOI_COMPRESSION_CONTINUE;
}
