// RE2 in C: Swift hands it bytes and gets byte offsets back. No exception crosses this border.
#ifndef KHOI_REGULAR_EXPRESSION_H
#define KHOI_REGULAR_EXPRESSION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A compiled pattern. It never changes, so that threads may share it.
typedef struct khoi_regular_expression khoi_regular_expression;

// Where a group matched: byte offsets, -1 where it took no part in the match.
typedef struct {
  int32_t start;
  int32_t end;
} khoi_regular_expression_span;

enum {
  KHOI_REGULAR_EXPRESSION_IGNORES_CASE = 1,
  KHOI_REGULAR_EXPRESSION_IS_LITERAL = 2,
  KHOI_REGULAR_EXPRESSION_DOT_TAKES_NEWLINE = 4,
};

// Compiles a pattern; NULL only when there is no memory. Whether it is well formed, `error` says.
khoi_regular_expression *khoi_regular_expression_create(
    const char *pattern, size_t count, int flags);
void khoi_regular_expression_destroy(khoi_regular_expression *expression);

// What is wrong with the pattern, and the part of it that is; NULL for a good one.
const char *khoi_regular_expression_error(const khoi_regular_expression *expression);
const char *khoi_regular_expression_error_part(const khoi_regular_expression *expression);

// The number of groups in parentheses, and the name of one (from 1), or NULL.
int khoi_regular_expression_group_count(const khoi_regular_expression *expression);
const char *khoi_regular_expression_group_name(
    const khoi_regular_expression *expression, int group);

// Finds the first match at or after `start`, or the whole text where `is_whole`, and writes the
// places of the match and of its first groups into `spans`.
int khoi_regular_expression_match(
    const khoi_regular_expression *expression, const char *text, size_t count, size_t start,
    int is_whole, khoi_regular_expression_span *spans, int span_count);

#ifdef __cplusplus
}
#endif
#endif
