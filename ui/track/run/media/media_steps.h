#pragma once

#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/track/run.h"

namespace slipway::ui {

/// A picture that was logged with a key and a step.
struct MediaStep {
    QString path;
    std::int64_t step = 0;
    Timestamp at = 0;
};

/// All pictures of one key, by step and then time.
struct MediaSeries {
    QString key;
    std::vector<MediaStep> steps;
};

/// MLflow's clients put key, step and time into the file's name: images/KEY+step+3+timestamp+1700000000000+UUID.png,
/// and older ones with '%' between them; '/' in a key is '~' or '#'. None for other names.
struct LoggedPicture {
    QString key;
    MediaStep step;
    bool compressed = false; ///< the small copy beside the picture itself
};
std::optional<LoggedPicture> loggedPicture(const QString& path);

/// By key; the small copies stand in only where the picture itself is missing.
std::vector<MediaSeries> mediaSeries(const std::vector<track::ArtifactInfo>& files);

/// Paths of the tables in the tag "mlflow.loggedArtifacts".
std::vector<QString> loggedTables(const std::string& tag);

} // namespace slipway::ui
