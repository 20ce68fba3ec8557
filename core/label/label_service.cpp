#include "core/label/label_service.h"
