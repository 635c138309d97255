#include "interrupts.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t pressed;
static volatile sig_atomic_t continued;
static volatile sig_atomic_t presses_while_running;
static volatile sig_atomic_t interactive;
static volatile sig_atomic_t timed_out;
static double time_limit;
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

static void ran_out_of_time(int signal_number) {
  (void)signal_number;
  void (*cancel)(void) = cancel_statement;
  if (!cancel) return;
  timed_out = 1;
  cancel();
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
  // Whoever started khoi may have blocked signals in itself.
  sigset_t needed;
  sigemptyset(&needed);
  sigaddset(&needed, SIGINT);
  sigaddset(&needed, SIGALRM);
  sigaddset(&needed, SIGCONT);
  sigaddset(&needed, SIGTERM);
  sigprocmask(SIG_UNBLOCK, &needed, NULL);
  struct sigaction action;
  // A script in the background of a shell without job control must not feel the Ctrl-C of others.
  if (is_interactive || sigaction(SIGINT, NULL, &action) != 0 || action.sa_handler != SIG_IGN) {
    khoi_interrupts_listen();
  }
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = resumed;
  sigaction(SIGCONT, &action, NULL);
  action.sa_handler = ran_out_of_time;
  sigaction(SIGALRM, &action, NULL);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, NULL);
  // A file that may not grow any more is an error of writing, not the end.
  sigaction(SIGXFSZ, &action, NULL);
}

static void set_timer(double seconds) {
  struct itimerval timer;
  memset(&timer, 0, sizeof timer);
  timer.it_value.tv_sec = (time_t)seconds;
  timer.it_value.tv_usec = (suseconds_t)((seconds - (double)timer.it_value.tv_sec) * 1e6);
  setitimer(ITIMER_REAL, &timer, NULL);
}

void khoi_interrupts_set_time_limit(double seconds) { time_limit = seconds; }

void khoi_interrupts_begin(void (*cancel)(void)) {
  presses_while_running = 0;
  timed_out = 0;
  cancel_statement = cancel;
  if (time_limit > 0) set_timer(time_limit);
}

void khoi_interrupts_end(void) {
  cancel_statement = NULL;
  if (time_limit > 0) set_timer(0);
}

int khoi_interrupts_timed_out(void) { return timed_out; }

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

void khoi_interrupts_reset(void) {
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
}
