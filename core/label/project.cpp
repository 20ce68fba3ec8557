#include "core/label/project.h"
