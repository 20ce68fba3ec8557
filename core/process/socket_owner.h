#pragma once

#include <vector>

namespace slipway::process {

/// A process of this machine that holds the end `port` of a TCP connection to `peerPort`, behind its parents that do:
/// a child may have inherited it. Empty when there is none, or when it belongs to another account. Reads /proc for some
/// milliseconds; bounded in time.
std::vector<int> processesAtSocket(int port, int peerPort);

} // namespace slipway::process
