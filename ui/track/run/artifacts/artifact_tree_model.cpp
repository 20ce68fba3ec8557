#include "ui/track/run/artifacts/artifact_tree_model.h"

#include <QHash>
#include <QMimeData>
#include <QSet>
#include <QUrl>
#include <algorithm>

#include "core/base/natural_order.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

struct ArtifactTreeModel::Node {
    QString path, name;
    std::int64_t bytes = 0;
    bool folder = false, reading = false, read = false;
    Node* above = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> below;

    std::unique_ptr<Node> makeBelow(const track::ArtifactInfo& info) {
        auto node = std::make_unique<Node>();
        node->path = format::text(info.path);
        node->name = node->path.section('/', -1);
        node->bytes = info.bytes;
        node->folder = info.folder;
        node->above = this;
        return node;
    }
    void number(std::size_t from) {
        for (std::size_t i = from; i < below.size(); ++i) below[i]->row = static_cast<int>(i);
    }
};

ArtifactTreeModel::ArtifactTreeModel(Source source, QObject* parent)
    : QAbstractItemModel(parent), m_source(std::move(source)), m_root(std::make_unique<Node>()) {
    m_root->folder = true;
}

ArtifactTreeModel::~ArtifactTreeModel() = default;

void ArtifactTreeModel::reset() {
    ++m_generation;
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_root->folder = true;
    endResetModel();
    read(*m_root);
}

void ArtifactTreeModel::reload() {
    std::vector<Node*> open{m_root.get()};
    for (std::size_t i = 0; i < open.size(); ++i) // grows while it is gone over
        for (const auto& node : open[i]->below)
            if (node->read) open.push_back(node.get());
    for (auto* node : open) read(*node);
}

bool ArtifactTreeModel::isEmpty() const {
    return m_root->read && m_root->below.empty();
}

void ArtifactTreeModel::read(Node& node) {
    if (std::exchange(node.reading, true)) return;
    m_source(node.path,
        [this, folder = node.path, generation = m_generation](Result<std::vector<track::ArtifactInfo>> infos) {
            if (generation != m_generation) return;
            if (auto* at = find(folder)) at->reading = false;
            if (!infos) return failed(infos.error());
            accept(folder, std::move(*infos));
            folderRead(folder);
        });
}

void ArtifactTreeModel::accept(const QString& folder, std::vector<track::ArtifactInfo> infos) {
    auto* node = find(folder);
    if (!node) return;
    if (infos.size() > kMostChildren) infos.resize(kMostChildren);
    if (node->below.empty())
        append(*node, infos);
    else
        merge(*node, infos);
    node->read = true;
}

void ArtifactTreeModel::append(Node& node, const std::vector<track::ArtifactInfo>& infos) {
    if (infos.empty()) return;
    beginInsertRows(indexOf(node), 0, static_cast<int>(infos.size()) - 1);
    for (const auto& info : infos) node.below.push_back(node.makeBelow(info));
    node.number(0);
    endInsertRows();
}

void ArtifactTreeModel::merge(Node& node, const std::vector<track::ArtifactInfo>& infos) {
    QSet<QString> there;
    const auto mark = [](const QString& path, bool folder) { return folder ? path + '/' : path; };
    for (const auto& info : infos) there.insert(mark(format::text(info.path), info.folder));
    const auto place = indexOf(node);
    for (int row = static_cast<int>(node.below.size()) - 1; row >= 0; --row) {
        const auto& below = *node.below[static_cast<std::size_t>(row)];
        if (there.contains(mark(below.path, below.folder))) continue;
        beginRemoveRows(place, row, row);
        node.below.erase(node.below.begin() + row);
        node.number(static_cast<std::size_t>(row));
        endRemoveRows();
    }
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const bool same = i < node.below.size() && node.below[i]->path == format::text(infos[i].path);
        if (same && node.below[i]->bytes == infos[i].bytes) continue;
        const int row = static_cast<int>(i);
        if (same) {
            node.below[i]->bytes = infos[i].bytes;
            dataChanged(index(row, 1, place), index(row, 1, place));
            continue;
        }
        beginInsertRows(place, row, row);
        node.below.insert(node.below.begin() + row, node.makeBelow(infos[i]));
        node.number(i);
        endInsertRows();
    }
}

