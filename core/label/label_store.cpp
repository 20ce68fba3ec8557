#include "core/label/label_store.h"
