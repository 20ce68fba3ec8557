#include "core/label/geometry.h"
