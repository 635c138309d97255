// Byte scanning with SIMD masks: what Swift's own SIMD types do not compile well to.
#ifndef KHOI_BYTE_SCAN_H
#define KHOI_BYTE_SCAN_H
#include <stdint.h>
#endif
