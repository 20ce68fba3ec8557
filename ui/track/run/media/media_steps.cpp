#include "ui/track/run/media/media_steps.h"

#include <QRegularExpression>
#include <algorithm>
#include <map>
#include <tuple>

#include "core/base/json.h"
#include "core/base/natural_order.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr std::size_t kMostTables = 200;

QString textOfKey(QString key) {
    return key.replace('~', '/').replace('#', '/');
}

} // namespace

std::optional<LoggedPicture> loggedPicture(const QString& path) {
    static const QRegularExpression pattern(
        QStringLiteral("^(?:.*/)?([^/]+?)([%+])step\\2(-?\\d{1,18})\\2timestamp\\2(\\d{1,15})\\2([0-9a-fA-F-]{8,64})"
                       "(\\2compressed)?\\.(?:png|webp|jpe?g|gif)$"));
    const auto match = pattern.match(path);
    if (!match.hasMatch()) return {};
    LoggedPicture picture;
    picture.key = textOfKey(match.captured(1));
    picture.step = {path, match.captured(3).toLongLong(), match.captured(4).toLongLong()};
    picture.compressed = !match.captured(6).isEmpty();
    return picture;
}

std::vector<MediaSeries> mediaSeries(const std::vector<track::ArtifactInfo>& files) {
    // One picture is known by key, step and time; its copy has the same.
    std::map<std::string, std::map<std::tuple<std::int64_t, Timestamp, QString>, std::pair<MediaStep, bool>>> found;
    for (const auto& file : files) {
        if (file.folder) continue;
        auto picture = loggedPicture(format::text(file.path));
        if (!picture) continue;
        const auto bare = picture->step.path.section('/', -1)
                              .section('.', 0, 0)
                              .remove(QStringLiteral("+compressed"))
                              .remove(QStringLiteral("%compressed"));
        auto& slot = found[picture->key.toStdString()][{picture->step.step, picture->step.at, bare}];
        if (slot.first.path.isEmpty() || (slot.second && !picture->compressed))
            slot = {picture->step, picture->compressed};
    }
    std::vector<MediaSeries> series;
    for (auto& [key, steps] : found) {
        series.push_back({format::text(key), {}});
        for (auto& [place, step] : steps) series.back().steps.push_back(std::move(step.first));
    }
    std::ranges::sort(
        series, [](const auto& a, const auto& b) { return naturalLess(a.key.toStdString(), b.key.toStdString()); });
    return series;
}

std::vector<QString> loggedTables(const std::string& tag) {
    std::vector<QString> tables;
    const auto list = parseJson(tag, "the tag");
    if (!list || !list->is_array()) return tables;
    for (const auto& item : *list) {
        if (!item.is_object() || textOr(item, "type") != "table" || tables.size() >= kMostTables) continue;
        if (const auto path = textOr(item, "path"); !path.empty()) tables.push_back(format::text(path));
    }
    return tables;
}

} // namespace slipway::ui
