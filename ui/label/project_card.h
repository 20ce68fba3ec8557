#pragma once

#include "core/label/project.h"
#include "ui/widgets/card.h"

namespace slipway::ui {

/// A project on the projects page: how far it is, its labels, and what can be done with it.
class ProjectCard : public Card {
    Q_OBJECT
public:
    explicit ProjectCard(const label::Project& project, QWidget* parent = nullptr);

signals:
    /// "open", "label", "review", "add", "import", "export", "labels", "dataset", "delete"
    void wanted(const QString& project, const QString& what);
    void itemsDropped(const QString& project, const QStringList& files);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void showDrop(const QString& text);
    void addMenu(const label::Project& project, class QHBoxLayout& row);

    QString m_name;
    class TextLabel* m_drop = nullptr;
};

/// Swatch and name of each label, as many as fit in a line.
class LabelChips : public QWidget {
    Q_OBJECT
public:
    explicit LabelChips(const label::LabelSet& labels, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {200, 24}; }
    QSize minimumSizeHint() const override { return {80, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<std::pair<QString, QColor>> m_labels;
};

} // namespace slipway::ui
