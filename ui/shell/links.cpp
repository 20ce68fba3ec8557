#include "ui/shell/links.h"

#include <QHash>

namespace slipway::ui {

namespace {

struct KindEntry {
    const char* panel;
    const char* icon;
};

const QHash<QString, KindEntry>& kinds() {
    static const QHash<QString, KindEntry> table = {
        {"file", {"data", "file"}},
        {"dataset", {"data", "database"}},
        {"label", {"label", "label"}},
        {"feature_group", {"feature", "columns"}},
        {"experiment", {"track", "flask"}},
        {"run", {"track", "flask"}},
        {"model", {"registry", "box"}},
        {"model_version", {"registry", "box"}},
        {"endpoint", {"deploy", "rocket"}},
        {"deployment", {"deploy", "rocket"}},
        {"capture", {"monitor", "monitor"}},
        {"baseline", {"monitor", "monitor"}},
        {"drift_report", {"monitor", "monitor"}},
        {"monitor", {"monitor", "monitor"}},
        {"pipeline", {"pipeline", "pipeline"}},
        {"pipeline_run", {"pipeline", "pipeline"}},
    };
    return table;
}

bool isPanel(const QString& word) {
    static const QStringList panels{
        "home", "data", "label", "feature", "track", "registry", "deploy", "lineage", "settings"};
    return panels.contains(word);
}

} // namespace

Target targetOf(const QString& link) {
    QString path = link.trimmed();
    if (path.startsWith(QLatin1String("slipway://"))) path.remove(0, 10);
    while (path.endsWith('/')) path.chop(1);
    const int slash = static_cast<int>(path.indexOf('/'));
    const QString first = slash < 0 ? path : path.left(slash);
    const QString rest = slash < 0 ? QString() : path.mid(slash + 1);
    if (rest.isEmpty() && (first == QLatin1String("monitor") || first == QLatin1String("pipeline"))) return {first, {}};
    if (isPanel(first)) return {first, rest};
    const auto kind = kinds().constFind(first);
    if (kind == kinds().constEnd() || rest.isEmpty()) return {};
    return {QString::fromLatin1(kind->panel), path};
}

QString iconOfKind(const QString& kind) {
    const auto found = kinds().constFind(kind);
    return found == kinds().constEnd() ? QStringLiteral("link") : QString::fromLatin1(found->icon);
}

} // namespace slipway::ui
