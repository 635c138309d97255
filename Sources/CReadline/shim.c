#include "shim.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

static char *prefilled;

static int insert_prefilled(void) {
  if (prefilled) {
    rl_insert_text(prefilled);
    free(prefilled);
    prefilled = NULL;
  }
  return 0;
}

static char *no_matches(const char *text, int state) {
  (void)text;
  (void)state;
  return NULL;
}

static int (*signal_key)(void);

// Keys that have been read and not yet taken: a paste comes in blocks, not byte by byte.
static unsigned char keys[4096];
static size_t key_count, next_key;

static int take_key(void) { return keys[next_key++]; }

// Waits for a key or a signal. Signals are let in only while waiting, so that none slips between
// looking for one and the wait.
static int read_key(FILE *stream) {
  sigset_t awaited, before;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGINT);
  sigaddset(&awaited, SIGCONT);
  sigaddset(&awaited, SIGWINCH);
  int descriptor = fileno(stream);
  for (;;) {
    if (next_key < key_count && !khoi_interrupts_pending()) return take_key();
    rl_check_signals();
    // Readline's own handler of Ctrl-C would leave the raw mode for a moment and lose what is typed
    // meanwhile; those of the other signals are kept.
    khoi_interrupts_listen();
    sigprocmask(SIG_BLOCK, &awaited, &before);
    int key = signal_key ? signal_key() : 0;
    if (key || next_key < key_count) {
      sigprocmask(SIG_SETMASK, &before, NULL);
      return key ? key : take_key();
    }
    fd_set inputs;
    FD_ZERO(&inputs);
    FD_SET(descriptor, &inputs);
    int ready = pselect(descriptor + 1, &inputs, NULL, NULL, NULL, &before);
    int code = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (ready < 0) {
      if (code == EINTR) continue;
      return EOF;
    }
    // Ctrl-C goes before the keys that were pressed after it.
    if (khoi_interrupts_pending()) continue;
    ssize_t count = read(descriptor, keys, sizeof keys);
    if (count > 0) {
      key_count = (size_t)count;
      next_key = 0;
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
      return EOF;
    }
  }
}

// Whether a key can be had within a tenth of a second, which tells Escape from a longer sequence.
static int has_key_soon(void) {
  if (next_key < key_count) return 1;
  struct pollfd input = {STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 100) > 0;
}

void khoi_readline_start(void (*redisplay)(void), int (*after_signal)(void)) {
  rl_readline_name = "khoi";
  rl_initialize();
  rl_variable_bind("enable-bracketed-paste", "on");
  rl_variable_bind("echo-control-characters", "off");
  rl_variable_bind("blink-matching-paren", "off");
  using_history();
  if (redisplay) rl_redisplay_function = redisplay;
  signal_key = after_signal;
  rl_getc_function = read_key;
  rl_input_available_hook = has_key_soon;
  rl_startup_hook = insert_prefilled;
  // Tab is a command of ours; no key may offer file names where columns are meant.
  rl_completion_entry_function = no_matches;
}

void khoi_readline_bind(const char *sequence, khoi_key_command command, int in_commands) {
  rl_bind_keyseq_in_map(sequence, command, emacs_standard_keymap);
  rl_bind_keyseq_in_map(sequence, command, vi_insertion_keymap);
  if (in_commands) rl_bind_keyseq_in_map(sequence, command, vi_movement_keymap);
}

const char *khoi_readline_text(void) { return rl_line_buffer ? rl_line_buffer : ""; }
int khoi_readline_length(void) { return rl_end; }
int khoi_readline_cursor(void) { return rl_point; }

void khoi_readline_set_cursor(int offset) {
  rl_point = offset < 0 ? 0 : offset > rl_end ? rl_end : offset;
}

void khoi_readline_replace(int lower, int upper, const char *text) {
  rl_begin_undo_group();
  rl_delete_text(lower, upper);
  rl_point = lower;
  rl_insert_text(text);
  rl_end_undo_group();
}

const char *khoi_readline_prompt(void) { return rl_display_prompt ? rl_display_prompt : ""; }

int khoi_readline_is_searching(void) {
  return RL_ISSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH) != 0;
}

void khoi_readline_finish(void) { rl_done = 1; }
void khoi_readline_draw_plainly(void) { rl_redisplay(); }
void khoi_readline_screen_size(int *rows, int *columns) { rl_get_screen_size(rows, columns); }
int khoi_readline_repeats(khoi_key_command command) { return rl_last_func == command; }

void khoi_readline_write(const char *bytes, size_t count) {
  fwrite(bytes, 1, count, rl_outstream ? rl_outstream : stdout);
  fflush(rl_outstream ? rl_outstream : stdout);
}

void khoi_readline_remember(const char *text) { add_history(text); }
void khoi_readline_forget_all(void) { clear_history(); }

void khoi_readline_forget(int index) {
  HIST_ENTRY *entry = remove_history(index);
  if (entry) free_history_entry(entry);
}

void khoi_readline_prefill(const char *text) {
  free(prefilled);
  prefilled = strdup(text);
}

int khoi_readline_has_pending_input(void) {
  if (next_key < key_count) return 1;
  struct pollfd input = {STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) > 0 && (input.revents & POLLIN);
}
