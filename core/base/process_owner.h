#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// "pid:starttime:bootid" of this process. Stored beside a row that a process works on, so that another one can tell
/// whether that process still lives: a pid alone may have been given to a newcomer since.
std::string ownProcessMark();
/// The same of another process of this machine; "" when there is none.
std::string processMark(int pid);

/// True while the process that wrote the mark runs on this machine. False for a mark that cannot be read.
bool isMarkAlive(std::string_view mark);
/// Was it written on this machine since it was started?
bool isMarkOfThisBoot(std::string_view mark);

} // namespace slipway
