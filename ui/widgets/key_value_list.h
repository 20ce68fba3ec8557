#pragma once

#include <QWidget>

class QGridLayout;

namespace slipway::ui {

/// Names left in secondary text, values right of them; values can be selected and copied.
class KeyValueList : public QWidget {
    Q_OBJECT
public:
    explicit KeyValueList(QWidget* parent = nullptr);
    void clear();
    void add(const QString& key, const QString& value, const QString& tip = {});
    void addCode(const QString& key, const QString& value); ///< ids and hashes: monospace, elided in the middle
    void addWidget(const QString& key, QWidget* widget);

private:
    QGridLayout* m_grid;
    int m_rows = 0;
};

} // namespace slipway::ui
