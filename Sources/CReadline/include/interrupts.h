// Ctrl-C and Ctrl-Z. A signal handler may do next to nothing, so it is written in C, where what
// happens in it can be seen.
#ifndef KHOI_INTERRUPTS_H
#define KHOI_INTERRUPTS_H

// Installs the handlers of SIGINT and SIGCONT, and ignores SIGPIPE. A shell that nobody sits at
// ends at the second press, one that somebody sits at warns then and ends at the third.
void khoi_interrupts_install(int is_interactive);

// Installs the handler of SIGINT alone, where something else has put its own.
void khoi_interrupts_listen(void);

// While a statement runs, the handler calls `cancel`, which may only store an atomic.
void khoi_interrupts_begin(void (*cancel)(void));
void khoi_interrupts_end(void);

// A statement that runs longer is cancelled too; 0 for no limit. Whether that happened to the last.
void khoi_interrupts_set_time_limit(double seconds);
int khoi_interrupts_timed_out(void);

// Whether Ctrl-C was pressed, or khoi went on after Ctrl-Z, since the last call; `pending` only looks.
int khoi_interrupts_take(void);
int khoi_interrupts_pending(void);
int khoi_interrupts_take_continued(void);

// SIGPIPE as the system has it, in a child process.
void khoi_interrupts_reset(void);
#endif
