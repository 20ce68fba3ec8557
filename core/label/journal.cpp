#include "core/label/journal.h"
