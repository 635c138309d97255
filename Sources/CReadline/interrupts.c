#include "interrupts.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t pressed;
static volatile sig_atomic_t continued;
static volatile sig_atomic_t presses_while_running;
static volatile sig_atomic_t interactive;
static void (*volatile cancel_statement)(void);

static void say(const char *text) {
  ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
  (void)ignored;
}

static void interrupted(int signal_number) {
  (void)signal_number;
  pressed = 1;
  void (*cancel)(void) = cancel_statement;
  if (!cancel) {
    if (!interactive) _exit(130);
    return;
  }
  cancel();
  presses_while_running = presses_while_running + 1;
  if (presses_while_running == 2 && interactive) say("\npress Ctrl-C once more to quit\n");
  if (presses_while_running >= (interactive ? 3 : 2)) _exit(130);
}

static void resumed(int signal_number) {
  (void)signal_number;
  continued = 1;
}

void khoi_interrupts_listen(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: the wait for a key must end.
  action.sa_handler = interrupted;
  sigaction(SIGINT, &action, NULL);
}

void khoi_interrupts_install(int is_interactive) {
  interactive = is_interactive;
  khoi_interrupts_listen();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = resumed;
  sigaction(SIGCONT, &action, NULL);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, NULL);
}

void khoi_interrupts_begin(void (*cancel)(void)) {
  presses_while_running = 0;
  cancel_statement = cancel;
}

void khoi_interrupts_end(void) { cancel_statement = NULL; }

int khoi_interrupts_take(void) {
  int was = pressed;
  pressed = 0;
  return was;
}

int khoi_interrupts_pending(void) { return pressed; }

int khoi_interrupts_take_continued(void) {
  int was = continued;
  continued = 0;
  return was;
}

void khoi_interrupts_reset(void) { signal(SIGPIPE, SIG_DFL); }
