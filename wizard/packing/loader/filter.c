/* In machine code the target of a call is written as a distance, so that each call of one function looks different.
 * While packing they were made absolute (wizard/packing/filters.py), which compresses better; here they go back. */
#include "loader.h"

#include <string.h>

enum { CALL = 0xE8, LENGTH = 5 };

void filter_undo(uint8_t *code, size_t size) {
    for (size_t i = 0; i + LENGTH <= size;) {
        uint8_t *call = memchr(code + i, CALL, size - i - (LENGTH - 1));
        if (!call)
            return;
        i = (size_t)(call - code);
        if (call[4] == 0x00 || call[4] == 0xFF) {
            uint32_t target;
            memcpy(&target, call + 1, sizeof target);
            uint32_t distance = (target - (uint32_t)i) & 0x01FFFFFF;
            if (distance & 0x01000000) /* 25 bits with their sign */
                distance |= 0xFE000000;
            memcpy(call + 1, &distance, sizeof distance);
        }
        i += LENGTH; /* what was no call too: the way there did the same */
    }
}
