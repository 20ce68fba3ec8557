#include "core/label/gesture.h"
