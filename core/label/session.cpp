#include "core/label/session.h"
