#pragma once

#include <QString>
#include <filesystem>
#include <utility>
#include <vector>

namespace slipway::ui {

/// What the file "MLmodel" of a logged model says: flavors, signature, versions. Empty when it cannot be read.
std::vector<std::pair<QString, QString>> readModelFacts(const std::filesystem::path& mlmodel);

} // namespace slipway::ui
