// Swift cannot touch readline's mutable globals in Swift 6 mode; these setters and getters can.
#ifndef KHOI_CREADLINE_SHIM_H
#define KHOI_CREADLINE_SHIM_H
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>

#include "interrupts.h"

// A function that readline calls for a key.
typedef int (*khoi_key_command)(int count, int key);

// Prepares readline: name for ~/.inputrc conditions, history list, own drawing if `redisplay` is
// not NULL. `after_signal` is called before each wait for a key and after a signal ended the wait;
// a key that it returns (not 0) is taken for one that was pressed.
void khoi_readline_start(void (*redisplay)(void), int (*after_signal)(void));

// Binds `sequence` (as in ~/.inputrc: "\\C-g", "\\e[A") where keys insert text, and in vi's
// command mode too when `in_commands` is not 0.
void khoi_readline_bind(const char *sequence, khoi_key_command command, int in_commands);

const char *khoi_readline_text(void);
int khoi_readline_length(void);
int khoi_readline_cursor(void);
void khoi_readline_set_cursor(int offset);
// Replaces the bytes from `lower` to `upper` as one step of undo.
void khoi_readline_replace(int lower, int upper, const char *text);
// The prompt as it should be drawn now: `(reverse-i-search)` while searching.
const char *khoi_readline_prompt(void);
int khoi_readline_is_searching(void);
// Ends this call of readline(); what was typed is its result.
void khoi_readline_finish(void);
// Draws by readline's own means; for terminals that cannot move the cursor.
void khoi_readline_draw_plainly(void);
void khoi_readline_screen_size(int *rows, int *columns);
// Whether the last key ran `command` too.
int khoi_readline_repeats(khoi_key_command command);
void khoi_readline_write(const char *bytes, size_t count);
void khoi_readline_remember(const char *text);
void khoi_readline_forget_all(void);
void khoi_readline_forget(int index);
// Puts `text` into the next line that is read, before any key.
void khoi_readline_prefill(const char *text);
// Whether more input is waiting.
int khoi_readline_has_pending_input(void);
#endif
