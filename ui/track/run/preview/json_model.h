#pragma once

#include <QAbstractItemModel>
#include <memory>

#include "core/base/json_fwd.h"

namespace slipway::ui {

/// A JSON document as a tree of names and values. Nodes are made when they are unfolded; of a long list the first
/// kMostChildren are shown.
class JsonModel : public QAbstractItemModel {
    Q_OBJECT
public:
    static constexpr int kMostChildren = 1000;

    explicit JsonModel(QObject* parent = nullptr);
    ~JsonModel() override;
    void setDocument(std::shared_ptr<const Json> document);

    QModelIndex index(int row, int column, const QModelIndex& parent) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 2; }
    bool hasChildren(const QModelIndex& parent) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    Node* nodeOf(const QModelIndex& index) const;
    void unfold(Node& node) const;

    std::shared_ptr<const Json> m_document;
    std::unique_ptr<Node> m_root;
};

} // namespace slipway::ui
