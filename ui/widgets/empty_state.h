#pragma once

#include <QWidget>
#include <functional>

class QHBoxLayout;
class QPushButton;

namespace slipway::ui {

/// Icon of 44, one-line title, one sentence, buttons. Also for "filtered to nothing".
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& icon, const QString& title, const QString& sentence, QWidget* parent = nullptr);
    /// The first is the primary one.
    QPushButton* addButton(const QString& text, const QString& objectName, std::function<void()> clicked);
    /// A command that a person can copy, with a copy button.
    void addSnippet(const QString& text);

private:
    QHBoxLayout* m_buttons;
    QWidget* m_row;
};

} // namespace slipway::ui
