#include "core/media/image.h"
