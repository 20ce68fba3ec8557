#pragma once

#include <QWidget>
#include <cstddef>

class QMenu;
class QPushButton;

namespace slipway::ui {

class TextLabel;

/// What can be done with the selected runs.
class SelectionBar : public QWidget {
    Q_OBJECT
public:
    explicit SelectionBar(QWidget* parent);
    /// `all`: everything that the filter finds.
    void show(std::size_t count, bool all);

signals:
    void compareWanted();
    void registerWanted();
    void tagWanted();
    void exportWanted(const QString& format); ///< "csv", "json", "md", "mlruns"
    void copyIdsWanted();
    void deleteWanted();
    void clearWanted();

private:
    TextLabel* m_count;
    QPushButton *m_compare, *m_register;
};

} // namespace slipway::ui
