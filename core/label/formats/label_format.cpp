#include "core/label/formats/label_format.h"
