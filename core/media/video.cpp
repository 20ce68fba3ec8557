#include "core/media/video.h"
