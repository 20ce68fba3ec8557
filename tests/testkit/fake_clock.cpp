#include "tests/testkit/fake_clock.h"
