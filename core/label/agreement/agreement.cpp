#include "core/label/agreement/agreement.h"
