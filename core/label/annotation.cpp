#include "core/label/annotation.h"
