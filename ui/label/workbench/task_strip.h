#pragma once

#include <QAbstractScrollArea>
#include <cstdint>
#include <map>
#include <vector>

#include "core/label/project.h"
#include "ui/shell/app_context.h"

class QTimer;

namespace slipway::ui {

class Thumbnails;

/// The tasks before and after the open one in one row, by number: pictures, or how the texts begin, and their state. A
/// click goes there, as do the arrow keys and Enter. Only what is in view is read, and off the GUI thread.
class TaskStrip : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TaskStrip(AppContext& app, QWidget* parent = nullptr);

    void setProject(const label::Project& project);
    void clear();
    void setCurrent(std::int64_t number);
    /// States may have changed: reads what is in view again.
    void refresh();

    /// Where a task is in the viewport; empty when it is not on the screen.
    QRect rectOf(std::int64_t number) const;
    /// What is known of a task: the word for its state, "" before it is read.
    QString stateOf(std::int64_t number) const;

signals:
    void chosen(qint64 number);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Cell {
        QString name, text, file; ///< file: of a picture
        label::TaskState state = label::TaskState::New;
        bool exists = false, stale = false;
    };
    using Cells = std::vector<std::pair<std::int64_t, Cell>>;
    static Result<Cells> read(
        workspace::Workspace& workspace, const label::Project& project, const std::vector<std::int64_t>& numbers);

    int cellWidth() const;
    int xOf(std::int64_t number) const; ///< in the viewport
    std::int64_t numberAt(int x) const; ///< 0: none
    std::pair<std::int64_t, std::int64_t> inView() const;
    void layOut();
    void centre(std::int64_t number);
    void load();
    void wantThumbnails();
    void setMarked(std::int64_t number);
    QString describe(std::int64_t number) const;
    void paintCell(QPainter& painter, std::int64_t number) const;
    void paintContent(QPainter& painter, const QRect& box, const Cell& cell) const;
    void paintCaption(QPainter& painter, const QRect& box, std::int64_t number, const Cell* cell) const;

    AppContext& m_app;
    label::Project m_project;
    Thumbnails* m_thumbnails;
    QTimer* m_loading;
    std::map<std::int64_t, Cell> m_cells;
    std::int64_t m_current = 0, m_marked = 0, m_hovered = 0; ///< marked: where the keys are
    bool m_reading = false, m_again = false;
};

} // namespace slipway::ui
