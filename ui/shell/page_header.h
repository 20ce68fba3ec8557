#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;

namespace slipway::ui {

class ElidedLabel;

/// Title, one-line summary that elides, actions at the right. 44 high.
class PageHeader : public QWidget {
    Q_OBJECT
public:
    explicit PageHeader(const QString& title, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setSummary(const QString& summary);
    QString summary() const;
    /// From left to right; the filled button last.
    void addAction(QWidget* widget);

private:
    QLabel* m_title;
    ElidedLabel* m_summary;
    QHBoxLayout* m_actions;
};

} // namespace slipway::ui
