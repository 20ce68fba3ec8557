#include "core/label/shape.h"
