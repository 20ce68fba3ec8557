#include "core/label/label_set.h"
