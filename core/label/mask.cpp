#include "core/label/mask.h"
