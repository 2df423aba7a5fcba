/*
 * decode.h: how decode-picture talks with who starts it. A decoder is where a hostile file does its harm, so it runs in a process
 * that has nothing: the file on descriptor 0, the answer on 1, limits of time and memory, and no system call but those of memory,
 * read and write. The answer is a struct decoded and then both files, and only with status 0.
 */
#ifndef HF_PICTURES_DECODE_H
#define HF_PICTURES_DECODE_H

#include <stdint.h>

#define PICTURE_MOST_BYTES  (5u * 1024 * 1024)
#define PICTURE_MOST_SIDE   12000u    /* pixels */
#define PICTURE_MOST_PIXELS 25000000u /* what telephones make; 100 MB decoded */
#define PICTURE_SQUARE      256
#define PICTURE_ORIGINAL    512
#define PICTURE_MOST_FILE   (512u * 1024) /* of each file made */

struct decoded {
    uint32_t bytes[2];      /* of the square, of the picture as a whole */
    uint32_t width, height; /* of the latter */
};

/* Exit statuses. Anything else, or a signal: the decoder gave up. */
enum decode_status { DECODE_DONE = 0, DECODE_KIND = 3, DECODE_PIXELS, DECODE_BROKEN, DECODE_MOVING, DECODE_SETUP };

#endif