ArtifactTreeModel::Node* ArtifactTreeModel::nodeOf(const QModelIndex& index) const {
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

ArtifactTreeModel::Node* ArtifactTreeModel::find(const QString& path) const {
    auto* node = m_root.get();
    if (path.isEmpty()) return node;
    while (true) {
        const auto it = std::ranges::find_if(
            node->below, [&](const auto& below) { return path == below->path || path.startsWith(below->path + '/'); });
        if (it == node->below.end()) return nullptr;
        node = it->get();
        if (node->path == path) return node;
    }
}

QModelIndex ArtifactTreeModel::indexOf(const Node& node) const {
    return &node == m_root.get() ? QModelIndex() : createIndex(node.row, 0, const_cast<Node*>(&node));
}

QModelIndex ArtifactTreeModel::indexOf(const QString& path) const {
    const auto* node = find(path);
    return node ? indexOf(*node) : QModelIndex();
}

ArtifactTreeModel::Counts ArtifactTreeModel::countsOf(const QString& folder) const {
    Counts counts;
    const auto* node = find(folder);
    if (!node) return counts;
    for (const auto& below : node->below) {
        ++(below->folder ? counts.folders : counts.files);
        counts.bytes += below->bytes;
        counts.hasModel = counts.hasModel || (!below->folder && below->name == QLatin1String("MLmodel"));
    }
    return counts;
}

QModelIndex ArtifactTreeModel::index(int row, int column, const QModelIndex& parent) const {
    const auto& below = nodeOf(parent)->below;
    if (row < 0 || row >= static_cast<int>(below.size()) || column < 0 || column > 1) return {};
    return createIndex(row, column, below[static_cast<std::size_t>(row)].get());
}

QModelIndex ArtifactTreeModel::parent(const QModelIndex& index) const {
    const auto* above = index.isValid() ? nodeOf(index)->above : nullptr;
    return above ? indexOf(*above) : QModelIndex();
}

int ArtifactTreeModel::rowCount(const QModelIndex& parent) const {
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->below.size());
}

bool ArtifactTreeModel::hasChildren(const QModelIndex& parent) const {
    const auto* node = nodeOf(parent);
    return node->folder && (!node->read || !node->below.empty());
}

bool ArtifactTreeModel::canFetchMore(const QModelIndex& parent) const {
    const auto* node = nodeOf(parent);
    return node != m_root.get() && node->folder && !node->read && !node->reading;
}

void ArtifactTreeModel::fetchMore(const QModelIndex& parent) {
    read(*nodeOf(parent));
}

QVariant ArtifactTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto* node = nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == 0 ? node->name : node->folder ? QString() : format::bytes(node->bytes);
    case Qt::DecorationRole:
        return index.column() == 0 ? QVariant(icon(iconOfFile(node->name, node->folder))) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            index.column() == 0 ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return index.column() == 1 ? QVariant(color(Token::TextMuted)) : QVariant();
    case Qt::ToolTipRole:
    case PathRole:
        return node->path;
    case FolderRole:
        return node->folder;
    case BytesRole:
        return QVariant::fromValue<qlonglong>(node->bytes);
    case Qt::AccessibleTextRole:
        return node->folder ? tr("Folder %1").arg(node->name) : node->name;
    default:
        return {};
    }
}

QVariant ArtifactTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::DisplayRole) return section == 0 ? tr("Name") : tr("Size");
    if (role == Qt::TextAlignmentRole && section == 1) return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

Qt::ItemFlags ArtifactTreeModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled;
}

QStringList ArtifactTreeModel::mimeTypes() const {
    return {QStringLiteral("text/uri-list")};
}

QMimeData* ArtifactTreeModel::mimeData(const QModelIndexList& indexes) const {
    QList<QUrl> urls;
    for (const auto& index : indexes) {
        if (index.column() != 0 || !m_fileOf) continue;
        if (const auto file = m_fileOf(index.data(PathRole).toString()); !file.isEmpty())
            urls << QUrl::fromLocalFile(file);
    }
    auto* data = new QMimeData;
    data->setUrls(urls);
    return data;
}

void sortArtifacts(std::vector<track::ArtifactInfo>& infos) {
    std::ranges::stable_sort(infos,
        [](const auto& a, const auto& b) { return a.folder != b.folder ? a.folder : naturalLess(a.path, b.path); });
}

QString iconOfFile(const QString& name, bool folder) {
    if (folder) return QStringLiteral("folder");
    const auto ending = name.section('.', -1).toLower();
    static const QHash<QString, QString> icons{{"png", "image"}, {"jpg", "image"}, {"jpeg", "image"}, {"webp", "image"},
        {"gif", "image"}, {"svg", "image"}, {"csv", "columns"}, {"tsv", "columns"}, {"parquet", "columns"},
        {"py", "code"}, {"json", "code"}, {"yaml", "code"}, {"yml", "code"}, {"patch", "code"}, {"txt", "text"},
        {"md", "text"}, {"log", "text"}, {"pkl", "lock"}, {"joblib", "lock"}, {"mp4", "video"}, {"zip", "box"}};
    return name == QLatin1String("MLmodel") ? QStringLiteral("cuboid") : icons.value(ending, QStringLiteral("file"));
}

} // namespace slipway::ui
