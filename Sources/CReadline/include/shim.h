// Swift cannot touch readline's mutable globals in Swift 6 mode; these setters and getters can.
#ifndef KHOI_CREADLINE_SHIM_H
#define KHOI_CREADLINE_SHIM_H
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>
#endif
