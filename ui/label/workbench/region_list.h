#pragma once

#include <QAbstractListModel>
#include <QListView>

#include "core/label/annotation.h"
#include "core/label/gesture.h"
#include "core/label/label_set.h"
#include "ui/label/key_set.h"

namespace slipway::ui {

/// The regions of the open annotation, front first, as rows.
class RegionModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole + 1, ColorRole, IconRole, HiddenRole, LockedRole, DetailRole };
    using QAbstractListModel::QAbstractListModel;
    /// It changes only before changed().
    void setAnnotation(const label::Annotation* annotation, const label::LabelSet& labels);
    void changed(const label::Edit& edit);
    QModelIndex indexOf(const QString& id) const;
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    const label::Region& at(int row) const;
    const label::Annotation* m_annotation = nullptr;
    label::LabelSet m_labels;
};

/// Their list: kind, label, switches to hide and to lock. Several can be selected, in step with the view.
class RegionList : public QListView {
    Q_OBJECT
public:
    explicit RegionList(QWidget* parent = nullptr);
    void setAnnotation(const label::Annotation* annotation, const label::LabelSet& labels);
    void annotationChanged(const label::Edit& edit);
    void select(const QStringList& ids);
    QStringList selection() const;
    void setKeys(const KeySet& keys) { m_keys = keys; } ///< that the menu tells

signals:
    void selected(const QStringList& ids);
    void hideWanted(const QString& id, bool hidden);
    void lockWanted(const QString& id, bool locked);
    /// Of key_set.h, for what is selected: double click, Enter, or the menu.
    void actionWanted(const QString& action);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void fitHeight();
    KeySet m_keys = KeySet::named({});
    RegionModel* m_model;
    bool m_following = false; ///< the selection comes from the view
};

} // namespace slipway::ui
