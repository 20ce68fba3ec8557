#include "core/label/label_schema.h"
