#pragma once

#include <functional>

#include "core/base/result.h"

namespace slipway {

/// How the routes of a server, called on many threads at once, reach a service that belongs to one thread at a time.
template <class Service> struct Serving {
    using Job = std::function<Status(Service&)>;

    std::function<Status(const Job&)> read;  ///< on the calling thread, with a service that nobody else uses meanwhile
    std::function<Status(const Job&)> write; ///< on the writer's thread in its transaction; on disk when it returns Ok
};

} // namespace slipway
