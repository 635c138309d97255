#include "regular_expression.h"

#include <re2/re2.h>
#include <re2/stringpiece.h>

#include <climits>
#include <map>
#include <new>
#include <string>

struct khoi_regular_expression {
  khoi_regular_expression(re2::StringPiece pattern, const RE2::Options &options)
      : compiled(pattern, options) {}

  RE2 compiled;
};

khoi_regular_expression *khoi_regular_expression_create(
    const char *pattern, size_t count, int flags) {
  try {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive((flags & KHOI_REGULAR_EXPRESSION_IGNORES_CASE) == 0);
    options.set_literal((flags & KHOI_REGULAR_EXPRESSION_IS_LITERAL) != 0);
    options.set_dot_nl((flags & KHOI_REGULAR_EXPRESSION_DOT_TAKES_NEWLINE) != 0);
    return new khoi_regular_expression(re2::StringPiece(pattern, count), options);
  } catch (...) {
    return nullptr;
  }
}

void khoi_regular_expression_destroy(khoi_regular_expression *expression) { delete expression; }

const char *khoi_regular_expression_error(const khoi_regular_expression *expression) {
  return expression->compiled.ok() ? nullptr : expression->compiled.error().c_str();
}

const char *khoi_regular_expression_error_part(const khoi_regular_expression *expression) {
  return expression->compiled.ok() ? nullptr : expression->compiled.error_arg().c_str();
}

int khoi_regular_expression_group_count(const khoi_regular_expression *expression) {
  return expression->compiled.NumberOfCapturingGroups();
}

const char *khoi_regular_expression_group_name(
    const khoi_regular_expression *expression, int group) {
  const std::map<int, std::string> &names = expression->compiled.CapturingGroupNames();
  auto found = names.find(group);
  return found == names.end() ? nullptr : found->second.c_str();
}

int khoi_regular_expression_match(
    const khoi_regular_expression *expression, const char *text, size_t count, size_t start,
    int is_whole, khoi_regular_expression_span *spans, int span_count) {
  const int group_limit = 32;
  if (count > INT_MAX || start > count) return 0;
  try {
    // A text without bytes may have no address, which RE2 would take for "no match".
    const char *base = text == nullptr ? "" : text;
    re2::StringPiece groups[group_limit];
    re2::StringPiece *found = groups;
    re2::StringPiece *many = nullptr;
    if (span_count > group_limit) found = many = new re2::StringPiece[span_count];
    RE2::Anchor anchor = is_whole ? RE2::ANCHOR_BOTH : RE2::UNANCHORED;
    bool matches = expression->compiled.Match(
        re2::StringPiece(base, count), start, count, anchor, found, span_count);
    if (matches) {
      for (int index = 0; index < span_count; index++) {
        const char *place = found[index].data();
        if (place == nullptr) {
          spans[index].start = spans[index].end = -1;
        } else {
          spans[index].start = static_cast<int32_t>(place - base);
          spans[index].end = spans[index].start + static_cast<int32_t>(found[index].size());
        }
      }
    }
    delete[] many;
    return matches ? 1 : 0;
  } catch (...) {
    return 0;
  }
}
