#pragma once

#include <QAbstractItemModel>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/track/run.h"

namespace slipway::ui {

/// Files and folders of a run. A folder is read when it is unfolded; a long one comes as a whole, up to kMostChildren.
class ArtifactTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    using Answer = std::function<void(Result<std::vector<track::ArtifactInfo>>)>;
    /// Asks for what stands directly in `folder`; answers on this thread, later. Sorted by sortArtifacts().
    using Source = std::function<void(const QString& folder, Answer answer)>;
    static constexpr int kMostChildren = 20'000;

    enum Role { PathRole = Qt::UserRole + 1, FolderRole, BytesRole };

    explicit ArtifactTreeModel(Source source, QObject* parent = nullptr);
    ~ArtifactTreeModel() override;

    /// Forgets everything and reads the top.
    void reset();
    /// Reads what was read before again and changes only what is different.
    void reload();
    QModelIndex indexOf(const QString& path) const; ///< invalid when it is not read
    bool isEmpty() const;                           ///< the top was read and nothing is in it
    /// Where a file is on disk, for dragging it out; may answer "".
    void setFileOf(std::function<QString(const QString& path)> fileOf) { m_fileOf = std::move(fileOf); }
    /// Files and folders standing directly in a folder that was read, and bytes of the files.
    struct Counts {
        int files = 0, folders = 0;
        std::int64_t bytes = 0;
        bool hasModel = false; ///< one of the files is "MLmodel"
    };
    Counts countsOf(const QString& folder) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 2; }
    bool hasChildren(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

signals:
    void folderRead(const QString& folder);
    void failed(const slipway::Error& error);

private:
    struct Node;
    Node* nodeOf(const QModelIndex& index) const;
    Node* find(const QString& path) const;
    QModelIndex indexOf(const Node& node) const;
    void read(Node& node);
    void accept(const QString& folder, std::vector<track::ArtifactInfo> infos);
    void append(Node& node, const std::vector<track::ArtifactInfo>& infos);
    void merge(Node& node, const std::vector<track::ArtifactInfo>& infos);

    Source m_source;
    std::function<QString(const QString&)> m_fileOf;
    std::unique_ptr<Node> m_root;
    quint64 m_generation = 0; ///< answers from before reset() are dropped
};

/// Folders first, then by name, "part_2" before "part_10".
void sortArtifacts(std::vector<track::ArtifactInfo>& infos);

/// Name in resources/icons for a file of this name.
QString iconOfFile(const QString& name, bool folder);

} // namespace slipway::ui
